test "restored as it was" {
  runbook = "backup-restore"
  trigger = "daily"

  mock "step.drill" {
    json = { files = 12, original = "abc", restored = "abc", different = 0, elsewhere = true }
  }

  outcome = "passed"
}

test "a file did not come back" {
  runbook = "backup-restore"
  trigger = "daily"

  mock "step.drill" {
    json = { files = 12, original = "abc", restored = "abd", different = 1, elsewhere = true }
  }

  outcome = "failed"
  by      = "check.same"
}

test "on the same disk" {
  runbook = "backup-restore"
  trigger = "daily"

  mock "step.drill" {
    json = { files = 12, original = "abc", restored = "abc", different = 0, elsewhere = false }
  }

  outcome = "failed"
  by      = "check.elsewhere"
}

test "the drill breaks off" {
  runbook = "backup-restore"
  trigger = "daily"

  mock "step.drill" {
    fails = "the disk is full"
  }

  outcome = "failed"
  by      = "step.drill"
}

test "somebody without the role is turned away" {
  runbook   = "backup-restore"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
