test "one is signed out" {
  runbook = "entra-risky-accounts"
  trigger = "daily"

  mock "step.risky" {
    users = [
      { id = "bob", login = "bob@acme.example", level = "high", since = "2026-01-04T20:00:00Z" },
      { id = "eve", login = "eve@acme.example", level = "low", since = "2025-12-01T00:00:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "risk", enforced = true, everybody = true, global_admins = false, everything = true, always = false, excluded = [],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = ["high"], user_risk = [], context = false
      },
    ]
  }
  approve "security" {
    by = ["grace"]
  }

  outcome  = "passed"
  ran      = ["step.policies", "step.risky", "approval.security", "step.out"]
  evidence = { at_risk = 2, signed_out = 1, late = 0 }
}

test "nobody is at risk" {
  runbook = "entra-risky-accounts"
  trigger = "daily"

  mock "step.risky" {
    users = [
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "risk", enforced = true, everybody = true, global_admins = false, everything = true, always = false, excluded = [],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = ["high"], user_risk = [], context = false
      },
    ]
  }

  outcome  = "passed"
  evidence = { at_risk = 0, signed_out = 0, late = 0 }
}

test "a risk that nobody settled for a month" {
  runbook = "entra-risky-accounts"
  trigger = "daily"

  mock "step.risky" {
    users = [
      { id = "bob", login = "bob@acme.example", level = "high", since = "2025-12-01T00:00:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "risk", enforced = true, everybody = true, global_admins = false, everything = true, always = false, excluded = [],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = ["high"], user_risk = [], context = false
      },
    ]
  }
  approve "security" {
    by = ["grace"]
  }

  outcome  = "failed"
  by       = "check.settled"
  evidence = { at_risk = 1, signed_out = 1, late = 1 }
}

test "no policy looks at risk" {
  runbook = "entra-risky-accounts"
  trigger = "daily"

  mock "step.risky" {
    users = [
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "everybody", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = false
      },
    ]
  }

  outcome = "failed"
  by      = "check.decides"
}

test "security says no" {
  runbook = "entra-risky-accounts"
  trigger = "daily"

  mock "step.risky" {
    users = [
      { id = "bob", login = "bob@acme.example", level = "high", since = "2026-01-04T20:00:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "risk", enforced = true, everybody = true, global_admins = false, everything = true, always = false, excluded = [],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = ["high"], user_risk = [], context = false
      },
    ]
  }
  approve "security" {
    by     = ["grace"]
    reject = "Bob is on a plane, I called him"
  }

  outcome = "blocked"
  by      = "approval.security"
}

test "Entra has no licence for it" {
  runbook = "entra-risky-accounts"
  trigger = "daily"

  mock "step.risky" {
    fails = "403"
  }
  mock "step.policies" {
    policies = [
      {
        name          = "risk", enforced = true, everybody = true, global_admins = false, everything = true, always = false, excluded = [],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = ["high"], user_risk = [], context = false
      },
    ]
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "entra-risky-accounts"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
