test "the application refuses" {
  runbook   = "app-session-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    status = 200
  }
  mock "step.after" {
    status = 401
  }
  mock "step.risk_policies" {
    policies = [{ id = "p1", name = "Risk", active = true }]
  }
  mock "step.risk_rules" {
    rules = [{ name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true }]
  }
  mock "step.session_policies" {
    policies = [{ id = "p2", name = "Sessions", active = true }]
  }
  mock "step.session_rules" {
    rules = [{ name = "All", ends_session = true, excluded = 0 }]
  }

  outcome  = "passed"
  evidence = { rules = 2 }
}

test "the application does not hear of it" {
  runbook   = "app-session-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    status = 200
  }
  mock "step.after" {
    status = 200
  }
  mock "step.risk_policies" {
    policies = [{ id = "p1", name = "Risk", active = true }]
  }
  mock "step.risk_rules" {
    rules = [{ name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true }]
  }
  mock "step.session_policies" {
    policies = [{ id = "p2", name = "Sessions", active = true }]
  }
  mock "step.session_rules" {
    rules = [{ name = "All", ends_session = true, excluded = 0 }]
  }

  outcome = "failed"
  by      = "check.refused"
}

test "the application breaks instead" {
  runbook   = "app-session-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    status = 200
  }
  mock "step.after" {
    fails = "503"
  }
  mock "step.risk_policies" {
    policies = [{ id = "p1", name = "Risk", active = true }]
  }
  mock "step.risk_rules" {
    rules = [{ name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true }]
  }
  mock "step.session_policies" {
    policies = [{ id = "p2", name = "Sessions", active = true }]
  }
  mock "step.session_rules" {
    rules = [{ name = "All", ends_session = true, excluded = 0 }]
  }

  outcome = "failed"
  by      = "step.after"
}

test "the account was not let in before" {
  runbook   = "app-session-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    fails = "401"
  }
  mock "step.after" {
    status = 401
  }
  mock "step.risk_policies" {
    policies = [{ id = "p1", name = "Risk", active = true }]
  }
  mock "step.risk_rules" {
    rules = [{ name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true }]
  }
  mock "step.session_policies" {
    policies = [{ id = "p2", name = "Sessions", active = true }]
  }
  mock "step.session_rules" {
    rules = [{ name = "All", ends_session = true, excluded = 0 }]
  }

  outcome = "failed"
  by      = "step.before"
}

test "somebody is left out" {
  runbook   = "app-session-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    status = 200
  }
  mock "step.after" {
    status = 401
  }
  mock "step.risk_policies" {
    policies = [{ id = "p1", name = "Risk", active = true }]
  }
  mock "step.risk_rules" {
    rules = [{ name = "High", level = "HIGH", ends_sessions = true, excluded = 3, every_signal = true }]
  }
  mock "step.session_policies" {
    policies = [{ id = "p2", name = "Sessions", active = true }]
  }
  mock "step.session_rules" {
    rules = [{ name = "All", ends_session = true, excluded = 0 }]
  }

  outcome = "failed"
  by      = "check.behaviour"
}

test "sessions are not judged again" {
  runbook   = "app-session-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    status = 200
  }
  mock "step.after" {
    status = 401
  }
  mock "step.risk_policies" {
    policies = [{ id = "p1", name = "Risk", active = true }]
  }
  mock "step.risk_rules" {
    rules = [{ name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true }]
  }
  mock "step.session_policies" {
    policies = [{ id = "p2", name = "Sessions", active = true }]
  }
  mock "step.session_rules" {
    rules = []
  }

  outcome = "failed"
  by      = "check.within_session"
}

test "there is no account for drills" {
  runbook   = "app-session-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.drill" {
    found  = false
    id     = ""
    status = ""
  }
  mock "step.before" {
    status = 200
  }
  mock "step.after" {
    status = 401
  }
  mock "step.risk_policies" {
    policies = [{ id = "p1", name = "Risk", active = true }]
  }
  mock "step.risk_rules" {
    rules = [{ name = "High", level = "HIGH", ends_sessions = true, excluded = 0, every_signal = true }]
  }
  mock "step.session_policies" {
    policies = [{ id = "p2", name = "Sessions", active = true }]
  }
  mock "step.session_rules" {
    rules = [{ name = "All", ends_session = true, excluded = 0 }]
  }

  outcome = "failed"
  by      = "step.drill.active"
}

test "somebody without a role is turned away" {
  runbook   = "app-session-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
