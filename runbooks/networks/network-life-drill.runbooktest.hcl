test "it comes and goes" {
  runbook   = "network-life-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.before" {
    resources = 0
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }
  mock "step.make" {
    id = "run-1"
  }
  mock "step.there" {
    resources = 3
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }
  mock "step.gone" {
    resources = 0
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }

  outcome  = "passed"
  evidence = { networks = { named = 2, in_code = 2, without_a_hand = 2 } }
}

test "it does not come" {
  runbook   = "network-life-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.before" {
    resources = 0
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }
  mock "step.make" {
    id = "run-1"
  }
  mock "step.there" {
    resources = 0
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }

  outcome = "failed"
  by      = "step.there.there"
}

test "it does not go" {
  runbook   = "network-life-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.before" {
    resources = 0
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }
  mock "step.make" {
    id = "run-1"
  }
  mock "step.there" {
    resources = 3
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }
  mock "step.gone" {
    resources = 3
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }

  outcome = "failed"
  by      = "check.went_by_itself"
}

test "it is still there from the last drill" {
  runbook   = "network-life-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.before" {
    resources = 3
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }

  outcome = "failed"
  by      = "step.before.empty"
}

test "one network is not in code" {
  runbook   = "network-life-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.before" {
    resources = 0
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }
  mock "step.make" {
    id = "run-1"
  }
  mock "step.there" {
    resources = 3
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }
  mock "step.gone" {
    resources = 0
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }

  outcome = "failed"
  by      = "check.all_in_code"
}

test "one waits for a hand" {
  runbook   = "network-life-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = "acme/network", branch = "", by_itself = false, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.before" {
    resources = 0
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }
  mock "step.make" {
    id = "run-1"
  }
  mock "step.there" {
    resources = 3
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }
  mock "step.gone" {
    resources = 0
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }

  outcome = "failed"
  by      = "check.without_a_hand"
}

test "one has no end" {
  runbook   = "network-life-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = "acme/network", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "", ends = false }]
  }
  mock "step.before" {
    resources = 0
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }
  mock "step.make" {
    id = "run-1"
  }
  mock "step.there" {
    resources = 3
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }
  mock "step.gone" {
    resources = 0
    locked    = false
    ends_at   = "2026-01-05T07:40:00Z"
  }

  outcome = "failed"
  by      = "check.has_an_end"
}

test "somebody without a role is turned away" {
  runbook   = "network-life-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
