test "no more than is needed" {
  runbook = "github-workflow-power"
  trigger = "daily"

  mock "step.power" {
    repositories = "all"
    allowed      = "selected"
    pinned       = true
    token        = "read"
    approves     = false
  }

  outcome = "passed"
}

test "code by its tag" {
  runbook = "github-workflow-power"
  trigger = "daily"

  mock "step.power" {
    repositories = "all"
    allowed      = "selected"
    pinned       = false
    token        = "read"
    approves     = false
  }

  outcome = "failed"
  by      = "check.pinned"
}

test "a token that writes" {
  runbook = "github-workflow-power"
  trigger = "daily"

  mock "step.power" {
    repositories = "all"
    allowed      = "all"
    pinned       = true
    token        = "write"
    approves     = true
  }

  outcome = "failed"
}

test "the server does not tell" {
  runbook = "github-workflow-power"
  trigger = "daily"

  mock "step.power" {
    repositories = "all"
    allowed      = "selected"
    pinned       = null
    token        = "read"
    approves     = false
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "github-workflow-power"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
