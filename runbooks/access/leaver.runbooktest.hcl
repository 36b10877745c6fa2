test "closed" {
  runbook   = "leaver"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "manager" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = true
    id     = "00u1"
    status = "DEPROVISIONED"
  }

  outcome  = "passed"
  ran      = ["step.person", "approval.manager", "step.close", "step.sessions", "step.after"]
  evidence = { closed = true }
}

test "still open afterwards" {
  runbook   = "leaver"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "manager" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }

  outcome  = "failed"
  by       = "check.closed"
  evidence = { closed = false }
}

test "nobody has this address" {
  runbook   = "leaver"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example" }

  mock "step.person" {
    found  = false
    id     = ""
    status = ""
  }

  outcome = "failed"
  by      = "step.person.known"
}

test "she leaves next month" {
  runbook   = "leaver"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "manager" {
    by     = ["grace"]
    reject = "Her last day is the 31st"
  }

  outcome = "blocked"
  by      = "approval.manager"
}

test "Okta does not close it" {
  runbook   = "leaver"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "manager" {
    by = ["grace"]
  }
  mock "step.close" {
    fails = "503"
  }

  outcome = "failed"
  by      = "step.close"
}

test "somebody without the role is turned away" {
  runbook   = "leaver"
  trigger   = "form"
  requester = "mallory"
  inputs    = { login = "ada@acme.example" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
