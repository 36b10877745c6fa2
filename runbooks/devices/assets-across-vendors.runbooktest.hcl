test "all see the same" {
  runbook = "assets-across-vendors"
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
  mock "step.jamf" {
    serials = ["C02XK1ABCD"]
  }
  mock "step.macs" {
    count = 10
  }
  mock "step.bought" {
    count = 10
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2025-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2025-09-01 |\n| Coffee | other | 2020-01-01 |\n"
  }

  outcome  = "passed"
  evidence = { machines = 2, both = 2, macs = 1, macs_in_jamf = 1, bought_by_us = 10, suppliers = 1, assessed = 1 }
}

test "Jamf has Macs of which Fleet knows none" {
  runbook = "assets-across-vendors"
  trigger = "daily"

  mock "step.fleet" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "ubuntu", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
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
  mock "step.jamf" {
    serials = ["C02XK1ABCD"]
  }
  mock "step.macs" {
    count = 10
  }
  mock "step.bought" {
    count = 10
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2025-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2025-09-01 |\n| Coffee | other | 2020-01-01 |\n"
  }

  outcome = "failed"
  by      = "check.same_macs"
}

test "no Mac was heard of for a month" {
  runbook = "assets-across-vendors"
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
  mock "step.jamf" {
    serials = ["C02XK1ABCD"]
  }
  mock "step.macs" {
    count = 0
  }
  mock "step.bought" {
    count = 0
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2025-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2025-09-01 |\n| Coffee | other | 2020-01-01 |\n"
  }

  outcome = "failed"
  by      = "check.bought_by_us"
}

test "CrowdStrike knows a machine that Fleet does not" {
  runbook = "assets-across-vendors"
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
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "x1", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.jamf" {
    serials = ["C02XK1ABCD"]
  }
  mock "step.macs" {
    count = 10
  }
  mock "step.bought" {
    count = 10
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2025-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2025-09-01 |\n| Coffee | other | 2020-01-01 |\n"
  }

  outcome = "failed"
  by      = "check.same_machines"
}

test "a Mac is not in Jamf" {
  runbook = "assets-across-vendors"
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
  mock "step.jamf" {
    serials = ["C02ZZZZZZZ"]
  }
  mock "step.macs" {
    count = 10
  }
  mock "step.bought" {
    count = 10
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2025-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2025-09-01 |\n| Coffee | other | 2020-01-01 |\n"
  }

  outcome = "failed"
  by      = "check.same_macs"
}

test "Macs from the shop around the corner" {
  runbook = "assets-across-vendors"
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
  mock "step.jamf" {
    serials = ["C02XK1ABCD"]
  }
  mock "step.macs" {
    count = 10
  }
  mock "step.bought" {
    count = 5
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2025-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2025-09-01 |\n| Coffee | other | 2020-01-01 |\n"
  }

  outcome = "failed"
  by      = "check.bought_by_us"
}

test "a critical hole since the summer" {
  runbook = "assets-across-vendors"
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
  mock "step.jamf" {
    serials = ["C02XK1ABCD"]
  }
  mock "step.macs" {
    count = 10
  }
  mock "step.bought" {
    count = 10
  }
  mock "step.parts" {
    alerts = [
      { advisory = "GHSA-1", created_at = "2025-07-01T00:00:00Z", number = 1, package = "left-pad", repository = "acme/shop", severity = "critical" },
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2025-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2025-09-01 |\n| Coffee | other | 2020-01-01 |\n"
  }

  outcome = "failed"
  by      = "check.parts_mended"
}

test "nobody looked at a supplier for years" {
  runbook = "assets-across-vendors"
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
  mock "step.jamf" {
    serials = ["C02XK1ABCD"]
  }
  mock "step.macs" {
    count = 10
  }
  mock "step.bought" {
    count = 10
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2025-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2022-09-01 |\n"
  }

  outcome = "failed"
  by      = "check.suppliers_assessed"
}

test "no supplier matters" {
  runbook = "assets-across-vendors"
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
  mock "step.jamf" {
    serials = ["C02XK1ABCD"]
  }
  mock "step.macs" {
    count = 10
  }
  mock "step.bought" {
    count = 10
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2025-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Coffee | other | 2025-09-01 |\n"
  }

  outcome = "failed"
  by      = "check.suppliers_assessed"
}

test "Jamf cannot be asked" {
  runbook = "assets-across-vendors"
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
  mock "step.macs" {
    count = 10
  }
  mock "step.bought" {
    count = 10
  }
  mock "step.parts" {
    alerts = [
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2025-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2025-09-01 |\n| Coffee | other | 2020-01-01 |\n"
  }
  mock "step.jamf" {
    fails = "403"
  }

  outcome = "failed"
  by      = "step.jamf"
}

test "somebody without a role is turned away" {
  runbook   = "assets-across-vendors"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
