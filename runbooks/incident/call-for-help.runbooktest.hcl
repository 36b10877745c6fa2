test "somebody answers, and it is over" {
  runbook   = "call-for-help"
  trigger   = "form"
  requester = "bob"
  inputs    = { what = "The wiki is read page by page." }

  person "bob" {
    roles = ["staff"]
  }
  mock "step.call" {
    id     = "Q1"
    number = 7
  }
  mock "step.answer" {
    status   = "acknowledged"
    answered = true
  }
  mock "step.ticket" {
    ticket = "SEC-1"
  }
  mock "step.channel" {
    ts = "1503435956.000247"
  }
  answer "over" {
    by     = "grace"
    values = { was = "an incident", stopped = true }
  }

  outcome  = "passed"
  evidence = { was = "an incident" }
}

test "nobody answers" {
  runbook   = "call-for-help"
  trigger   = "form"
  requester = "bob"
  inputs    = { what = "The wiki is read page by page." }

  person "bob" {
    roles = ["staff"]
  }
  mock "step.call" {
    id     = "Q1"
    number = 7
  }
  mock "step.answer" {
    status   = "triggered"
    answered = false
  }
  mock "step.ticket" {
    ticket = "SEC-1"
  }
  mock "step.channel" {
    ts = "1503435956.000247"
  }

  outcome = "failed"
  by      = "check.answered"
}

test "it goes on" {
  runbook   = "call-for-help"
  trigger   = "form"
  requester = "bob"
  inputs    = { what = "The wiki is read page by page." }

  person "bob" {
    roles = ["staff"]
  }
  mock "step.call" {
    id     = "Q1"
    number = 7
  }
  mock "step.answer" {
    status   = "acknowledged"
    answered = true
  }
  mock "step.ticket" {
    ticket = "SEC-1"
  }
  mock "step.channel" {
    ts = "1503435956.000247"
  }
  answer "over" {
    by     = "grace"
    values = { was = "an incident", stopped = false }
  }

  outcome = "failed"
  by      = "check.stopped"
}

test "PagerDuty cannot be reached" {
  runbook   = "call-for-help"
  trigger   = "form"
  requester = "bob"
  inputs    = { what = "The wiki is read page by page." }

  person "bob" {
    roles = ["staff"]
  }
  mock "step.call" {
    fails = "503"
  }
  mock "step.ticket" {
    ticket = "SEC-1"
  }
  mock "step.channel" {
    ts = "1503435956.000247"
  }

  outcome = "failed"
}

test "a stranger is turned away" {
  runbook   = "call-for-help"
  trigger   = "form"
  requester = "mallory"
  inputs    = { what = "Call everybody!" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
