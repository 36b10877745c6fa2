test "seen, cut off, and back" {
  runbook = "falcon-drill"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }
  mock "step.machine" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-05T06:59:00Z"
  }
  mock "step.host" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }
  mock "step.alerts" {
    count = 2
  }
  mock "step.cut_off" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "contained"
  }
  mock "step.after" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }

  outcome  = "passed"
  ran      = ["step.falcon", "step.fleet", "step.host", "step.machine", "step.rule", "step.sample", "step.alerts", "step.cut_off", "step.lift", "step.after"]
  evidence = { machines = 2, covered = 2, alerts = 2, cut_off = "contained" }
}

test "seen, and nothing follows" {
  runbook = "falcon-drill"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }
  mock "step.machine" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-05T06:59:00Z"
  }
  mock "step.host" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }
  mock "step.alerts" {
    count = 2
  }
  mock "step.cut_off" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }
  mock "step.after" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }

  outcome = "failed"
  by      = "check.cut_off"
}

test "the sensor sees nothing" {
  runbook = "falcon-drill"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }
  mock "step.machine" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-05T06:59:00Z"
  }
  mock "step.host" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }
  mock "step.alerts" {
    count = 0
  }
  mock "step.cut_off" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }
  mock "step.after" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }

  outcome = "failed"
}

test "the machine stays cut off" {
  runbook = "falcon-drill"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }
  mock "step.machine" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-05T06:59:00Z"
  }
  mock "step.host" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }
  mock "step.alerts" {
    count = 2
  }
  mock "step.cut_off" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "contained"
  }
  mock "step.after" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "lift_containment_pending"
  }

  outcome = "failed"
  by      = "check.back"
}

test "one machine in fifty has no sensor" {
  runbook = "falcon-drill"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "A2", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }
  mock "step.machine" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-05T06:59:00Z"
  }
  mock "step.host" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }
  mock "step.alerts" {
    count = 2
  }
  mock "step.cut_off" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "contained"
  }
  mock "step.after" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }

  outcome = "failed"
  by      = "check.everywhere"
}

test "Fleet does not know half of them" {
  runbook = "falcon-drill"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "x1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "x2", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }
  mock "step.machine" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-05T06:59:00Z"
  }
  mock "step.host" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }
  mock "step.alerts" {
    count = 2
  }
  mock "step.cut_off" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "contained"
  }
  mock "step.after" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }

  outcome = "failed"
  by      = "check.one_view"
}

test "the machine is cut off already, and nothing is changed" {
  runbook = "falcon-drill"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }
  mock "step.machine" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-05T06:59:00Z"
  }
  mock "step.host" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "contained"
  }

  outcome = "failed"
  by      = "step.host.normal"
}

test "there is no machine for rehearsals" {
  runbook = "falcon-drill"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }
  mock "step.machine" {
    found          = false
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-05T06:59:00Z"
  }
  mock "step.host" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }

  outcome = "failed"
  by      = "step.machine.there"
}

test "alerts cannot be read" {
  runbook = "falcon-drill"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }
  mock "step.machine" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-05T06:59:00Z"
  }
  mock "step.host" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "normal"
  }
  mock "step.cut_off" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9"
    status = "contained"
  }
  mock "step.alerts" {
    fails = "503"
  }

  outcome = "failed"
  by      = "step.alerts"
}

test "somebody without a role is turned away" {
  runbook   = "falcon-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
