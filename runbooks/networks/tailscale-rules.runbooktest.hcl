test "what is critical is set apart" {
  runbook   = "tailscale-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { tags = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.policy" {
    stated = true
    tests  = 2
    rules = [
      { sources = ["group:ops"], targets = ["tag:prod:443"] },
      { sources = ["*"], targets = ["tag:wiki:443"] },
    ]
  }
  mock "step.devices" {
    devices = [
      { id = "n1", name = "n1.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = true, key_forever = false, outdated = false, identified = true, tags = ["tag:prod"] },
    ]
  }

  outcome  = "passed"
  evidence = { rules = 2, tests = 2, critical = 1 }
}

test "everybody reaches everything" {
  runbook   = "tailscale-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { tags = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.policy" {
    stated = true
    tests  = 2
    rules = [
      { sources = ["*"], targets = ["*:*"] },
    ]
  }
  mock "step.devices" {
    devices = [
      { id = "n1", name = "n1.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = true, key_forever = false, outdated = false, identified = true, tags = ["tag:prod"] },
    ]
  }

  outcome = "failed"
  by      = "check.no_open_door"
}

test "there are no rules" {
  runbook   = "tailscale-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { tags = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.policy" {
    stated = false
    tests  = 0
    rules = [
    ]
  }
  mock "step.devices" {
    devices = [
      { id = "n1", name = "n1.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = true, key_forever = false, outdated = false, identified = true, tags = ["tag:prod"] },
    ]
  }

  outcome = "failed"
  by      = "check.stated"
}

test "everybody reaches one port of everything" {
  runbook   = "tailscale-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { tags = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.policy" {
    stated = true
    tests  = 2
    rules = [
      { sources = ["*"], targets = ["*:22"] },
    ]
  }
  mock "step.devices" {
    devices = [
      { id = "n1", name = "n1.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = true, key_forever = false, outdated = false, identified = true, tags = ["tag:prod"] },
    ]
  }

  outcome = "failed"
  by      = "check.set_apart"
}

test "nobody tried the rules" {
  runbook   = "tailscale-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { tags = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.policy" {
    stated = true
    tests  = 0
    rules = [
      { sources = ["group:ops"], targets = ["tag:prod:443"] },
    ]
  }
  mock "step.devices" {
    devices = [
      { id = "n1", name = "n1.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = true, key_forever = false, outdated = false, identified = true, tags = ["tag:prod"] },
    ]
  }

  outcome = "failed"
  by      = "check.tried"
}

test "nothing is critical" {
  runbook   = "tailscale-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { tags = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.policy" {
    stated = true
    tests  = 1
    rules = [
      { sources = ["group:ops"], targets = ["tag:prod:443"] },
    ]
  }
  mock "step.devices" {
    devices = [
      { id = "n1", name = "n1.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = true, key_forever = false, outdated = false, identified = true, tags = [] },
    ]
  }

  outcome = "failed"
  by      = "check.something_critical"
}

test "somebody without a role is turned away" {
  runbook   = "tailscale-rules"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
