test "not ours, revoked, and silent" {
  runbook = "unauthorised-api-calls"
  trigger = "alarm"
  inputs  = { token = "00Tabcdefg1234567890", seen = "new accounts in the night" }

  mock "step.token" {
    found    = true
    name     = "backup"
    anywhere = false
  }
  mock "step.use" {
    calls = [
      { event = "user.lifecycle.create", from = "192.0.2.7", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "user.lifecycle.create", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = true },
      { event = "group.user_membership.add", from = "203.0.113.9", at = "2026-01-05T03:02:00Z", allowed = false },
    ]
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
    found    = false
    name     = "backup"
    anywhere = false
  }
  mock "step.later" {
    until  = "2026-01-05T07:10:00Z"
    waited = 600
  }
  mock "step.since" {
    calls = [
    ]
  }

  outcome  = "passed"
  ran      = ["step.token", "step.use", "ask.judge", "approval.commander", "step.revoke", "step.after", "step.later", "step.since"]
  evidence = { verdict = "not ours", calls = 3, places = 2, refused = 1 }
}

test "it was our backup, and nothing is touched" {
  runbook = "unauthorised-api-calls"
  trigger = "alarm"
  inputs  = { token = "00Tabcdefg1234567890", seen = "new accounts in the night" }

  mock "step.token" {
    found    = true
    name     = "backup"
    anywhere = false
  }
  mock "step.use" {
    calls = [
      { event = "user.lifecycle.create", from = "192.0.2.7", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "user.lifecycle.create", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = true },
      { event = "group.user_membership.add", from = "203.0.113.9", at = "2026-01-05T03:02:00Z", allowed = false },
    ]
  }
  answer "judge" {
    by     = "bob"
    second = "carol"
    values = { verdict = "ours" }
  }

  outcome  = "passed"
  ran      = ["step.token", "step.use", "ask.judge"]
  evidence = { verdict = "ours" }
}

test "nobody can tell, so it is revoked" {
  runbook = "unauthorised-api-calls"
  trigger = "alarm"
  inputs  = { token = "00Tabcdefg1234567890", seen = "new accounts in the night" }

  mock "step.token" {
    found    = true
    name     = "backup"
    anywhere = false
  }
  mock "step.use" {
    calls = [
      { event = "user.lifecycle.create", from = "192.0.2.7", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "user.lifecycle.create", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = true },
      { event = "group.user_membership.add", from = "203.0.113.9", at = "2026-01-05T03:02:00Z", allowed = false },
    ]
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
    found    = false
    name     = "backup"
    anywhere = false
  }
  mock "step.later" {
    until  = "2026-01-05T07:10:00Z"
    waited = 600
  }
  mock "step.since" {
    calls = [
    ]
  }

  outcome = "failed"
  by      = "check.judged"
}

test "Okta still has the token" {
  runbook = "unauthorised-api-calls"
  trigger = "alarm"
  inputs  = { token = "00Tabcdefg1234567890", seen = "new accounts in the night" }

  mock "step.token" {
    found    = true
    name     = "backup"
    anywhere = false
  }
  mock "step.use" {
    calls = [
      { event = "user.lifecycle.create", from = "192.0.2.7", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "user.lifecycle.create", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = true },
      { event = "group.user_membership.add", from = "203.0.113.9", at = "2026-01-05T03:02:00Z", allowed = false },
    ]
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
    found    = true
    name     = "backup"
    anywhere = false
  }
  mock "step.later" {
    until  = "2026-01-05T07:10:00Z"
    waited = 600
  }
  mock "step.since" {
    calls = [
    ]
  }

  outcome = "failed"
  by      = "check.revoked"
}

test "it is still used" {
  runbook = "unauthorised-api-calls"
  trigger = "alarm"
  inputs  = { token = "00Tabcdefg1234567890", seen = "new accounts in the night" }

  mock "step.token" {
    found    = true
    name     = "backup"
    anywhere = false
  }
  mock "step.use" {
    calls = [
      { event = "user.lifecycle.create", from = "192.0.2.7", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "user.lifecycle.create", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = true },
      { event = "group.user_membership.add", from = "203.0.113.9", at = "2026-01-05T03:02:00Z", allowed = false },
    ]
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
    found    = false
    name     = "backup"
    anywhere = false
  }
  mock "step.later" {
    until  = "2026-01-05T07:10:00Z"
    waited = 600
  }
  mock "step.since" {
    calls = [
      { event = "user.lifecycle.create", from = "203.0.113.9", at = "2026-01-05T08:00:00Z", allowed = true },
    ]
  }

  outcome = "failed"
  by      = "check.silent"
}

test "it could be used from anywhere" {
  runbook = "unauthorised-api-calls"
  trigger = "alarm"
  inputs  = { token = "00Tabcdefg1234567890", seen = "new accounts in the night" }

  mock "step.token" {
    found    = true
    name     = "backup"
    anywhere = true
  }
  mock "step.use" {
    calls = [
      { event = "user.lifecycle.create", from = "192.0.2.7", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "user.lifecycle.create", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = true },
      { event = "group.user_membership.add", from = "203.0.113.9", at = "2026-01-05T03:02:00Z", allowed = false },
    ]
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
    found    = false
    name     = "backup"
    anywhere = false
  }
  mock "step.later" {
    until  = "2026-01-05T07:10:00Z"
    waited = 600
  }
  mock "step.since" {
    calls = [
    ]
  }

  outcome = "failed"
  by      = "check.from_known_places"
}

test "a commander says no" {
  runbook = "unauthorised-api-calls"
  trigger = "alarm"
  inputs  = { token = "00Tabcdefg1234567890", seen = "new accounts in the night" }

  mock "step.token" {
    found    = true
    name     = "backup"
    anywhere = false
  }
  mock "step.use" {
    calls = [
      { event = "user.lifecycle.create", from = "192.0.2.7", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "user.lifecycle.create", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = true },
      { event = "group.user_membership.add", from = "203.0.113.9", at = "2026-01-05T03:02:00Z", allowed = false },
    ]
  }
  answer "judge" {
    by     = "bob"
    second = "carol"
    values = { verdict = "not ours" }
  }
  approve "commander" {
    by     = ["grace"]
    reject = "It is the backup; the address is new since the move"
  }

  outcome = "blocked"
  by      = "approval.commander"
}

test "nobody answers, and nothing is touched" {
  runbook = "unauthorised-api-calls"
  trigger = "alarm"
  inputs  = { token = "00Tabcdefg1234567890", seen = "new accounts in the night" }

  mock "step.token" {
    found    = true
    name     = "backup"
    anywhere = false
  }
  mock "step.use" {
    calls = [
      { event = "user.lifecycle.create", from = "192.0.2.7", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "user.lifecycle.create", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = true },
      { event = "group.user_membership.add", from = "203.0.113.9", at = "2026-01-05T03:02:00Z", allowed = false },
    ]
  }

  outcome = "blocked"
  by      = "ask.judge"
}

test "a wrong number" {
  runbook = "unauthorised-api-calls"
  trigger = "alarm"
  inputs  = { token = "00Tabcdefg1234567890", seen = "new accounts in the night" }

  mock "step.token" {
    found    = false
    name     = "backup"
    anywhere = false
  }
  mock "step.use" {
    calls = [
      { event = "user.lifecycle.create", from = "192.0.2.7", at = "2026-01-05T03:00:00Z", allowed = true },
      { event = "user.lifecycle.create", from = "203.0.113.9", at = "2026-01-05T03:01:00Z", allowed = true },
      { event = "group.user_membership.add", from = "203.0.113.9", at = "2026-01-05T03:02:00Z", allowed = false },
    ]
  }

  outcome = "failed"
  by      = "step.token.there"
}

test "somebody without a role is turned away" {
  runbook   = "unauthorised-api-calls"
  trigger   = "form"
  requester = "mallory"
  inputs    = { token = "00Tabcdefg1234567890", seen = "new accounts in the night" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
