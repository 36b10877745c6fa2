test "every machine, the virtual one too" {
  runbook = "falcon-coverage"
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
  mock "step.policies" {
    policies = [
      { platform = "Mac", enabled = true, groups = 1 },
      { platform = "Linux", enabled = true, groups = 1 },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }

  outcome  = "passed"
  evidence = { machines = 2, covered = 2, virtual = 1, virtual_covered = 1, sensors = 2, updating = 2 }
}

test "a laptop has none" {
  runbook = "falcon-coverage"
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
  mock "step.policies" {
    policies = [
      { platform = "Mac", enabled = true, groups = 1 },
      { platform = "Linux", enabled = true, groups = 1 },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }

  outcome  = "failed"
  by       = "check.covered"
  evidence = { machines = 3, covered = 2 }
}

test "a sensor runs, and hardly protects" {
  runbook = "falcon-coverage"
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
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = true, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      { platform = "Mac", enabled = true, groups = 1 },
      { platform = "Linux", enabled = true, groups = 1 },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }

  outcome = "failed"
  by      = "check.covered"
}

test "a sensor was silent for a month" {
  runbook = "falcon-coverage"
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
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2025-12-01T00:00:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      { platform = "Mac", enabled = true, groups = 1 },
      { platform = "Linux", enabled = true, groups = 1 },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }

  outcome = "failed"
  by      = "check.covered"
}

test "virtual machines were forgotten" {
  runbook = "falcon-coverage"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      { platform = "Mac", enabled = true, groups = 1 },
      { platform = "Linux", enabled = true, groups = 1 },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }

  outcome = "failed"
  by      = "check.virtual_too"
}

test "sensors stay old" {
  runbook = "falcon-coverage"
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
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = false, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = false, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      { platform = "Mac", enabled = true, groups = 1 },
      { platform = "Linux", enabled = true, groups = 1 },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }

  outcome = "failed"
  by      = "check.up_to_date"
}

test "nothing is stopped on Linux" {
  runbook = "falcon-coverage"
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
  mock "step.policies" {
    policies = [
      { platform = "Mac", enabled = true, groups = 1 },
      { platform = "Linux", enabled = false, groups = 1 },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }

  outcome = "failed"
  by      = "check.policy_on"
}

test "Fleet does not judge it" {
  runbook = "falcon-coverage"
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
  mock "step.policies" {
    policies = [
      { platform = "Mac", enabled = true, groups = 1 },
      { platform = "Linux", enabled = true, groups = 1 },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 0
    failing = 0
  }

  outcome = "failed"
  by      = "check.judged"
}

test "Fleet names nothing" {
  runbook = "falcon-coverage"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "a1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.policies" {
    policies = [
      { platform = "Mac", enabled = true, groups = 1 },
      { platform = "Linux", enabled = true, groups = 1 },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }

  outcome = "failed"
}

test "CrowdStrike cannot be asked" {
  runbook = "falcon-coverage"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "A1", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.policies" {
    policies = [
      { platform = "Mac", enabled = true, groups = 1 },
      { platform = "Linux", enabled = true, groups = 1 },
    ]
  }
  mock "step.rule" {
    name    = "Falcon runs"
    passing = 2
    failing = 0
  }
  mock "step.falcon" {
    fails = "403"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "falcon-coverage"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
