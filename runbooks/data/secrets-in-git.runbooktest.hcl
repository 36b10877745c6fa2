test "nothing was found" {
  runbook = "secrets-in-git"
  trigger = "daily"

  mock "step.history" {
    complete = true
    head     = "0123456789abcdef0123456789abcdef01234567"
    secrets  = []
  }

  outcome = "passed"
}

test "a key of a cloud" {
  runbook = "secrets-in-git"
  trigger = "daily"

  mock "step.history" {
    complete = true
    head     = "0123456789abcdef0123456789abcdef01234567"
    secrets  = [{ commit = "0123456789ab", line = 3, path = "deploy.env", rule = "aws-access-key" }]
  }

  outcome = "failed"
  by      = "check.no_secret"
}

test "not all of it was seen" {
  runbook = "secrets-in-git"
  trigger = "daily"

  mock "step.history" {
    complete = false
    head     = "0123456789abcdef0123456789abcdef01234567"
    secrets  = []
  }

  outcome = "failed"
  by      = "check.whole_history"
}

test "somebody without the role is turned away" {
  runbook   = "secrets-in-git"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
