test "restored, and whole" {
  runbook = "evidence-restore"
  trigger = "monthly"

  mock "step.copy" {
    json = { entries = 7, files = 21, newest = "5a2c", oldest = "2025-11-30", whole = true, restored = true, same = true }
  }

  outcome  = "passed"
  evidence = { entries = 7, newest = "5a2c", oldest = "2025-11-30" }
}

test "damaged" {
  runbook = "evidence-restore"
  trigger = "monthly"

  mock "step.copy" {
    json = { entries = 7, files = 21, newest = "5a2c", oldest = "2025-11-30", whole = false, restored = true, same = true }
  }

  outcome = "failed"
  by      = "check.whole"
}

test "not what the remote has" {
  runbook = "evidence-restore"
  trigger = "monthly"

  mock "step.copy" {
    json = { entries = 7, files = 21, newest = "5a2c", oldest = "2025-11-30", whole = true, restored = true, same = false }
  }

  outcome = "failed"
  by      = "check.restored"
}

test "entries were taken away" {
  runbook = "evidence-restore"
  trigger = "monthly"

  mock "step.copy" {
    json = { entries = 0, files = 21, newest = "5a2c", oldest = "2025-11-30", whole = true, restored = true, same = true }
  }

  outcome = "failed"
  by      = "check.grows"
}

test "the remote does not answer" {
  runbook = "evidence-restore"
  trigger = "monthly"

  mock "step.copy" {
    json = {}
  }

  outcome = "unknown"
  by      = "check.grows"
}

test "somebody without the role is turned away" {
  runbook   = "evidence-restore"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
