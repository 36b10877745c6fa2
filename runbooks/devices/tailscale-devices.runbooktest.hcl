test "all are known" {
  runbook = "tailscale-devices"
  trigger = "daily"

  mock "step.devices" {
    devices = [
      { id = "n1", name = "n1.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = true, key_forever = false, outdated = false, identified = true, tags = [] },
      { id = "n2", name = "n2.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = true, key_forever = true, outdated = false, identified = true, tags = ["tag:prod"] },
      { id = "n3", name = "n3.tail1.ts.net", owner = "ada@acme.example", external = true, authorized = false, key_forever = false, outdated = false, identified = false, tags = [] },
    ]
  }

  outcome  = "passed"
  evidence = { devices = 2, identified = 2, forever = 0 }
}

test "a laptop with a key for ever" {
  runbook = "tailscale-devices"
  trigger = "daily"

  mock "step.devices" {
    devices = [
      { id = "n1", name = "n1.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = true, key_forever = false, outdated = false, identified = true, tags = [] },
      { id = "n2", name = "n2.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = true, key_forever = true, outdated = false, identified = true, tags = [] },
    ]
  }

  outcome  = "failed"
  by       = "check.keys_end"
  evidence = { devices = 2, identified = 2, forever = 1 }
}

test "one waits for approval" {
  runbook = "tailscale-devices"
  trigger = "daily"

  mock "step.devices" {
    devices = [
      { id = "n1", name = "n1.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = true, key_forever = false, outdated = false, identified = true, tags = [] },
      { id = "n2", name = "n2.tail1.ts.net", owner = "ada@acme.example", external = false, authorized = false, key_forever = false, outdated = false, identified = true, tags = [] },
    ]
  }

  outcome = "failed"
  by      = "check.approved"
}

test "none is there" {
  runbook = "tailscale-devices"
  trigger = "daily"

  mock "step.devices" {
    devices = [
    ]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "Tailscale does not answer" {
  runbook = "tailscale-devices"
  trigger = "daily"

  mock "step.devices" {
    fails = "503"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "tailscale-devices"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
