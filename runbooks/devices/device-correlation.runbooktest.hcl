test "all is known of all" {
  runbook = "device-correlation"
  trigger = "daily"

  mock "step.network" {
    devices = [
      { name = "n1", owner = "ada@acme.example", serial = "C1", tagged = false, external = false, recent = true },
      { name = "n2", owner = "tagged-devices", serial = "V1", tagged = true, external = false, recent = true },
    ]
  }
  mock "step.asked" {
    defined      = 1
    always_asked = true
  }
  mock "step.watched" {
    devices = [
      { id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "macOS 15.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" },
      { id = 2, serial = "V1", owner = "", platform = "ubuntu", system = "Ubuntu 24.04", virtual = true, failing = 0, seen = "2026-01-05T06:00:00Z" },
    ]
  }
  mock "step.people" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }]
  }
  mock "step.machines" {
    count = 40
  }
  mock "step.learns" {
    open = true
  }
  mock "step.judged" {
    count = 96
  }

  evidence = { devices = { network = 2, unseen = 0, nobodys = 0 } }
  outcome  = "passed"
}

test "the laptop of somebody who left" {
  runbook = "device-correlation"
  trigger = "daily"

  mock "step.network" {
    devices = [{ name = "n1", owner = "gone@acme.example", serial = "C1", tagged = false, external = false, recent = true }]
  }
  mock "step.asked" {
    defined      = 1
    always_asked = true
  }
  mock "step.watched" {
    devices = [{ id = 1, serial = "C1", owner = "", platform = "darwin", system = "macOS 15.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.people" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }]
  }
  mock "step.machines" {
    count = 40
  }
  mock "step.learns" {
    open = true
  }
  mock "step.judged" {
    count = 96
  }

  outcome = "failed"
  by      = "check.each_is_somebodys"
}

test "a rule asks nothing of a device" {
  runbook = "device-correlation"
  trigger = "daily"

  mock "step.network" {
    devices = [{ name = "n1", owner = "ada@acme.example", serial = "C1", tagged = false, external = false, recent = true }]
  }
  mock "step.asked" {
    defined      = 1
    always_asked = false
  }
  mock "step.watched" {
    devices = [{ id = 1, serial = "C1", owner = "", platform = "darwin", system = "macOS 15.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.people" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }]
  }
  mock "step.machines" {
    count = 40
  }
  mock "step.learns" {
    open = true
  }
  mock "step.judged" {
    count = 96
  }

  outcome = "failed"
  by      = "check.what_it_is_like_decides"
}

test "what learns may not be looked at" {
  runbook = "device-correlation"
  trigger = "daily"

  mock "step.network" {
    devices = [{ name = "n1", owner = "ada@acme.example", serial = "C1", tagged = false, external = false, recent = true }]
  }
  mock "step.asked" {
    defined      = 1
    always_asked = true
  }
  mock "step.watched" {
    devices = [{ id = 1, serial = "C1", owner = "", platform = "darwin", system = "macOS 15.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.people" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }]
  }
  mock "step.machines" {
    count = 40
  }
  mock "step.learns" {
    open = null
  }
  mock "step.judged" {
    count = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "device-correlation"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
