test "all roles end" {
  runbook = "entra-standing-admins"
  trigger = "daily"

  mock "step.roles" {
    roles = [
      { principal = "u1", role = "r1", standing = false, until = "2026-01-05T12:00:00Z" },
      { principal = "u2", role = "r1", standing = false, until = "2026-01-05T12:00:00Z" },
    ]
  }

  outcome  = "passed"
  evidence = { roles = 2, standing = 0 }
}

test "a role ends in ten years" {
  runbook = "entra-standing-admins"
  trigger = "daily"

  mock "step.roles" {
    roles = [
      { principal = "u1", role = "r1", standing = false, until = "2036-01-05T12:00:00Z" },
      { principal = "u2", role = "r1", standing = false, until = "2026-01-05T12:00:00Z" },
    ]
  }

  outcome  = "failed"
  by       = "check.none_for_long"
  evidence = { roles = 2, standing = 0, lasting = 1 }
}

test "one is held for good" {
  runbook = "entra-standing-admins"
  trigger = "daily"

  mock "step.roles" {
    roles = [
      { principal = "u1", role = "r1", standing = true, until = "" },
      { principal = "u2", role = "r1", standing = false, until = "2026-01-05T12:00:00Z" },
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
