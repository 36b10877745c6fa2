test "all are known" {
  runbook = "fleet-unknown-devices"
  trigger = "daily"

  mock "step.network" {
    devices = [
      { name = "n1", owner = "ada@acme.example", serial = "C1", tagged = false, external = false, recent = true },
      { name = "n2", owner = "x@y.example", serial = "", tagged = false, external = true, recent = true },
      { name = "n3", owner = "bob@acme.example", serial = "", tagged = false, external = false, recent = false },
    ]
  }
  mock "step.watched" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "macOS 15.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }

  evidence = { devices = { network = 1, unknown = 0, silent = 0, virtual = 0 } }
  outcome  = "passed"
}

test "a device that nobody knows" {
  runbook = "fleet-unknown-devices"
  trigger = "daily"

  mock "step.network" {
    devices = [{ name = "n1", owner = "ada@acme.example", serial = "X9", tagged = false, external = false, recent = true }]
  }
  mock "step.watched" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "macOS 15.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }

  outcome = "failed"
  by      = "check.none_is_unknown"
}

test "a device that hides its serial number is unknown" {
  runbook = "fleet-unknown-devices"
  trigger = "daily"

  mock "step.network" {
    devices = [{ name = "n1", owner = "ada@acme.example", serial = "", tagged = true, external = false, recent = true }]
  }
  mock "step.watched" {
    devices = [{ id = 1, serial = "", owner = "ada@acme.example", platform = "darwin", system = "macOS 15.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }

  outcome = "failed"
  by      = "check.none_is_unknown"
}

test "its agent was switched off" {
  runbook = "fleet-unknown-devices"
  trigger = "daily"

  mock "step.network" {
    devices = [{ name = "n1", owner = "ada@acme.example", serial = "C1", tagged = false, external = false, recent = true }]
  }
  mock "step.watched" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "macOS 15.2", virtual = false, failing = 0, seen = "2025-12-01T06:00:00Z" }]
  }

  outcome = "failed"
  by      = "check.all_are_watched"
}

test "Fleet names nobody" {
  runbook = "fleet-unknown-devices"
  trigger = "daily"

  mock "step.network" {
    devices = [{ name = "n1", owner = "ada@acme.example", serial = "C1", tagged = false, external = false, recent = true }]
  }
  mock "step.watched" {
    devices = []
  }

  outcome = "failed"
  by      = "step.watched.plausible"
}

test "somebody without the role is turned away" {
  runbook   = "fleet-unknown-devices"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
