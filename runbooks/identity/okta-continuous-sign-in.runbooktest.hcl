test "strong, again and again" {
  runbook = "okta-continuous-sign-in"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Any application", active = true },
      { id = "rst2", name = "Old", active = false },
    ]
  }
  mock "step.rules" "rst1" {
    rules = [
      { name = "Strong", allows = true, phishing_resistant = true, managed_device = true, again = "PT8H" },
      { name = "Nobody", allows = false, phishing_resistant = false, managed_device = false, again = "" },
    ]
  }
  mock "step.sessions" {
    policies = [
      { id = "rst9", name = "Session protection", active = true },
    ]
  }
  mock "step.watch" "rst9" {
    rules = [
      { name = "Enforce", ends_session = true, excluded = 0 },
    ]
  }

  outcome  = "passed"
  evidence = { rules = 1, weak = 0, lasting = 0 }
}

test "a password and a code are enough somewhere" {
  runbook = "okta-continuous-sign-in"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Any application", active = true },
    ]
  }
  mock "step.rules" {
    rules = [
      { name = "Strong", allows = true, phishing_resistant = true, managed_device = true, again = "PT8H" },
      { name = "Catch-all", allows = true, phishing_resistant = false, managed_device = false, again = "PT2H" },
    ]
  }
  mock "step.sessions" {
    policies = [
      { id = "rst9", name = "Session protection", active = true },
    ]
  }
  mock "step.watch" {
    rules = [
      { name = "Enforce", ends_session = true, excluded = 0 },
    ]
  }

  outcome  = "failed"
  by       = "check.nobody_phished"
  evidence = { rules = 2, weak = 1, lasting = 0 }
}

test "a sign-in is enough for months" {
  runbook = "okta-continuous-sign-in"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Any application", active = true },
    ]
  }
  mock "step.rules" {
    rules = [
      { name = "Strong", allows = true, phishing_resistant = true, managed_device = true, again = "PT43800H" },
    ]
  }
  mock "step.sessions" {
    policies = [
      { id = "rst9", name = "Session protection", active = true },
    ]
  }
  mock "step.watch" {
    rules = [
      { name = "Enforce", ends_session = true, excluded = 0 },
    ]
  }

  outcome = "failed"
  by      = "check.asked_again"
}

test "sessions are watched, and go on" {
  runbook = "okta-continuous-sign-in"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Any application", active = true },
    ]
  }
  mock "step.rules" {
    rules = [
      { name = "Strong", allows = true, phishing_resistant = true, managed_device = true, again = "PT2H" },
    ]
  }
  mock "step.sessions" {
    policies = [
      { id = "rst9", name = "Session protection", active = true },
    ]
  }
  mock "step.watch" {
    rules = [
      { name = "Monitor", ends_session = false, excluded = 0 },
      { name = "All but the board", ends_session = true, excluded = 1 },
    ]
  }

  outcome = "failed"
  by      = "check.sessions_end"
}

test "Okta names no rule" {
  runbook = "okta-continuous-sign-in"
  trigger = "daily"

  mock "step.policies" {
    policies = [
    ]
  }
  mock "step.sessions" {
    policies = [
      { id = "rst9", name = "Session protection", active = true },
    ]
  }
  mock "step.watch" {
    rules = [
      { name = "Enforce", ends_session = true, excluded = 0 },
    ]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "there is no licence for it" {
  runbook = "okta-continuous-sign-in"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { id = "rst1", name = "Any application", active = true },
    ]
  }
  mock "step.rules" {
    rules = [
      { name = "Strong", allows = true, phishing_resistant = true, managed_device = true, again = "PT2H" },
    ]
  }
  mock "step.sessions" {
    fails = "400"
  }

  outcome = "failed"
  by      = "step.sessions"
}

test "somebody without a role is turned away" {
  runbook   = "okta-continuous-sign-in"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
