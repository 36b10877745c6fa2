test "noticed, and mended by itself" {
  runbook = "fleet-repair-drill"
  trigger = "daily"

  mock "step.hosts" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "V1", platform = "ubuntu", virtual = true, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.before" {
    id     = 7
    answer = "pass"
  }
  mock "step.broken" {
    id     = 7
    answer = "fail"
  }
  mock "step.mended" {
    id     = 7
    answer = "pass"
  }

  outcome  = "passed"
  ran      = ["step.before", "step.hosts", "step.break", "step.refresh", "step.broken", "step.mended"]
  evidence = { devices = 2, keeping = 2, virtual = 1, holes = 0 }
}

test "noticed, and mended by the runbook alone" {
  runbook = "fleet-repair-drill"
  trigger = "daily"

  mock "step.hosts" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "V1", platform = "ubuntu", virtual = true, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.before" {
    id     = 7
    answer = "pass"
  }
  mock "step.broken" {
    id     = 7
    answer = "fail"
  }
  mock "step.mended" {
    id     = 7
    answer = "fail"
  }

  outcome = "failed"
  by      = "check.mended"
  ran     = ["step.before", "step.hosts", "step.break", "step.refresh", "step.broken", "step.mended", "step.put_right"]
}

test "nobody notices, and it is put right" {
  runbook = "fleet-repair-drill"
  trigger = "daily"

  mock "step.hosts" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "V1", platform = "ubuntu", virtual = true, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.before" {
    id     = 7
    answer = "pass"
  }
  mock "step.broken" {
    id     = 7
    answer = "pass"
  }

  outcome = "failed"
  by      = "step.broken.noticed"
}

test "a device breaks a rule" {
  runbook = "fleet-repair-drill"
  trigger = "daily"

  mock "step.hosts" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "V1", platform = "ubuntu", virtual = true, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "A2", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 1, critical = 0 },
    ]
  }
  mock "step.before" {
    id     = 7
    answer = "pass"
  }
  mock "step.broken" {
    id     = 7
    answer = "fail"
  }
  mock "step.mended" {
    id     = 7
    answer = "pass"
  }

  outcome = "failed"
  by      = "check.all_keep"
}

test "a device was silent for a week" {
  runbook = "fleet-repair-drill"
  trigger = "daily"

  mock "step.hosts" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "V1", platform = "ubuntu", virtual = true, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "A2", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2025-12-29T07:00:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.before" {
    id     = 7
    answer = "pass"
  }
  mock "step.broken" {
    id     = 7
    answer = "fail"
  }
  mock "step.mended" {
    id     = 7
    answer = "pass"
  }

  outcome = "failed"
  by      = "check.all_keep"
}

test "there are no virtual machines in Fleet" {
  runbook = "fleet-repair-drill"
  trigger = "daily"

  mock "step.hosts" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.before" {
    id     = 7
    answer = "pass"
  }
  mock "step.broken" {
    id     = 7
    answer = "fail"
  }
  mock "step.mended" {
    id     = 7
    answer = "pass"
  }

  outcome = "failed"
  by      = "check.virtual_too"
}

test "nobody knows of vulnerabilities" {
  runbook = "fleet-repair-drill"
  trigger = "daily"

  mock "step.hosts" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = -1 },
      { serial = "V1", platform = "ubuntu", virtual = true, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.before" {
    id     = 7
    answer = "pass"
  }
  mock "step.broken" {
    id     = 7
    answer = "fail"
  }
  mock "step.mended" {
    id     = 7
    answer = "pass"
  }

  outcome = "failed"
  by      = "check.holes_known"
}

test "the machine is broken already, and nothing is changed" {
  runbook = "fleet-repair-drill"
  trigger = "daily"

  mock "step.hosts" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "V1", platform = "ubuntu", virtual = true, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.before" {
    id     = 7
    answer = "fail"
  }

  outcome = "failed"
  by      = "step.before.kept"
}

test "Fleet names nothing" {
  runbook = "fleet-repair-drill"
  trigger = "daily"

  mock "step.hosts" {
    hosts = [
    ]
  }
  mock "step.before" {
    id     = 7
    answer = "pass"
  }
  mock "step.broken" {
    id     = 7
    answer = "fail"
  }
  mock "step.mended" {
    id     = 7
    answer = "pass"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "fleet-repair-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
