test "put back" {
  runbook = "entra-policy-drift"
  trigger = "daily"

  mock "step.before" {
    name  = org.drill_policy.name
    state = "disabled"
  }
  mock "step.live" {
    policies = [for name, p in org.access_policies : { name = name, enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.changes" {
    changes = [{ at = "2026-01-04T07:10:00Z", what = "Update conditional access policy", by = "person", policy = org.drill_policy.id }, { at = "2026-01-04T07:10:00Z", what = "Update conditional access policy", by = org.policy_pipeline, policy = "p1" }]
  }
  mock "step.changed" {
    name  = "changed"
    state = "disabled"
  }
  mock "step.after" {
    name  = org.drill_policy.name
    state = "disabled"
  }

  evidence = { changes = { all = 2, by_others = 0 } }
  outcome  = "passed"
}

test "nothing puts it back, so the runbook does" {
  runbook = "entra-policy-drift"
  trigger = "daily"

  mock "step.before" {
    name  = org.drill_policy.name
    state = "disabled"
  }
  mock "step.live" {
    policies = [for name, p in org.access_policies : { name = name, enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.changes" {
    changes = []
  }
  mock "step.changed" {
    name  = "changed"
    state = "disabled"
  }
  mock "step.after" {
    name  = "changed"
    state = "disabled"
  }

  outcome = "failed"
  by      = "step.after.put_back"
  ran     = ["step.before", "step.changes", "step.live", "step.drift", "step.changed", "step.after"]
}

test "the change never came, which is no repair" {
  runbook = "entra-policy-drift"
  trigger = "daily"

  mock "step.before" {
    name  = org.drill_policy.name
    state = "disabled"
  }
  mock "step.live" {
    policies = [for name, p in org.access_policies : { name = name, enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.changes" {
    changes = []
  }
  mock "step.changed" {
    name  = org.drill_policy.name
    state = "disabled"
  }

  outcome = "failed"
  by      = "step.changed.changed"
}

test "a policy leaves out the boss" {
  runbook = "entra-policy-drift"
  trigger = "daily"

  mock "step.before" {
    name  = org.drill_policy.name
    state = "disabled"
  }
  mock "step.live" {
    policies = [for name, p in org.access_policies : { name = name, enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = ["the-group-of-the-boss"], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.changes" {
    changes = []
  }
  mock "step.changed" {
    name  = "changed"
    state = "disabled"
  }
  mock "step.after" {
    name  = org.drill_policy.name
    state = "disabled"
  }

  outcome = "failed"
  by      = "check.all_in_force"
}

test "a policy for everybody holds for a few" {
  runbook = "entra-policy-drift"
  trigger = "daily"

  mock "step.before" {
    name  = org.drill_policy.name
    state = "disabled"
  }
  mock "step.live" {
    policies = [for name, p in org.access_policies : { name = name, enforced = true, everybody = false, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.changes" {
    changes = []
  }
  mock "step.changed" {
    name  = "changed"
    state = "disabled"
  }
  mock "step.after" {
    name  = org.drill_policy.name
    state = "disabled"
  }

  outcome = "failed"
  by      = "check.all_in_force"
}

test "somebody changes policies by hand" {
  runbook = "entra-policy-drift"
  trigger = "daily"

  mock "step.before" {
    name  = org.drill_policy.name
    state = "disabled"
  }
  mock "step.live" {
    policies = [for name, p in org.access_policies : { name = name, enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.changes" {
    changes = [{ at = "2026-01-04T07:10:00Z", what = "Update conditional access policy", by = "person", policy = "p1" }]
  }
  mock "step.changed" {
    name  = "changed"
    state = "disabled"
  }
  mock "step.after" {
    name  = org.drill_policy.name
    state = "disabled"
  }

  outcome = "failed"
  by      = "check.only_the_pipeline"
}

test "a policy that is switched on is left alone" {
  runbook = "entra-policy-drift"
  trigger = "daily"

  mock "step.before" {
    name  = org.drill_policy.name
    state = "enabled"
  }
  mock "step.live" {
    policies = []
  }
  mock "step.changes" {
    changes = []
  }

  outcome = "failed"
  by      = "step.before.harmless"
  ran     = ["step.before"]
}

test "somebody without the role is turned away" {
  runbook   = "entra-policy-drift"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
