test "every account is used" {
  runbook = "dormant-accounts"
  trigger = "daily"

  mock "step.look" {
    json = { accounts = 2, dormant = [] }
  }

  outcome = "passed"
}

test "somebody never came" {
  runbook = "dormant-accounts"
  trigger = "daily"

  mock "step.look" {
    json = { accounts = 2, dormant = ["bob"] }
  }

  outcome = "failed"
  by      = "check.all_used"
}

test "the machine does not let us look" {
  runbook = "dormant-accounts"
  trigger = "daily"

  mock "step.look" {
    json = { accounts = null, dormant = null }
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "dormant-accounts"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
