test "noticed" {
  runbook = "identity-detection-drill"
  trigger = "daily"

  mock "step.day" {
    count = 1200
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Spray", kind = "query", tags = [for l in org.identity_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.learns" {
    open = true
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.alert" {
    count = 1
  }

  outcome = "passed"
}

test "nobody noticed" {
  runbook = "identity-detection-drill"
  trigger = "daily"

  mock "step.day" {
    count = 1200
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Spray", kind = "query", tags = [for l in org.identity_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.learns" {
    open = true
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.alert" {
    count = 0
  }

  outcome = "failed"
  by      = "check.noticed_in_time"
}

test "what learns is switched off" {
  runbook = "identity-detection-drill"
  trigger = "daily"

  mock "step.day" {
    count = 1200
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Spray", kind = "query", tags = [for l in org.identity_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.learns" {
    open = false
  }
  mock "step.judged" {
    count = 0
  }
  mock "step.alert" {
    count = 1
  }

  outcome = "failed"
  by      = "check.behaviour_is_learnt"
}

test "the password could not be tried" {
  runbook = "identity-detection-drill"
  trigger = "daily"

  mock "step.day" {
    count = 1200
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Spray", kind = "query", tags = [for l in org.identity_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.learns" {
    open = true
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.wrong" {
    fails = "429"
  }

  outcome = "failed"
  by      = "step.wrong"
}

test "somebody without the role is turned away" {
  runbook   = "identity-detection-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
