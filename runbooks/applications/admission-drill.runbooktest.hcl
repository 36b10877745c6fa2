test "what breaks them is refused" {
  runbook   = "admission-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.fine" {
    refused = false
  }
  mock "step.unreleased" {
    refused = true
  }
  mock "step.powerful" {
    refused = true
  }
  mock "step.tiers" {
    namespaces = [{ name = "wiki", tier = "critical" }]
  }
  mock "step.rules" {
    rules = [{ policy = "signed", tier = "*", refuses = true }, { policy = "sealed", tier = "critical", refuses = true }]
  }
  mock "step.gitops" {
    apps = [{ name = org.policies_app, namespace = "", synced = true, healthy = true, heals = true, commit = "c2" }]
  }
  mock "step.changes" {
    changes = [{ number = 8, merged_at = "2026-01-05T06:50:00Z", commit = "c3", labels = [] }, { number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c2", labels = [] }, { number = 6, merged_at = "2026-01-02T00:00:00Z", commit = "c1", labels = [] }]
  }

  outcome  = "passed"
  evidence = { namespaces = { asked = 1, refuse = 1 }, policies = { refuse = 2, commit = ["c2"] } }
}

test "a change of ten minutes ago is in force already" {
  runbook   = "admission-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.fine" {
    refused = false
  }
  mock "step.unreleased" {
    refused = true
  }
  mock "step.powerful" {
    refused = true
  }
  mock "step.tiers" {
    namespaces = [{ name = "wiki", tier = "critical" }]
  }
  mock "step.rules" {
    rules = [{ policy = "signed", tier = "*", refuses = true }, { policy = "sealed", tier = "critical", refuses = true }]
  }
  mock "step.gitops" {
    apps = [{ name = org.policies_app, namespace = "", synced = true, healthy = true, heals = true, commit = "c3" }]
  }
  mock "step.changes" {
    changes = [{ number = 8, merged_at = "2026-01-05T06:50:00Z", commit = "c3", labels = [] }, { number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c2", labels = [] }, { number = 6, merged_at = "2026-01-02T00:00:00Z", commit = "c1", labels = [] }]
  }

  outcome = "passed"
}

test "an unreleased one would be let in" {
  runbook   = "admission-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.fine" {
    refused = false
  }
  mock "step.unreleased" {
    refused = false
  }
  mock "step.powerful" {
    refused = true
  }
  mock "step.tiers" {
    namespaces = [{ name = "wiki", tier = "critical" }]
  }
  mock "step.rules" {
    rules = [{ policy = "signed", tier = "*", refuses = true }, { policy = "sealed", tier = "critical", refuses = true }]
  }
  mock "step.gitops" {
    apps = [{ name = org.policies_app, namespace = "", synced = true, healthy = true, heals = true, commit = "c2" }]
  }
  mock "step.changes" {
    changes = [{ number = 8, merged_at = "2026-01-05T06:50:00Z", commit = "c3", labels = [] }, { number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c2", labels = [] }, { number = 6, merged_at = "2026-01-02T00:00:00Z", commit = "c1", labels = [] }]
  }

  outcome = "failed"
  by      = "check.refused"
}

test "a powerful one would be let in" {
  runbook   = "admission-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.fine" {
    refused = false
  }
  mock "step.unreleased" {
    refused = true
  }
  mock "step.powerful" {
    refused = false
  }
  mock "step.tiers" {
    namespaces = [{ name = "wiki", tier = "critical" }]
  }
  mock "step.rules" {
    rules = [{ policy = "signed", tier = "*", refuses = true }, { policy = "sealed", tier = "critical", refuses = true }]
  }
  mock "step.gitops" {
    apps = [{ name = org.policies_app, namespace = "", synced = true, healthy = true, heals = true, commit = "c2" }]
  }
  mock "step.changes" {
    changes = [{ number = 8, merged_at = "2026-01-05T06:50:00Z", commit = "c3", labels = [] }, { number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c2", labels = [] }, { number = 6, merged_at = "2026-01-02T00:00:00Z", commit = "c1", labels = [] }]
  }

  outcome = "failed"
  by      = "check.refused"
}

test "everything is refused" {
  runbook   = "admission-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.fine" {
    refused = true
  }
  mock "step.unreleased" {
    refused = true
  }
  mock "step.powerful" {
    refused = true
  }
  mock "step.tiers" {
    namespaces = [{ name = "wiki", tier = "critical" }]
  }
  mock "step.rules" {
    rules = [{ policy = "signed", tier = "*", refuses = true }, { policy = "sealed", tier = "critical", refuses = true }]
  }
  mock "step.gitops" {
    apps = [{ name = org.policies_app, namespace = "", synced = true, healthy = true, heals = true, commit = "c2" }]
  }
  mock "step.changes" {
    changes = [{ number = 8, merged_at = "2026-01-05T06:50:00Z", commit = "c3", labels = [] }, { number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c2", labels = [] }, { number = 6, merged_at = "2026-01-02T00:00:00Z", commit = "c1", labels = [] }]
  }

  outcome = "failed"
  by      = "check.lets_work"
}

test "a policy only warns" {
  runbook   = "admission-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.fine" {
    refused = false
  }
  mock "step.unreleased" {
    refused = true
  }
  mock "step.powerful" {
    refused = true
  }
  mock "step.tiers" {
    namespaces = [{ name = "wiki", tier = "critical" }]
  }
  mock "step.rules" {
    rules = [{ policy = "signed", tier = "*", refuses = false }, { policy = "sealed", tier = "critical", refuses = true }]
  }
  mock "step.gitops" {
    apps = [{ name = org.policies_app, namespace = "", synced = true, healthy = true, heals = true, commit = "c2" }]
  }
  mock "step.changes" {
    changes = [{ number = 8, merged_at = "2026-01-05T06:50:00Z", commit = "c3", labels = [] }, { number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c2", labels = [] }, { number = 6, merged_at = "2026-01-02T00:00:00Z", commit = "c1", labels = [] }]
  }

  outcome = "failed"
  by      = "check.every_policy_enforced"
}

test "a namespace has no policies of its tier" {
  runbook   = "admission-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.fine" {
    refused = false
  }
  mock "step.unreleased" {
    refused = true
  }
  mock "step.powerful" {
    refused = true
  }
  mock "step.tiers" {
    namespaces = [{ name = "wiki", tier = "" }]
  }
  mock "step.rules" {
    rules = [{ policy = "signed", tier = "*", refuses = true }, { policy = "sealed", tier = "critical", refuses = true }]
  }
  mock "step.gitops" {
    apps = [{ name = org.policies_app, namespace = "", synced = true, healthy = true, heals = true, commit = "c2" }]
  }
  mock "step.changes" {
    changes = [{ number = 8, merged_at = "2026-01-05T06:50:00Z", commit = "c3", labels = [] }, { number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c2", labels = [] }, { number = 6, merged_at = "2026-01-02T00:00:00Z", commit = "c1", labels = [] }]
  }

  outcome = "failed"
  by      = "check.every_policy_enforced"
}

test "an old version is in force" {
  runbook   = "admission-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.fine" {
    refused = false
  }
  mock "step.unreleased" {
    refused = true
  }
  mock "step.powerful" {
    refused = true
  }
  mock "step.tiers" {
    namespaces = [{ name = "wiki", tier = "critical" }]
  }
  mock "step.rules" {
    rules = [{ policy = "signed", tier = "*", refuses = true }, { policy = "sealed", tier = "critical", refuses = true }]
  }
  mock "step.gitops" {
    apps = [{ name = org.policies_app, namespace = "", synced = true, healthy = true, heals = true, commit = "c1" }]
  }
  mock "step.changes" {
    changes = [{ number = 8, merged_at = "2026-01-05T06:50:00Z", commit = "c3", labels = [] }, { number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c2", labels = [] }, { number = 6, merged_at = "2026-01-02T00:00:00Z", commit = "c1", labels = [] }]
  }

  outcome = "failed"
  by      = "check.from_git"
}

test "it may be changed by hand" {
  runbook   = "admission-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.fine" {
    refused = false
  }
  mock "step.unreleased" {
    refused = true
  }
  mock "step.powerful" {
    refused = true
  }
  mock "step.tiers" {
    namespaces = [{ name = "wiki", tier = "critical" }]
  }
  mock "step.rules" {
    rules = [{ policy = "signed", tier = "*", refuses = true }, { policy = "sealed", tier = "critical", refuses = true }]
  }
  mock "step.gitops" {
    apps = [{ name = org.policies_app, namespace = "", synced = true, healthy = true, heals = false, commit = "c2" }]
  }
  mock "step.changes" {
    changes = [{ number = 8, merged_at = "2026-01-05T06:50:00Z", commit = "c3", labels = [] }, { number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c2", labels = [] }, { number = 6, merged_at = "2026-01-02T00:00:00Z", commit = "c1", labels = [] }]
  }

  outcome = "failed"
  by      = "check.from_git"
}

test "who may not ask knows nothing" {
  runbook   = "admission-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.fine" {
    refused = false
  }
  mock "step.unreleased" {
    fails = "pods is forbidden"
  }
  mock "step.powerful" {
    refused = true
  }
  mock "step.tiers" {
    namespaces = [{ name = "wiki", tier = "critical" }]
  }
  mock "step.rules" {
    rules = [{ policy = "signed", tier = "*", refuses = true }, { policy = "sealed", tier = "critical", refuses = true }]
  }
  mock "step.gitops" {
    apps = [{ name = org.policies_app, namespace = "", synced = true, healthy = true, heals = true, commit = "c2" }]
  }
  mock "step.changes" {
    changes = [{ number = 8, merged_at = "2026-01-05T06:50:00Z", commit = "c3", labels = [] }, { number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c2", labels = [] }, { number = 6, merged_at = "2026-01-02T00:00:00Z", commit = "c1", labels = [] }]
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "admission-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
