test "not ours, disabled, and silent" {
  runbook = "unauthorised-aws-calls"
  trigger = "alarm"
  inputs  = { key = "IOSFODNN7EXAMPLE", seen = "machines in a region that we do not use" }

  mock "step.owner" {
    user = "backup"
  }
  mock "step.key" {
    found  = true
    active = true
  }
  mock "step.use" {
    calls = [
      { event = "RunInstances", from = "203.0.113.9", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "CreateUser", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = false },
    ]
    more = false
  }
  answer "judge" {
    by     = "bob"
    second = "carol"
    values = { verdict = "not ours" }
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = true
    active = false
  }
  mock "step.later" {
    until  = "2026-01-05T07:20:00Z"
    waited = 1200
  }
  mock "step.since" {
    calls = [
      { event = "RunInstances", from = "203.0.113.9", at = "2026-01-05T03:00:00Z", allowed = true },
    ]
    more = false
  }

  outcome  = "passed"
  ran      = ["step.owner", "step.key", "step.use", "ask.judge", "approval.commander", "step.disable", "step.after", "step.later", "step.since"]
  evidence = { verdict = "not ours", calls = 2, places = 1, refused = 1 }
}

test "it was our backup, and nothing is touched" {
  runbook = "unauthorised-aws-calls"
  trigger = "alarm"
  inputs  = { key = "IOSFODNN7EXAMPLE", seen = "machines in a region that we do not use" }

  mock "step.owner" {
    user = "backup"
  }
  mock "step.key" {
    found  = true
    active = true
  }
  mock "step.use" {
    calls = [
      { event = "RunInstances", from = "203.0.113.9", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "CreateUser", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = false },
    ]
    more = false
  }
  answer "judge" {
    by     = "bob"
    second = "carol"
    values = { verdict = "ours" }
  }

  outcome = "passed"
  ran     = ["step.owner", "step.key", "step.use", "ask.judge"]
}

test "AWS still takes the key" {
  runbook = "unauthorised-aws-calls"
  trigger = "alarm"
  inputs  = { key = "IOSFODNN7EXAMPLE", seen = "machines in a region that we do not use" }

  mock "step.owner" {
    user = "backup"
  }
  mock "step.key" {
    found  = true
    active = true
  }
  mock "step.use" {
    calls = [
      { event = "RunInstances", from = "203.0.113.9", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "CreateUser", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = false },
    ]
    more = false
  }
  answer "judge" {
    by     = "bob"
    second = "carol"
    values = { verdict = "not ours" }
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = true
    active = true
  }
  mock "step.later" {
    until  = "2026-01-05T07:20:00Z"
    waited = 1200
  }
  mock "step.since" {
    calls = [
    ]
    more = false
  }

  outcome = "failed"
  by      = "check.disabled"
}

test "a session lives on" {
  runbook = "unauthorised-aws-calls"
  trigger = "alarm"
  inputs  = { key = "IOSFODNN7EXAMPLE", seen = "machines in a region that we do not use" }

  mock "step.owner" {
    user = "backup"
  }
  mock "step.key" {
    found  = true
    active = true
  }
  mock "step.use" {
    calls = [
      { event = "RunInstances", from = "203.0.113.9", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "CreateUser", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = false },
    ]
    more = false
  }
  answer "judge" {
    by     = "bob"
    second = "carol"
    values = { verdict = "not ours" }
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = true
    active = false
  }
  mock "step.later" {
    until  = "2026-01-05T07:20:00Z"
    waited = 1200
  }
  mock "step.since" {
    calls = [
      { event = "RunInstances", from = "203.0.113.9", at = "2026-01-05T09:00:00Z", allowed = true },
    ]
    more = false
  }

  outcome = "failed"
  by      = "check.silent"
}

test "nobody can tell" {
  runbook = "unauthorised-aws-calls"
  trigger = "alarm"
  inputs  = { key = "IOSFODNN7EXAMPLE", seen = "machines in a region that we do not use" }

  mock "step.owner" {
    user = "backup"
  }
  mock "step.key" {
    found  = true
    active = true
  }
  mock "step.use" {
    calls = [
      { event = "RunInstances", from = "203.0.113.9", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "CreateUser", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = false },
    ]
    more = false
  }
  answer "judge" {
    by     = "bob"
    second = "carol"
    values = { verdict = "nobody can tell" }
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = true
    active = false
  }
  mock "step.later" {
    until  = "2026-01-05T07:20:00Z"
    waited = 1200
  }
  mock "step.since" {
    calls = [
    ]
    more = false
  }

  outcome = "failed"
  by      = "check.judged"
}

test "there was more than was looked at" {
  runbook = "unauthorised-aws-calls"
  trigger = "alarm"
  inputs  = { key = "IOSFODNN7EXAMPLE", seen = "machines in a region that we do not use" }

  mock "step.owner" {
    user = "backup"
  }
  mock "step.key" {
    found  = true
    active = true
  }
  mock "step.use" {
    calls = [
      { event = "RunInstances", from = "203.0.113.9", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "CreateUser", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = false },
    ]
    more = true
  }
  answer "judge" {
    by     = "bob"
    second = "carol"
    values = { verdict = "not ours" }
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = true
    active = false
  }
  mock "step.later" {
    until  = "2026-01-05T07:20:00Z"
    waited = 1200
  }
  mock "step.since" {
    calls = [
    ]
    more = false
  }

  outcome = "failed"
  by      = "check.all_seen"
}

test "a commander says no" {
  runbook = "unauthorised-aws-calls"
  trigger = "alarm"
  inputs  = { key = "IOSFODNN7EXAMPLE", seen = "machines in a region that we do not use" }

  mock "step.owner" {
    user = "backup"
  }
  mock "step.key" {
    found  = true
    active = true
  }
  mock "step.use" {
    calls = [
      { event = "RunInstances", from = "203.0.113.9", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "CreateUser", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = false },
    ]
    more = false
  }
  answer "judge" {
    by     = "bob"
    second = "carol"
    values = { verdict = "not ours" }
  }
  approve "commander" {
    by     = ["grace"]
    reject = "It is the new region of the shop"
  }

  outcome = "blocked"
  by      = "approval.commander"
}

test "the key is disabled already" {
  runbook = "unauthorised-aws-calls"
  trigger = "alarm"
  inputs  = { key = "IOSFODNN7EXAMPLE", seen = "machines in a region that we do not use" }

  mock "step.owner" {
    user = "backup"
  }
  mock "step.key" {
    found  = true
    active = false
  }
  mock "step.use" {
    calls = [
      { event = "RunInstances", from = "203.0.113.9", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "CreateUser", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = false },
    ]
    more = false
  }

  outcome = "failed"
  by      = "step.key.active"
}

test "somebody without a role is turned away" {
  runbook   = "unauthorised-aws-calls"
  trigger   = "form"
  requester = "mallory"
  inputs    = { key = "IOSFODNN7EXAMPLE", seen = "machines in a region that we do not use" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
