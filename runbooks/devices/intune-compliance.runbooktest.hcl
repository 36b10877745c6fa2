test "all comply" {
  runbook = "intune-compliance"
  trigger = "daily"

  mock "step.devices" {
    devices = [
      { id = "d1", name = "d1", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T01:00:00Z" },
      { id = "d2", name = "d2", login = "ada@acme.example", owner = "personal", system = "Windows", state = "compliant", encrypted = false, seen = "2026-01-05T01:00:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [],
        second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true
      },
    ]
  }

  outcome  = "passed"
  evidence = { devices = 2, compliant = 2, bare = 0 }
}

test "one complied months ago" {
  runbook = "intune-compliance"
  trigger = "daily"

  mock "step.devices" {
    devices = [
      { id = "d1", name = "d1", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T01:00:00Z" },
      { id = "d2", name = "d2", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2025-10-01T00:00:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [],
        second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true
      },
    ]
  }

  outcome  = "failed"
  by       = "check.comply"
  evidence = { devices = 2, compliant = 1, bare = 0 }
}

test "a laptop is not encrypted" {
  runbook = "intune-compliance"
  trigger = "daily"

  mock "step.devices" {
    devices = [
      { id = "d1", name = "d1", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T01:00:00Z" },
      { id = "d2", name = "d2", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = false, seen = "2026-01-05T01:00:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [],
        second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true
      },
    ]
  }

  outcome = "failed"
  by      = "check.encrypted"
}

test "nothing keeps them out" {
  runbook = "intune-compliance"
  trigger = "daily"

  mock "step.devices" {
    devices = [
      { id = "d1", name = "d1", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T01:00:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [],
        second_factor = false, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = true
      },
    ]
  }

  outcome = "failed"
  by      = "check.kept_out"
}

test "no device is there" {
  runbook = "intune-compliance"
  trigger = "daily"

  mock "step.devices" {
    devices = [
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [],
        second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true
      },
    ]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "somebody without a role is turned away" {
  runbook   = "intune-compliance"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
