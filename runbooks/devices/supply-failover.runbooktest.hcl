test "seen by both, and a second source has all" {
  runbook = "supply-failover"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "c02xk1abcd", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.first" {
    status  = 200
    headers = { "docker-content-digest" = "sha256:aa" }
  }
  mock "step.second" {
    status  = 200
    headers = { "docker-content-digest" = "sha256:aa" }
  }

  outcome  = "passed"
  evidence = { machines_now = 2, seen_by_both = 2, old_holes = 0 }
}

test "a machine that Fleet has not heard of since yesterday" {
  runbook = "supply-failover"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-04T07:00:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "c02xk1abcd", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.first" {
    status  = 200
    headers = { "docker-content-digest" = "sha256:aa" }
  }
  mock "step.second" {
    status  = 200
    headers = { "docker-content-digest" = "sha256:aa" }
  }

  outcome  = "failed"
  by       = "check.seen_now"
  evidence = { machines_now = 2, seen_by_both = 1 }
}

test "the second source has something else" {
  runbook = "supply-failover"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "c02xk1abcd", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.first" {
    status  = 200
    headers = { "docker-content-digest" = "sha256:aa" }
  }
  mock "step.second" {
    status  = 200
    headers = { "docker-content-digest" = "sha256:bb" }
  }

  outcome = "failed"
  by      = "check.spare"
}

test "the second source has nothing" {
  runbook = "supply-failover"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "c02xk1abcd", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.first" {
    status  = 200
    headers = { "docker-content-digest" = "sha256:aa" }
  }
  mock "step.second" {
    fails = "404"
  }

  outcome = "failed"
  by      = "step.second"
}

test "a grave hole for two weeks" {
  runbook = "supply-failover"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "c02xk1abcd", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "ec2-1", platform = "Linux", role = "Workstation", virtual = true, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.parts" {
    alerts = [
      { advisory = "GHSA-1", created_at = "2025-12-20T00:00:00Z", number = 1, package = "left-pad", repository = "acme/shop", severity = "high" },
    ]
  }
  mock "step.first" {
    status  = 200
    headers = { "docker-content-digest" = "sha256:aa" }
  }
  mock "step.second" {
    status  = 200
    headers = { "docker-content-digest" = "sha256:aa" }
  }

  outcome = "failed"
  by      = "check.parts_mended"
}

test "nothing spoke within the hour" {
  runbook = "supply-failover"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "EC2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "P1", platform = "ios", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.falcon" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "c02xk1abcd", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T01:00:00Z" },
    ]
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.first" {
    status  = 200
    headers = { "docker-content-digest" = "sha256:aa" }
  }
  mock "step.second" {
    status  = 200
    headers = { "docker-content-digest" = "sha256:aa" }
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "supply-failover"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
