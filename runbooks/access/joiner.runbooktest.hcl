test "made" {
  runbook   = "joiner"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example", first_name = "Ada", last_name = "Ader" }

  mock "step.before" {
    found  = false
    id     = ""
    status = ""
  }
  approve "manager" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = true
    id     = "00u1"
    status = "PROVISIONED"
  }

  outcome  = "passed"
  ran      = ["step.before", "approval.manager", "step.create", "step.after"]
  evidence = { status = "PROVISIONED" }
}

test "she was here before" {
  runbook   = "joiner"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example", first_name = "Ada", last_name = "Ader" }

  mock "step.before" {
    found  = true
    id     = "00u1"
    status = "DEPROVISIONED"
  }

  outcome = "failed"
  by      = "step.before.new"
}

test "the manager knows nobody of that name" {
  runbook   = "joiner"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example", first_name = "Ada", last_name = "Ader" }

  mock "step.before" {
    found  = false
    id     = ""
    status = ""
  }
  approve "manager" {
    by     = ["grace"]
    reject = "Nobody of that name starts"
  }

  outcome = "blocked"
  by      = "approval.manager"
}

test "Okta shows nothing" {
  runbook   = "joiner"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example", first_name = "Ada", last_name = "Ader" }

  mock "step.before" {
    found  = false
    id     = ""
    status = ""
  }
  approve "manager" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = false
    id     = ""
    status = ""
  }

  outcome = "failed"
  by      = "check.made"
}

test "somebody without the role is turned away" {
  runbook   = "joiner"
  trigger   = "form"
  requester = "mallory"
  inputs    = { login = "ada@acme.example", first_name = "Ada", last_name = "Ader" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
