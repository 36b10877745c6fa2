test "all roles end" {
  runbook = "entra-standing-admins"
  trigger = "daily"

  mock "step.roles" {
    roles = [
      { principal = "u1", role = "r1", standing = false },
      { principal = "u2", role = "r1", standing = false },
    ]
  }

  outcome  = "passed"
  evidence = { roles = 2, standing = 0 }
}

test "one is held for good" {
  runbook = "entra-standing-admins"
  trigger = "daily"

  mock "step.roles" {
    roles = [
      { principal = "u1", role = "r1", standing = true },
      { principal = "u2", role = "r1", standing = false },
    ]
  }

  outcome  = "failed"
  by       = "check.none_for_good"
  evidence = { roles = 2, standing = 1 }
}

test "nobody has a role" {
  runbook = "entra-standing-admins"
  trigger = "daily"

  mock "step.roles" {
    roles = [
    ]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "Entra does not let us look" {
  runbook = "entra-standing-admins"
  trigger = "daily"

  mock "step.roles" {
    fails = "403"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "entra-standing-admins"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
