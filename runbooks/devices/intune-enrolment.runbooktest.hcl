test "most set themselves up" {
  runbook = "intune-enrolment"
  trigger = "weekly"

  mock "step.devices" {
    devices = [
      { id = "d1", at = "2025-12-20T00:00:00Z", way = "windowsAutoEnrollment", automatic = true, registered = true },
      { id = "d2", at = "2025-12-21T00:00:00Z", way = "userEnrollment", automatic = false, registered = true },
      { id = "d3", at = "2022-12-21T00:00:00Z", way = "userEnrollment", automatic = false, registered = false },
    ]
  }

  evidence = { devices = { new = 2, automatic = 1, registered = 2 } }
  outcome  = "passed"
}

test "no device came, so nothing was shown" {
  runbook = "intune-enrolment"
  trigger = "weekly"

  mock "step.devices" {
    devices = []
  }

  outcome = "failed"
  by      = "check.begun"
}

test "one is not registered" {
  runbook = "intune-enrolment"
  trigger = "weekly"

  mock "step.devices" {
    devices = [{ id = "d1", at = "2025-12-20T00:00:00Z", way = "windowsAutoEnrollment", automatic = true, registered = false }]
  }

  outcome = "failed"
  by      = "check.registered"
}

test "the token may not see it" {
  runbook = "intune-enrolment"
  trigger = "weekly"

  mock "step.devices" {
    devices = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "intune-enrolment"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
