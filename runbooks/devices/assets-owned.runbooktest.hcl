test "every machine has an owner" {
  runbook = "assets-owned"
  trigger = "weekly"

  mock "step.hosts" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "ec2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
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
  evidence = { machines = 1, identified = 1, owned = 1, virtual = 1, suppliers = 2 }
}

test "nobody's laptop" {
  runbook = "assets-owned"
  trigger = "weekly"

  mock "step.hosts" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "ec2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "C02XK2ABCD", platform = "darwin", virtual = false, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
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
  by      = "check.owned"
}

test "a machine without a number" {
  runbook = "assets-owned"
  trigger = "weekly"

  mock "step.hosts" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "ec2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
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
  by      = "check.identified"
}

test "virtual machines are not there" {
  runbook = "assets-owned"
  trigger = "weekly"

  mock "step.hosts" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
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
  by      = "check.virtual_too"
}

test "the page was reviewed two years ago" {
  runbook = "assets-owned"
  trigger = "weekly"

  mock "step.hosts" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "ec2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2023-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2025-09-01 |\n| Coffee | other | 2020-01-01 |\n"
  }

  outcome = "failed"
  by      = "check.suppliers_governed"
}

test "the page was reviewed in the future" {
  runbook = "assets-owned"
  trigger = "weekly"

  mock "step.hosts" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "ec2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2027-11-03\n\nAfter NIST SP 800-161.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2025-09-01 |\n| Coffee | other | 2020-01-01 |\n"
  }

  outcome = "failed"
  by      = "check.suppliers_governed"
}

test "the page follows nothing" {
  runbook = "assets-owned"
  trigger = "weekly"

  mock "step.hosts" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "ec2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.page" {
    exists = true
    size   = 400
    mode   = "0644"
    owner  = "ci"
    sha256 = "00"
    text   = "# Suppliers\n\nOwner: Grace\nReviewed: 2025-11-03\n\nAfter common sense.\n\n| name | kind | assessed |\n|---|---|---|\n| Okta | critical | 2025-09-01 |\n| Coffee | other | 2020-01-01 |\n"
  }

  outcome = "failed"
  by      = "check.suppliers_governed"
}

test "there is no page" {
  runbook = "assets-owned"
  trigger = "weekly"

  mock "step.hosts" {
    hosts = [
      { serial = "C02XK1ABCD", platform = "darwin", virtual = false, owned = true, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
      { serial = "ec2-1", platform = "ubuntu", virtual = true, owned = false, seen = "2026-01-05T06:30:00Z", read = "2026-01-05T06:30:00Z", failing = 0, critical = 0 },
    ]
  }
  mock "step.page" {
    exists = false
  }

  outcome = "failed"
  by      = "step.page.there"
}

test "Fleet names nothing" {
  runbook = "assets-owned"
  trigger = "weekly"

  mock "step.hosts" {
    hosts = [
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
}

test "somebody without a role is turned away" {
  runbook   = "assets-owned"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
