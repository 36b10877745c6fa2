test "none is forgotten" {
  runbook = "incident-record"
  trigger = "weekly"

  mock "step.old" {
    tickets = []
  }
  mock "step.open" {
    tickets = [{ ticket = "SEC-9", subject = "x", status = "Open" }]
  }
  mock "step.duty" {
    people   = [{ id = "P1", level = 1 }]
    complete = true
  }
  mock "step.plan" {
    exists = true
    sha256 = "aa"
    text   = "# Incidents\n\nOwner: Grace\nReviewed: 2025-12-01\n"
  }

  outcome = "passed"
}

test "one is forgotten" {
  runbook = "incident-record"
  trigger = "weekly"

  mock "step.old" {
    tickets = [{ ticket = "SEC-1", subject = "x", status = "Open" }]
  }
  mock "step.open" {
    tickets = [{ ticket = "SEC-9", subject = "x", status = "Open" }]
  }
  mock "step.duty" {
    people   = [{ id = "P1", level = 1 }]
    complete = true
  }
  mock "step.plan" {
    exists = true
    sha256 = "aa"
    text   = "# Incidents\n\nOwner: Grace\nReviewed: 2025-12-01\n"
  }

  outcome = "failed"
  by      = "check.none_is_forgotten"
}

test "nobody would wake up" {
  runbook = "incident-record"
  trigger = "weekly"

  mock "step.old" {
    tickets = []
  }
  mock "step.open" {
    tickets = [{ ticket = "SEC-9", subject = "x", status = "Open" }]
  }
  mock "step.duty" {
    people   = []
    complete = true
  }
  mock "step.plan" {
    exists = true
    sha256 = "aa"
    text   = "# Incidents\n\nOwner: Grace\nReviewed: 2025-12-01\n"
  }

  outcome = "failed"
  by      = "check.somebody_is_on_duty"
}

test "the plan is old" {
  runbook = "incident-record"
  trigger = "weekly"

  mock "step.old" {
    tickets = []
  }
  mock "step.open" {
    tickets = [{ ticket = "SEC-9", subject = "x", status = "Open" }]
  }
  mock "step.duty" {
    people   = [{ id = "P1", level = 1 }]
    complete = true
  }
  mock "step.plan" {
    exists = true
    sha256 = "aa"
    text   = "# Incidents\n\nOwner: Grace\nReviewed: 2021-12-01\n"
  }

  outcome = "failed"
  by      = "check.plan_is_alive"
}

test "the tickets may not be seen" {
  runbook = "incident-record"
  trigger = "weekly"

  mock "step.old" {
    tickets = null
  }
  mock "step.open" {
    tickets = [{ ticket = "SEC-9", subject = "x", status = "Open" }]
  }
  mock "step.duty" {
    people   = [{ id = "P1", level = 1 }]
    complete = true
  }
  mock "step.plan" {
    exists = true
    sha256 = "aa"
    text   = "# Incidents\n\nOwner: Grace\nReviewed: 2025-12-01\n"
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "incident-record"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
