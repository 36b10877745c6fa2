test "all ask for enough" {
  runbook = "password-rules"
  trigger = "weekly"

  mock "step.passwords" {
    rules = [
      { name = "Default", active = true, min_length = 14, common_refused = true, history = 4, attempts = 10 },
      { name = "Old", active = false, min_length = 6, common_refused = false, history = 0, attempts = 0 },
    ]
  }

  evidence = { rules = { active = 1, short = 0, common = 0, without_lock = 0 } }
  outcome  = "passed"
}

test "zero attempts is for ever" {
  runbook = "password-rules"
  trigger = "weekly"

  mock "step.passwords" {
    rules = [{ name = "Default", active = true, min_length = 14, common_refused = true, history = 4, attempts = 0 }]
  }

  outcome = "failed"
  by      = "check.guessing_ends"
}

test "too short" {
  runbook = "password-rules"
  trigger = "weekly"

  mock "step.passwords" {
    rules = [{ name = "Default", active = true, min_length = 8, common_refused = true, history = 4, attempts = 5 }]
  }

  outcome = "failed"
  by      = "check.long_enough"
}

test "the token may not see them" {
  runbook = "password-rules"
  trigger = "weekly"

  mock "step.passwords" {
    rules = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "password-rules"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
