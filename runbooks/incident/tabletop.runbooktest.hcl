test "everybody could do it tonight" {
  runbook = "tabletop"
  trigger = "twice_a_month"
  at      = "2026-01-10T09:00:00Z"

  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  answer "commander" {
    by     = "grace"
    second = "linus"
    values = { able = true, lacking = "nothing" }
  }
  answer "helpdesk" {
    by     = "bob"
    values = { able = true }
  }

  outcome  = "passed"
  evidence = { story = "stolen-credentials", nothing_lacking = true }
}

test "on the 24th it is the token's turn" {
  runbook = "tabletop"
  trigger = "twice_a_month"
  at      = "2026-01-24T09:00:00Z"

  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  answer "commander" {
    by     = "grace"
    second = "linus"
    values = { able = true, lacking = "nothing" }
  }
  answer "helpdesk" {
    by     = "bob"
    values = { able = true }
  }

  outcome  = "passed"
  evidence = { story = "unauthorised-api-calls", nothing_lacking = true }
}

test "and in the month after, the application's" {
  runbook = "tabletop"
  trigger = "twice_a_month"
  at      = "2026-05-24T09:00:00Z"

  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  answer "commander" {
    by     = "grace"
    second = "linus"
    values = { able = true, lacking = "nothing" }
  }
  answer "helpdesk" {
    by     = "bob"
    values = { able = true }
  }

  outcome  = "passed"
  evidence = { story = "suspicious-oauth-grant", nothing_lacking = true }
}

test "the commanders had no rights" {
  runbook = "tabletop"
  trigger = "twice_a_month"
  at      = "2026-02-10T09:00:00Z"

  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  answer "commander" {
    by     = "grace"
    second = "linus"
    values = { able = false, lacking = "my account may not say yes" }
  }
  answer "helpdesk" {
    by     = "bob"
    values = { able = true }
  }

  outcome  = "failed"
  by       = "check.commanders"
  evidence = { story = "lost-laptop", nothing_lacking = false }
}

test "nobody knows the numbers" {
  runbook = "tabletop"
  trigger = "twice_a_month"
  at      = "2026-03-10T09:00:00Z"

  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  answer "commander" {
    by     = "grace"
    second = "linus"
    values = { able = true, lacking = "nothing" }
  }
  answer "helpdesk" {
    by     = "bob"
    values = { able = false }
  }

  outcome = "failed"
  by      = "check.helpdesk"
}

test "the account for rehearsals is gone" {
  runbook = "tabletop"
  trigger = "twice_a_month"
  at      = "2026-01-10T09:00:00Z"

  mock "step.drill" {
    found  = false
    id     = "00u9"
    status = ""
  }
  answer "commander" {
    by     = "grace"
    second = "linus"
    values = { able = true, lacking = "nothing" }
  }
  answer "helpdesk" {
    by     = "bob"
    values = { able = true }
  }

  outcome = "failed"
  by      = "check.tools"
}

test "Okta does not answer" {
  runbook = "tabletop"
  trigger = "twice_a_month"
  at      = "2026-01-10T09:00:00Z"

  mock "step.drill" {
    fails = "503"
  }

  outcome = "failed"
  by      = "step.drill"
}

test "nobody comes to the table" {
  runbook = "tabletop"
  trigger = "twice_a_month"
  at      = "2026-01-10T09:00:00Z"

  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  answer "helpdesk" {
    by     = "bob"
    values = { able = true }
  }

  outcome = "blocked"
  by      = "ask.commander"
}

test "somebody of neither team is turned away" {
  runbook   = "tabletop"
  trigger   = "form"
  requester = "mallory"
  inputs    = { story = "lost-laptop" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
