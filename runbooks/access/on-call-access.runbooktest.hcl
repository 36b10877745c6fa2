test "on call, and in" {
  runbook   = "on-call-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { time = "1h", why = "the shop is down" }

  person "ada" {
    roles = ["engineers"]
    email = "ada@acme.example"
  }

  mock "gate.laptop" {
    known            = true
    disk_encrypted   = true
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }
  mock "gate.on_call" {
    count = 1
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u1", login = "00u1@acme.example", status = "ACTIVE" },
    ]
  }

  outcome  = "passed"
  ran      = ["step.person", "step.access", "step.after"]
  evidence = { time = "1h" }
}

test "not on call" {
  runbook   = "on-call-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { time = "1h", why = "the shop is down" }

  person "ada" {
    roles = ["engineers"]
    email = "ada@acme.example"
  }

  mock "gate.laptop" {
    known            = true
    disk_encrypted   = true
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }
  mock "gate.on_call" {
    count = 1
    users = [
      { id = "00u1", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "blocked"
  by      = "gate.on_call"
}

test "the laptop is not encrypted" {
  runbook   = "on-call-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { time = "1h", why = "the shop is down" }

  person "ada" {
    roles = ["engineers"]
    email = "ada@acme.example"
  }

  mock "gate.laptop" {
    known            = true
    disk_encrypted   = false
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }
  mock "gate.on_call" {
    count = 1
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "blocked"
  by      = "gate.laptop"
}

test "Okta takes it, and does not show it" {
  runbook   = "on-call-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { time = "1h", why = "the shop is down" }

  person "ada" {
    roles = ["engineers"]
    email = "ada@acme.example"
  }

  mock "gate.laptop" {
    known            = true
    disk_encrypted   = true
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }
  mock "gate.on_call" {
    count = 1
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u5", login = "00u5@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "failed"
  by      = "check.given"
}

test "the account is suspended" {
  runbook   = "on-call-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { time = "1h", why = "the shop is down" }

  person "ada" {
    roles = ["engineers"]
    email = "ada@acme.example"
  }

  mock "gate.laptop" {
    known            = true
    disk_encrypted   = true
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }
  mock "gate.on_call" {
    count = 1
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "SUSPENDED"
  }

  outcome = "failed"
  by      = "step.person.active"
}

test "somebody without a role is turned away" {
  runbook   = "on-call-access"
  trigger   = "form"
  requester = "mallory"
  inputs    = { time = "1h", why = "I want to look" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
