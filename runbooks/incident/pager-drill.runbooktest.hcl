test "somebody answers" {
  runbook = "pager-drill"
  trigger = "twice_a_month"

  mock "step.duty" {
    people   = [{ id = "PU1", level = 1 }, { id = "PU2", level = 2 }]
    complete = true
  }
  mock "step.call" {
    id     = "Q1"
    number = 7
  }
  mock "step.answer" {
    status   = "acknowledged"
    answered = true
  }

  outcome  = "passed"
  ran      = ["step.duty", "step.call", "step.answer", "step.resolve"]
  evidence = { levels = 2 }
}

test "nobody answers" {
  runbook = "pager-drill"
  trigger = "twice_a_month"

  mock "step.duty" {
    people   = [{ id = "PU1", level = 1 }, { id = "PU2", level = 2 }]
    complete = true
  }
  mock "step.call" {
    id     = "Q1"
    number = 7
  }
  mock "step.answer" {
    status   = "triggered"
    answered = false
  }

  outcome = "failed"
  by      = "check.answered"
}

test "the same person twice" {
  runbook = "pager-drill"
  trigger = "twice_a_month"

  mock "step.duty" {
    people   = [{ id = "PU1", level = 1 }, { id = "PU1", level = 2 }]
    complete = true
  }
  mock "step.call" {
    id     = "Q1"
    number = 7
  }
  mock "step.answer" {
    status   = "acknowledged"
    answered = true
  }

  outcome = "failed"
  by      = "check.a_second_level"
}

test "somebody without a role is turned away" {
  runbook   = "pager-drill"
  trigger   = "form"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
