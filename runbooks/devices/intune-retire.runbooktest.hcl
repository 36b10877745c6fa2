test "one was silent" {
  runbook = "intune-retire"
  trigger = "weekly"

  mock "step.devices" {
    devices = [
      { id = "d1", name = "d1", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T01:00:00Z" },
      { id = "d2", name = "d2", login = "ada@acme.example", owner = "company", system = "Windows", state = "noncompliant", encrypted = true, seen = "2025-10-01T00:00:00Z" },
      { id = "d3", name = "d3", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2025-10-01T00:00:00Z" },
      { id = "d4", name = "d4", login = "ada@acme.example", owner = "company", system = "Windows", state = "noncompliant", encrypted = true, seen = "2026-01-05T01:00:00Z" },
    ]
  }
  approve "security" {
    by = ["grace"]
  }

  outcome  = "passed"
  ran      = ["step.devices", "approval.security", "step.retire"]
  evidence = { lost = 1, retired = 1 }
}

test "none was" {
  runbook = "intune-retire"
  trigger = "weekly"

  mock "step.devices" {
    devices = [
      { id = "d1", name = "d1", login = "ada@acme.example", owner = "company", system = "Windows", state = "compliant", encrypted = true, seen = "2026-01-05T01:00:00Z" },
    ]
  }

  outcome  = "passed"
  evidence = { lost = 0, retired = 0 }
}

test "security says no" {
  runbook = "intune-retire"
  trigger = "weekly"

  mock "step.devices" {
    devices = [
      { id = "d2", name = "d2", login = "ada@acme.example", owner = "company", system = "Windows", state = "noncompliant", encrypted = true, seen = "2025-10-01T00:00:00Z" },
    ]
  }
  approve "security" {
    by     = ["grace"]
    reject = "Ada is on parental leave"
  }

  outcome = "blocked"
  by      = "approval.security"
}

test "Intune does not do it" {
  runbook = "intune-retire"
  trigger = "weekly"

  mock "step.devices" {
    devices = [
      { id = "d2", name = "d2", login = "ada@acme.example", owner = "company", system = "Windows", state = "noncompliant", encrypted = true, seen = "2025-10-01T00:00:00Z" },
    ]
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.retire" {
    fails = "503"
  }

  outcome = "failed"
  by      = "step.retire"
}

test "Intune shows nothing" {
  runbook = "intune-retire"
  trigger = "weekly"

  mock "step.devices" {
    devices = [
    ]
  }

  outcome = "failed"
  by      = "step.devices.plausible"
}

test "somebody without a role is turned away" {
  runbook   = "intune-retire"
  trigger   = "form"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
