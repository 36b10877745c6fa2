test "everybody has one, and is asked for it" {
  runbook = "entra-second-factor"
  trigger = "daily"

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = true, member = true, second_factor = true, methods = ["fido2"] },
      { id = "u2", login = "guest@other.example", admin = false, member = false, second_factor = false, methods = [] },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "everybody", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = false
      },
      {
        name          = "risk", enforced = true, everybody = true, global_admins = false, everything = true, always = false, excluded = [],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = ["high"], user_risk = [], context = true
      },
    ]
  }

  outcome  = "passed"
  evidence = { members = 1, without = 0, policies = 1 }
}

test "the policy only reports, and leaves a group out" {
  runbook = "entra-second-factor"
  trigger = "daily"

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = true, member = true, second_factor = true, methods = ["fido2"] },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "report only", enforced = false, everybody = true, global_admins = false, everything = true, always = true, excluded = [],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = true
      },
      {
        name          = "not for the board", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = ["g-board"],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = true
      },
    ]
  }

  outcome  = "failed"
  by       = "check.asked_for"
  evidence = { members = 1, without = 0, policies = 0 }
}

test "nobody is shown, so nothing was looked at" {
  runbook = "entra-second-factor"
  trigger = "daily"

  mock "step.people" {
    users = []
  }
  mock "step.policies" {
    policies = [
      {
        name          = "everybody", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = true
      },
    ]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "Entra lets us look at nothing" {
  runbook = "entra-second-factor"
  trigger = "daily"

  mock "step.people" {
    fails = "403"
  }
  mock "step.policies" {
    fails = "403"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "entra-second-factor"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
