test "each log is looked at" {
  runbook = "identity-detections"
  trigger = "daily"

  mock "step.day" {
    count  = 1200
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Spray", kind = "query", tags = [for l in org.identity_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  evidence = { rules = 1, broken = 0 }
  outcome  = "passed"
}

test "a rule that fails at every turn looks at nothing" {
  runbook = "identity-detections"
  trigger = "daily"

  mock "step.day" {
    count  = 1200
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Spray", kind = "query", tags = [for l in org.identity_logs : l.tag], went = "failed", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "check.each_is_looked_at"
}

test "a rule that has not run for days" {
  runbook = "identity-detections"
  trigger = "daily"

  mock "step.day" {
    count  = 1200
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Spray", kind = "query", tags = [for l in org.identity_logs : l.tag], went = "succeeded", at = "2025-12-20T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "check.each_is_looked_at"
}

test "half of the cluster did not answer" {
  runbook = "identity-detections"
  trigger = "daily"

  mock "step.day" {
    count = null
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Spray", kind = "query", tags = [for l in org.identity_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "identity-detections"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
