test "shut out, mended and let in" {
  runbook = "intune-loop-drill"
  trigger = "daily"

  mock "step.before" {
    enabled   = true
    compliant = true
  }
  mock "step.policies" {
    policies = [{ name = "p", enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.came" {
    devices = [{ id = "d1", at = "2025-12-20T00:00:00Z", way = "windowsAutoEnrollment", automatic = true, registered = true }]
  }
  mock "step.devices" {
    devices = [{ id = "d1", name = "laptop", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.out" {
    enabled   = true
    compliant = false
  }
  mock "step.in" {
    enabled   = true
    compliant = true
  }
  mock "step.state" {
    state = "compliant"
  }

  evidence = { devices = { all = 1, new = 1, by_hand = 0, silent = 0 } }
  outcome  = "passed"
}

test "Intune tells of no device how it came" {
  runbook = "intune-loop-drill"
  trigger = "daily"

  mock "step.before" {
    enabled   = true
    compliant = true
  }
  mock "step.policies" {
    policies = [{ name = "p", enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.came" {
    devices = []
  }
  mock "step.devices" {
    devices = [{ id = "d1", name = "laptop", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.out" {
    enabled   = true
    compliant = false
  }
  mock "step.in" {
    enabled   = true
    compliant = true
  }
  mock "step.state" {
    state = "compliant"
  }

  outcome = "failed"
  by      = "check.set_up_by_itself"
}

test "the policy leaves out the boss" {
  runbook = "intune-loop-drill"
  trigger = "daily"

  mock "step.before" {
    enabled   = true
    compliant = true
  }
  mock "step.policies" {
    policies = [{ name = "p", enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = ["the-group-of-the-boss"], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.came" {
    devices = [{ id = "d1", at = "2025-12-20T00:00:00Z", way = "windowsAutoEnrollment", automatic = true, registered = true }]
  }
  mock "step.devices" {
    devices = [{ id = "d1", name = "laptop", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.out" {
    enabled   = true
    compliant = false
  }
  mock "step.in" {
    enabled   = true
    compliant = true
  }
  mock "step.state" {
    state = "compliant"
  }

  outcome = "failed"
  by      = "check.the_rest_is_kept_out"
}

test "the policy holds at some places alone" {
  runbook = "intune-loop-drill"
  trigger = "daily"

  mock "step.before" {
    enabled   = true
    compliant = true
  }
  mock "step.policies" {
    policies = [{ name = "p", enforced = true, everybody = true, global_admins = true, everything = true, always = false, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.came" {
    devices = [{ id = "d1", at = "2025-12-20T00:00:00Z", way = "windowsAutoEnrollment", automatic = true, registered = true }]
  }
  mock "step.devices" {
    devices = [{ id = "d1", name = "laptop", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.out" {
    enabled   = true
    compliant = false
  }
  mock "step.in" {
    enabled   = true
    compliant = true
  }
  mock "step.state" {
    state = "compliant"
  }

  outcome = "failed"
  by      = "check.the_rest_is_kept_out"
}

test "it breaks a rule, and is still let in" {
  runbook = "intune-loop-drill"
  trigger = "daily"

  mock "step.before" {
    enabled   = true
    compliant = true
  }
  mock "step.policies" {
    policies = [{ name = "p", enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.came" {
    devices = []
  }
  mock "step.devices" {
    devices = [{ id = "d1", name = "laptop", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.out" {
    enabled   = true
    compliant = true
  }

  outcome = "failed"
  by      = "step.out.out"
}

test "nothing mends it" {
  runbook = "intune-loop-drill"
  trigger = "daily"

  mock "step.before" {
    enabled   = true
    compliant = true
  }
  mock "step.policies" {
    policies = [{ name = "p", enforced = true, everybody = true, global_admins = true, everything = true, always = true, excluded = [], second_factor = true, phishing_resistant = true, managed_device = true, blocks = true, sign_in_risk = [], user_risk = [], context = false }]
  }
  mock "step.came" {
    devices = []
  }
  mock "step.devices" {
    devices = [{ id = "d1", name = "laptop", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.out" {
    enabled   = true
    compliant = false
  }
  mock "step.in" {
    enabled   = true
    compliant = false
  }
  mock "step.state" {
    state = "noncompliant"
  }

  outcome = "failed"
  by      = "check.mended_in_time"
}

test "the device for drills is switched off, and nothing is touched" {
  runbook = "intune-loop-drill"
  trigger = "daily"

  mock "step.before" {
    enabled   = true
    compliant = false
  }
  mock "step.policies" {
    policies = []
  }
  mock "step.came" {
    devices = []
  }
  mock "step.devices" {
    devices = []
  }

  outcome = "failed"
  by      = "step.before.let_in"
  ran     = ["step.before"]
}

test "somebody without the role is turned away" {
  runbook   = "intune-loop-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
