test "it locks as soon as it is online" {
  runbook   = "lost-laptop"
  trigger   = "form"
  requester = "bob"
  inputs    = { serial = "C02XK1ABCD", login = "ada@acme.example" }

  mock "step.laptop" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-04T18:02:00Z"
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.after" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "locking"
    seen_at        = "2026-01-04T18:02:00Z"
  }

  outcome  = "passed"
  evidence = { lock = "locking", encrypted = true }
}

test "locked, and its disk was open to everybody" {
  runbook   = "lost-laptop"
  trigger   = "form"
  requester = "bob"
  inputs    = { serial = "C02XK1ABCD", login = "ada@acme.example" }

  mock "step.laptop" {
    found          = true
    id             = 7
    disk_encrypted = false
    lock           = "unlocked"
    seen_at        = "2026-01-04T18:02:00Z"
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.after" {
    found          = true
    id             = 7
    disk_encrypted = false
    lock           = "locked"
    seen_at        = "2026-01-04T18:02:00Z"
  }

  outcome  = "failed"
  by       = "check.encrypted"
  evidence = { lock = "locked", encrypted = false }
}

test "Fleet did not take the lock" {
  runbook   = "lost-laptop"
  trigger   = "form"
  requester = "bob"
  inputs    = { serial = "C02XK1ABCD", login = "ada@acme.example" }

  mock "step.laptop" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-04T18:02:00Z"
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.after" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-04T18:02:00Z"
  }

  outcome = "failed"
  by      = "check.lock_taken"
}

test "Fleet refuses: it may only observe" {
  runbook   = "lost-laptop"
  trigger   = "form"
  requester = "bob"
  inputs    = { serial = "C02XK1ABCD", login = "ada@acme.example" }

  mock "step.laptop" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-04T18:02:00Z"
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.lock" {
    fails = "403"
  }

  outcome = "failed"
  by      = "step.lock"
}

test "a wrong serial number, and nothing is locked" {
  runbook   = "lost-laptop"
  trigger   = "form"
  requester = "bob"
  inputs    = { serial = "C02XK1ABCD", login = "ada@acme.example" }

  mock "step.laptop" {
    found          = false
    id             = 0
    disk_encrypted = false
    lock           = "unknown"
    seen_at        = "2026-01-04T18:02:00Z"
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }

  outcome = "failed"
  by      = "step.laptop.known"
}

test "it was under the sofa" {
  runbook   = "lost-laptop"
  trigger   = "form"
  requester = "bob"
  inputs    = { serial = "C02XK1ABCD", login = "ada@acme.example" }

  mock "step.laptop" {
    found          = true
    id             = 7
    disk_encrypted = true
    lock           = "unlocked"
    seen_at        = "2026-01-04T18:02:00Z"
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "security" {
    by     = ["grace"]
    reject = "Ada has found it"
  }

  outcome = "blocked"
  by      = "approval.security"
}

test "somebody of neither team is turned away" {
  runbook = "lost-laptop"
  trigger = "form"
  inputs  = { serial = "C02XK1ABCD", login = "ada@acme.example" }

  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
