test "Okta acts within a minute" {
  runbook = "okta-risk-drill"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Entity Risk Policy", active = true },
    ]
  }
  mock "step.rules" {
    rules = [
      { name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true },
    ]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    level = "LOW"
  }
  mock "step.told" {
    count = 1
    first = "2026-01-05T07:00:10Z"
  }
  mock "step.reaction" {
    count = 1
    first = "2026-01-05T07:01:00Z"
  }
  mock "step.after" {
    level = "LOW"
  }

  outcome  = "passed"
  ran      = ["step.drill", "step.before", "step.policies", "step.rules", "step.alarm", "step.reaction", "step.told", "step.calm", "step.after"]
  evidence = { told_at = "2026-01-05T07:00:10Z", acted_at = "2026-01-05T07:01:00Z", rules = 1 }
}

test "it takes ten minutes" {
  runbook = "okta-risk-drill"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Entity Risk Policy", active = true },
    ]
  }
  mock "step.rules" {
    rules = [
      { name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true },
    ]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    level = "LOW"
  }
  mock "step.told" {
    count = 1
    first = "2026-01-05T07:00:10Z"
  }
  mock "step.reaction" {
    count = 1
    first = "2026-01-05T07:10:11Z"
  }
  mock "step.after" {
    level = "LOW"
  }

  outcome = "failed"
  by      = "check.acted"
}

test "nothing happens, and the account is calm again" {
  runbook = "okta-risk-drill"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Entity Risk Policy", active = true },
    ]
  }
  mock "step.rules" {
    rules = [
      { name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true },
    ]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    level = "LOW"
  }
  mock "step.told" {
    count = 1
    first = "2026-01-05T07:00:10Z"
  }
  mock "step.reaction" {
    count = 0
    first = "never"
  }
  mock "step.after" {
    level = "LOW"
  }

  outcome  = "failed"
  by       = "check.acted"
  evidence = { acted_at = "never" }
}

test "the rule leaves somebody out" {
  runbook = "okta-risk-drill"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Entity Risk Policy", active = true },
    ]
  }
  mock "step.rules" {
    rules = [
      { name = "High", level = "HIGH", ends_sessions = true, excluded = 1, every_signal = true },
      { name = "Log", level = "ANY", ends_sessions = false, excluded = 0, every_signal = true },
    ]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    level = "LOW"
  }
  mock "step.told" {
    count = 1
    first = "2026-01-05T07:00:10Z"
  }
  mock "step.reaction" {
    count = 1
    first = "2026-01-05T07:01:00Z"
  }
  mock "step.after" {
    level = "LOW"
  }

  outcome = "failed"
  by      = "check.rule"
}

test "the account is at risk already, and nothing is changed" {
  runbook = "okta-risk-drill"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Entity Risk Policy", active = true },
    ]
  }
  mock "step.rules" {
    rules = [
      { name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true },
    ]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    level = "HIGH"
  }

  outcome = "failed"
  by      = "step.before.calm"
  ran     = ["step.drill", "step.before"]
}

test "there is no account for rehearsals" {
  runbook = "okta-risk-drill"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Entity Risk Policy", active = true },
    ]
  }
  mock "step.rules" {
    rules = [
      { name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true },
    ]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "SUSPENDED"
  }

  outcome = "failed"
  by      = "step.drill.there"
}

test "the log cannot be read" {
  runbook = "okta-risk-drill"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Entity Risk Policy", active = true },
    ]
  }
  mock "step.rules" {
    rules = [
      { name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true },
    ]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    level = "LOW"
  }
  mock "step.told" {
    count = 1
    first = "2026-01-05T07:00:10Z"
  }
  mock "step.reaction" {
    fails = "503"
  }

  outcome = "failed"
  by      = "step.reaction"
}

test "somebody without a role is turned away" {
  runbook   = "okta-risk-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
