test "all of them come from code" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.drift" {
    drifted     = false
    compared_at = "2026-01-05T01:00:00Z"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }

  outcome  = "passed"
  evidence = { networks = { named = 2, in_code = 2, as_written = 2 }, ends = 2 }
}

test "one comes from a repository that nobody judges" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = "ada/playground", branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.drift" {
    drifted     = false
    compared_at = "2026-01-05T01:00:00Z"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }

  outcome = "failed"
  by      = "check.second_person"
}

test "one comes from a branch that nobody judges" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = org.network_repository, branch = "quick", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.drift" {
    drifted     = false
    compared_at = "2026-01-05T01:00:00Z"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }

  outcome = "failed"
  by      = "check.second_person"
}

test "one was made by hand" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.drift" {
    drifted     = false
    compared_at = "2026-01-05T01:00:00Z"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }

  outcome = "failed"
  by      = "check.all_in_code"
}

test "one has no end" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "", ends = false }]
  }
  mock "step.drift" {
    drifted     = false
    compared_at = "2026-01-05T01:00:00Z"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }

  outcome = "failed"
  by      = "check.has_an_end"
}

test "one should be gone" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2025-12-31", ends = false }]
  }
  mock "step.drift" {
    drifted     = false
    compared_at = "2026-01-05T01:00:00Z"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }

  outcome = "failed"
  by      = "check.has_an_end"
}

test "one ends by itself" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "", ends = true }]
  }
  mock "step.drift" {
    drifted     = false
    compared_at = "2026-01-05T01:00:00Z"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }

  outcome = "passed"
}

test "changed past git" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.drift" {
    drifted     = false
    compared_at = "2026-01-05T01:00:00Z"
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }
  mock "step.runs" "office" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.runs" "cloud" {
    runs = [{ status = "applied", from_git = false, created_at = "2026-01-03T00:00:00Z" }]
  }

  outcome = "failed"
  by      = "check.from_git"
}

test "one person changes it alone" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.drift" {
    drifted     = false
    compared_at = "2026-01-05T01:00:00Z"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 0
    checks        = ["plan"]
  }

  outcome = "failed"
  by      = "check.second_person"
}

test "nobody compares it" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = false, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.drift" {
    drifted     = false
    compared_at = "2026-01-05T01:00:00Z"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }

  outcome = "failed"
  by      = "check.watched"
}

test "it is not what its code says" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.drift" {
    drifted     = true
    compared_at = "2026-01-05T01:00:00Z"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }

  outcome = "failed"
  by      = "check.as_written"
}

test "an old comparison" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.drift" {
    drifted     = false
    compared_at = "2026-01-01T01:00:00Z"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }

  outcome = "failed"
  by      = "check.as_written"
}

test "a comparison that broke" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { networks = ["office", "cloud"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workspaces" {
    workspaces = [{ id = "ws-office", name = "office", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }, { id = "ws-cloud", name = "cloud", from_git = true, repository = org.network_repository, branch = "", by_itself = true, watched = true, resources = 7, lives_until = "2026-12-31", ends = false }]
  }
  mock "step.drift" {
    fails = "404"
  }
  mock "step.runs" {
    runs = [{ status = "applied", from_git = true, created_at = "2026-01-03T00:00:00Z" }]
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
    checks        = ["plan"]
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "network-code"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
