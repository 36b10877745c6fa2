test "all with a checked device, one turned away" {
  runbook = "entra-device-sign-ins"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }
  mock "step.sign_ins" {
    sign_ins = [
      { succeeded = true, compliant = true, policies = "success", code = 0 },
      { succeeded = true, compliant = true, policies = "success", code = 0 },
      { succeeded = false, compliant = false, policies = "failure", code = 53000 },
    ]
  }

  outcome  = "passed"
  evidence = { sign_ins = 2, checked = 2, turned_away = 1 }
}

test "half got past the policy" {
  runbook = "entra-device-sign-ins"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }
  mock "step.sign_ins" {
    sign_ins = [
      { succeeded = true, compliant = true, policies = "success", code = 0 },
      { succeeded = true, compliant = false, policies = "notApplied", code = 0 },
    ]
  }

  outcome  = "failed"
  by       = "check.checked_devices"
  evidence = { sign_ins = 2, checked = 1, turned_away = 0 }
}

test "no policy asks" {
  runbook = "entra-device-sign-ins"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }
  mock "step.sign_ins" {
    sign_ins = [
      { succeeded = true, compliant = true, policies = "success", code = 0 },
      { succeeded = true, compliant = true, policies = "success", code = 0 },
      { succeeded = false, compliant = false, policies = "failure", code = 53000 },
    ]
  }

  outcome = "failed"
  by      = "check.asked_for"
}

test "nobody signed in" {
  runbook = "entra-device-sign-ins"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }
  mock "step.sign_ins" {
    sign_ins = [
    ]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "the log cannot be read" {
  runbook = "entra-device-sign-ins"
  trigger = "daily"

  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }
  mock "step.sign_ins" {
    fails = "403"
  }

  outcome = "failed"
  by      = "step.sign_ins"
}

test "somebody without a role is turned away" {
  runbook   = "entra-device-sign-ins"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
