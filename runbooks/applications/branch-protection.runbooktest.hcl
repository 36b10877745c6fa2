test "nobody can delete or rewrite" {
  runbook = "branch-protection"
  trigger = "daily"

  mock "step.remote" {
    protection = { deny_deletes = true, deny_non_fast_forwards = true }
  }

  outcome = "passed"
}

test "history may be replaced" {
  runbook = "branch-protection"
  trigger = "daily"

  mock "step.remote" {
    protection = { deny_deletes = true, deny_non_fast_forwards = false }
  }

  outcome = "failed"
  by      = "check.no_rewriting"
}

test "the remote is on another machine" {
  runbook = "branch-protection"
  trigger = "daily"

  mock "step.remote" {
    protection = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "branch-protection"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
