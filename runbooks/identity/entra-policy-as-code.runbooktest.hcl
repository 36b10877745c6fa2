test "enforced as it is written" {
  runbook = "entra-policy-as-code"
  trigger = "daily"

  mock "step.written" {
    exists = true
    text   = "# Identities\n\nOwner: Grace\nReviewed: 2025-12-01\n"
  }
  mock "step.live" {
    policies = [for name, p in org.access_policies : { name = name, enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.changes" {
    changes = []
  }

  evidence = { changes = { all = 0, by_people = 0 } }
  outcome  = "passed"
}

test "only reported, not enforced" {
  runbook = "entra-policy-as-code"
  trigger = "daily"

  mock "step.written" {
    exists = true
    text   = "# Identities\n\nOwner: Grace\nReviewed: 2025-12-01\n"
  }
  mock "step.live" {
    policies = [for name, p in org.access_policies : { name = name, enforced = false, everybody = true, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.changes" {
    changes = []
  }

  outcome = "failed"
  by      = "check.as_written"
}

test "somebody is left out" {
  runbook = "entra-policy-as-code"
  trigger = "daily"

  mock "step.written" {
    exists = true
    text   = "# Identities\n\nOwner: Grace\nReviewed: 2025-12-01\n"
  }
  mock "step.live" {
    policies = [for name, p in org.access_policies : { name = name, enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = ["the-group-of-the-boss"], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.changes" {
    changes = []
  }

  outcome = "failed"
  by      = "check.nobody_left_out"
}

test "one for a few asks, and its namesake for everybody only reports" {
  runbook = "entra-policy-as-code"
  trigger = "daily"

  mock "step.written" {
    exists = true
    text   = "# Identities\n\nOwner: Grace\nReviewed: 2025-12-01\n"
  }
  mock "step.live" {
    policies = flatten([for name, p in org.access_policies : [
      { name = name, enforced = true, everybody = !p.everybody, global_admins = false, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false },
      { name = name, enforced = false, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false },
    ]])
  }
  mock "step.changes" {
    changes = []
  }

  outcome = "failed"
  by      = "check.for_everybody"
}

test "the policy is not written down" {
  runbook = "entra-policy-as-code"
  trigger = "daily"

  mock "step.written" {
    exists = false
  }
  mock "step.live" {
    policies = [for name, p in org.access_policies : { name = name, enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.changes" {
    changes = []
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "entra-policy-as-code"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
