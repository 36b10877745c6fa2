test "somebody looked, and found one" {
  runbook = "identity-log-review"
  trigger = "weekly"

  mock "step.day" {
    count  = 1200
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alerts" {
    count  = 4
    newest = "2026-01-04T06:59:00Z"
  }
  mock "step.rules" {
    rules = [
      { id = "r1", name = "Spray", kind = "query", tags = [for l in org.identity_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" },
      { id = "r2", name = "Old", kind = "query", tags = ["Data Source: Okta"], went = "failed", at = "2026-01-05T06:55:00Z" },
    ]
  }
  answer "analyst" {
    by     = "grace"
    values = { looked = true, incidents = 1 }
  }

  evidence = { alerts = 4, rules = 1, incidents = 1 }
  outcome  = "passed"
}

test "a log has fallen silent" {
  runbook = "identity-log-review"
  trigger = "weekly"

  mock "step.day" {
    count  = 0
    newest = "never"
  }
  mock "step.alerts" {
    count  = 0
    newest = "never"
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Spray", kind = "query", tags = [for l in org.identity_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  answer "analyst" {
    by     = "grace"
    values = { looked = true, incidents = 0 }
  }

  outcome = "failed"
  by      = "check.logs_come_in"
}

test "nobody looked" {
  runbook = "identity-log-review"
  trigger = "weekly"

  mock "step.day" {
    count  = 1200
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alerts" {
    count  = 4
    newest = "2026-01-04T06:59:00Z"
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Spray", kind = "query", tags = [for l in org.identity_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  answer "analyst" {
    by     = "grace"
    values = { looked = false, incidents = 0 }
  }

  outcome = "failed"
  by      = "check.somebody_looked"
}

test "somebody without the role is turned away" {
  runbook   = "identity-log-review"
  trigger   = "form"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
