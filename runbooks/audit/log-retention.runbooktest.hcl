test "they go back, and on" {
  runbook = "log-retention"
  trigger = "monthly"

  mock "step.old" {
    count = 40000
  }
  mock "step.new" {
    count = 1200
  }

  outcome = "passed"
}

test "old ones were deleted too early" {
  runbook = "log-retention"
  trigger = "monthly"

  mock "step.old" {
    count = 0
  }
  mock "step.new" {
    count = 1200
  }

  outcome = "failed"
  by      = "check.goes_back"
}

test "writing has failed" {
  runbook = "log-retention"
  trigger = "monthly"

  mock "step.old" {
    count = 40000
  }
  mock "step.new" {
    count = 0
  }

  outcome = "failed"
  by      = "check.goes_on"
}

test "a part of the cluster did not answer" {
  runbook = "log-retention"
  trigger = "monthly"

  mock "step.old" {
    count = null
  }
  mock "step.new" {
    count = 1200
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "log-retention"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
