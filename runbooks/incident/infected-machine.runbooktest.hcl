test "cut off, and it was an unwanted program" {
  runbook = "infected-machine"
  trigger = "alarm"
  inputs  = { serial = "C02XK1ABCD", login = "ada@acme.example", seen = "it talks to an address of a botnet" }

  mock "step.machine" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
    status = "normal"
  }
  mock "step.alerts" {
    count = 3
  }
  mock "step.owner" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
    status = "contained"
  }
  answer "what" {
    by     = "carol"
    values = { was = "a program that nobody wanted" }
  }

  outcome  = "passed"
  ran      = ["step.machine", "step.alerts", "step.owner", "approval.security", "step.cut_off", "step.sessions", "step.after", "ask.what"]
  evidence = { told = 3, contained = true, was = "a program that nobody wanted" }
}

test "somebody was inside" {
  runbook = "infected-machine"
  trigger = "alarm"
  inputs  = { serial = "C02XK1ABCD", login = "ada@acme.example", seen = "it talks to an address of a botnet" }

  mock "step.machine" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
    status = "normal"
  }
  mock "step.alerts" {
    count = 3
  }
  mock "step.owner" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
    status = "contained"
  }
  answer "what" {
    by     = "carol"
    values = { was = "somebody was inside" }
  }

  outcome = "failed"
  by      = "check.nobody_inside"
}

test "the machine is switched off" {
  runbook = "infected-machine"
  trigger = "alarm"
  inputs  = { serial = "C02XK1ABCD", login = "ada@acme.example", seen = "it talks to an address of a botnet" }

  mock "step.machine" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
    status = "normal"
  }
  mock "step.alerts" {
    count = 3
  }
  mock "step.owner" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.after" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
    status = "containment_pending"
  }
  answer "what" {
    by     = "carol"
    values = { was = "nothing" }
  }

  outcome  = "failed"
  by       = "check.held"
  evidence = { contained = false }
}

test "security says no" {
  runbook = "infected-machine"
  trigger = "alarm"
  inputs  = { serial = "C02XK1ABCD", login = "ada@acme.example", seen = "it talks to an address of a botnet" }

  mock "step.machine" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
    status = "normal"
  }
  mock "step.alerts" {
    count = 3
  }
  mock "step.owner" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "security" {
    by     = ["grace"]
    reject = "It is our own test of intrusion"
  }

  outcome = "blocked"
  by      = "approval.security"
}

test "CrowdStrike refuses" {
  runbook = "infected-machine"
  trigger = "alarm"
  inputs  = { serial = "C02XK1ABCD", login = "ada@acme.example", seen = "it talks to an address of a botnet" }

  mock "step.machine" {
    found  = true
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
    status = "normal"
  }
  mock "step.alerts" {
    count = 3
  }
  mock "step.owner" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.cut_off" {
    fails = "403"
  }

  outcome = "failed"
  by      = "step.cut_off"
}

test "a wrong serial number, and nothing is cut off" {
  runbook = "infected-machine"
  trigger = "alarm"
  inputs  = { serial = "C02XK1ABCD", login = "ada@acme.example", seen = "it talks to an address of a botnet" }

  mock "step.machine" {
    found  = false
    id     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
    status = ""
  }
  mock "step.owner" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }

  outcome = "failed"
  by      = "step.machine.known"
}

test "somebody without a role is turned away" {
  runbook   = "infected-machine"
  trigger   = "form"
  requester = "mallory"
  inputs    = { serial = "C02XK1ABCD", login = "ada@acme.example", seen = "it talks to an address of a botnet" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
