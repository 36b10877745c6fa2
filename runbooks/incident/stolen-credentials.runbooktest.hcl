test "locked, and the person is reached" {
  runbook = "stolen-credentials"
  trigger = "alarm"
  inputs  = { login = "ada@acme.example", seen = "two sign-ins, 9000 km apart, in ten minutes" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "commanders" {
    by = ["grace", "linus"]
  }
  mock "step.after" {
    found  = true
    id     = "00u1"
    status = "SUSPENDED"
  }
  answer "call" {
    by     = "bob"
    second = "carol"
    values = { spoken = true, known_by = "I called the number that HR has" }
  }

  outcome  = "passed"
  ran      = ["step.person", "approval.commanders", "step.sessions", "step.suspend", "step.after", "ask.call"]
  evidence = { contained = true, known_by = "I called the number that HR has" }
}

test "one commander alone does not lock anybody out" {
  runbook = "stolen-credentials"
  trigger = "alarm"
  inputs  = { login = "ada@acme.example", seen = "a strange mail rule" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "commanders" {
    by = ["grace"]
  }

  outcome = "blocked"
  by      = "approval.commanders"
  ran     = ["step.person", "approval.commanders"]
}

test "a commander says no" {
  runbook = "stolen-credentials"
  trigger = "alarm"
  inputs  = { login = "ada@acme.example", seen = "a sign-in from abroad" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "commanders" {
    by     = ["grace"]
    reject = "Ada is at a conference there; I have just spoken to her"
  }

  outcome = "blocked"
  by      = "approval.commanders"
}

test "the address is mistyped, and nothing is touched" {
  runbook   = "stolen-credentials"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "adda@acme.example", seen = "she called us" }

  mock "step.person" {
    found  = false
    id     = ""
    status = ""
  }

  outcome = "failed"
  by      = "step.person.known"
  ran     = ["step.person"]
}

test "the account is still open afterwards" {
  runbook = "stolen-credentials"
  trigger = "alarm"
  inputs  = { login = "ada@acme.example", seen = "the password is for sale" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "commanders" {
    by = ["grace", "linus"]
  }
  mock "step.after" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }

  outcome  = "failed"
  by       = "check.held"
  evidence = { contained = false }
}

test "somebody of neither team is turned away" {
  runbook   = "stolen-credentials"
  trigger   = "form"
  requester = "mallory"
  inputs    = { login = "ada@acme.example", seen = "I want her gone" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
