test "in for four hours" {
  runbook   = "temporary-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { group = "production", time = "4h", why = "the shop is down" }

  person "ada" {
    roles = ["staff"]
    email = "ada@acme.example"
  }
  mock "gate.laptop" {
    known            = true
    disk_encrypted   = true
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "manager" {
    by = ["grace"]
  }
  mock "step.after" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }

  outcome  = "passed"
  ran      = ["step.person", "approval.manager", "step.access", "step.after"]
  evidence = { group = "production", time = "4h", members = 2 }
}

test "the manager says no" {
  runbook   = "temporary-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { group = "production", time = "4h", why = "the shop is down" }

  person "ada" {
    roles = ["staff"]
    email = "ada@acme.example"
  }
  mock "gate.laptop" {
    known            = true
    disk_encrypted   = true
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "manager" {
    by     = ["grace"]
    reject = "The shop is up again"
  }

  outcome = "blocked"
  by      = "approval.manager"
  ran     = ["step.person", "approval.manager"]
}

test "no manager answers, and there is no access" {
  runbook   = "temporary-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { group = "production", time = "4h", why = "the shop is down" }

  person "ada" {
    roles = ["staff"]
    email = "ada@acme.example"
  }
  mock "gate.laptop" {
    known            = true
    disk_encrypted   = true
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }

  outcome = "blocked"
  by      = "approval.manager"
}

test "the disk is not encrypted" {
  runbook   = "temporary-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { group = "production", time = "4h", why = "the shop is down" }

  person "ada" {
    roles = ["staff"]
    email = "ada@acme.example"
  }
  mock "gate.laptop" {
    known            = true
    disk_encrypted   = false
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }

  outcome = "blocked"
  by      = "gate.laptop"
}

test "a policy fails" {
  runbook   = "temporary-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { group = "production", time = "4h", why = "the shop is down" }

  person "ada" {
    roles = ["staff"]
    email = "ada@acme.example"
  }
  mock "gate.laptop" {
    known            = true
    disk_encrypted   = true
    failing_policies = 1
    seen_at          = "2026-01-05T06:59:00Z"
  }

  outcome = "blocked"
  by      = "gate.laptop"
}

test "Fleet does not answer" {
  runbook   = "temporary-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { group = "production", time = "4h", why = "the shop is down" }

  person "ada" {
    roles = ["staff"]
    email = "ada@acme.example"
  }
  mock "gate.laptop" {
    fails = "503"
  }

  outcome = "blocked"
  by      = "gate.laptop"
}

test "her account is suspended" {
  runbook   = "temporary-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { group = "production", time = "4h", why = "the shop is down" }

  person "ada" {
    roles = ["staff"]
    email = "ada@acme.example"
  }
  mock "gate.laptop" {
    known            = true
    disk_encrypted   = true
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "SUSPENDED"
  }

  outcome = "failed"
  by      = "step.person.active"
}

test "a rule of the group put her out again" {
  runbook   = "temporary-access"
  trigger   = "form"
  requester = "ada"
  inputs    = { group = "production", time = "4h", why = "the shop is down" }

  person "ada" {
    roles = ["staff"]
    email = "ada@acme.example"
  }
  mock "gate.laptop" {
    known            = true
    disk_encrypted   = true
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }
  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "manager" {
    by = ["grace"]
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "failed"
  by      = "check.given"
}

test "somebody who does not work here" {
  runbook   = "temporary-access"
  trigger   = "form"
  requester = "mallory"
  inputs    = { group = "production", time = "4h", why = "the shop is down" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
