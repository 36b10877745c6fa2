test "it holds" {
  runbook = "device-lifecycle"
  trigger = "daily"

  mock "step.written" {
    exists = true
    sha256 = "aa"
    text   = "# Devices\n\nOwner: Grace\nReviewed: 2025-12-01\n\n${join("\n\nSo and so.\n\n", org.device_policy.chapters)}\n\nSo.\n"
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "${org.supported_systems[0]}.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.rules" {
    policies = [{ id = 1, name = "Disk", query = "SELECT 1;", resolution = "x", passing = 1, failing = 0 }]
  }

  evidence = { devices = { all = 1, virtual = 0, nobodys = 0, without_updates = 0, not_looked_at = 0 } }
  outcome  = "passed"
}

test "a system without updates" {
  runbook = "device-lifecycle"
  trigger = "daily"

  mock "step.written" {
    exists = true
    sha256 = "aa"
    text   = "# Devices\n\nOwner: Grace\nReviewed: 2025-12-01\n\n${join("\n\nSo and so.\n\n", org.device_policy.chapters)}\n\nSo.\n"
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "windows", system = "Windows XP", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.rules" {
    policies = [{ id = 1, name = "Disk", query = "SELECT 1;", resolution = "x", passing = 1, failing = 0 }]
  }

  outcome = "failed"
  by      = "check.gets_updates"
}

test "a chapter is missing" {
  runbook = "device-lifecycle"
  trigger = "daily"

  mock "step.written" {
    exists = true
    sha256 = "aa"
    text   = "# Devices\n\nOwner: Grace\nReviewed: 2025-12-01\n"
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "${org.supported_systems[0]}.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.rules" {
    policies = [{ id = 1, name = "Disk", query = "SELECT 1;", resolution = "x", passing = 1, failing = 0 }]
  }

  outcome = "failed"
  by      = "check.written"
}

test "there are no rules at all" {
  runbook = "device-lifecycle"
  trigger = "daily"

  mock "step.written" {
    exists = true
    sha256 = "aa"
    text   = "# Devices\n\nOwner: Grace\nReviewed: 2025-12-01\n\n${join("\n\nSo and so.\n\n", org.device_policy.chapters)}\n\nSo.\n"
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "${org.supported_systems[0]}.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.rules" {
    policies = []
  }

  outcome = "failed"
  by      = "check.rules_are_kept"
}

test "Fleet does not tell the rules" {
  runbook = "device-lifecycle"
  trigger = "daily"

  mock "step.written" {
    exists = true
    sha256 = "aa"
    text   = "# Devices\n\nOwner: Grace\nReviewed: 2025-12-01\n\n${join("\n\nSo and so.\n\n", org.device_policy.chapters)}\n\nSo.\n"
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "${org.supported_systems[0]}.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.rules" {
    policies = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "device-lifecycle"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
