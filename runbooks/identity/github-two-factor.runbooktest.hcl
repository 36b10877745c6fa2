test "everybody has one" {
  runbook = "github-two-factor"
  trigger = "daily"

  mock "step.people" {
    required = true
    without  = []
  }

  outcome = "passed"
}

test "one has none" {
  runbook = "github-two-factor"
  trigger = "daily"

  mock "step.people" {
    required = true
    without  = [{ id = 7, login = "bob", outside = false }]
  }

  outcome = "failed"
  by      = "check.everybody"
}

test "nobody is asked for it" {
  runbook = "github-two-factor"
  trigger = "daily"

  mock "step.people" {
    required = false
    without  = []
  }

  outcome = "failed"
  by      = "check.required"
}

test "the token may not see it" {
  runbook = "github-two-factor"
  trigger = "daily"

  mock "step.people" {
    required = null
    without  = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "github-two-factor"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
