test "all is encrypted" {
  runbook = "cloudflare-tls"
  trigger = "daily"

  mock "step.zones" {
    zones = [{ id = "z1", name = "acme.example" }, ]
  }
  mock "step.oldest" {
    value = "1.2"
  }
  mock "step.always" {
    value = "on"
  }
  mock "step.origin" {
    value = "strict"
  }

  outcome = "passed"
}

test "an old TLS is let in" {
  runbook = "cloudflare-tls"
  trigger = "daily"

  mock "step.zones" {
    zones = [{ id = "z1", name = "acme.example" }, ]
  }
  mock "step.oldest" {
    value = "1.0"
  }
  mock "step.always" {
    value = "on"
  }
  mock "step.origin" {
    value = "strict"
  }

  outcome = "failed"
  by      = "check.no_old_tls"
}

test "the way to the server is open" {
  runbook = "cloudflare-tls"
  trigger = "daily"

  mock "step.zones" {
    zones = [{ id = "z1", name = "acme.example" }, ]
  }
  mock "step.oldest" {
    value = "1.3"
  }
  mock "step.always" {
    value = "on"
  }
  mock "step.origin" {
    value = "flexible"
  }

  outcome = "failed"
  by      = "check.origin_too"
}

test "there is no zone" {
  runbook = "cloudflare-tls"
  trigger = "daily"

  mock "step.zones" {
    zones = []
  }

  outcome = "failed"
  by      = "check.seen"
}

test "one setting cannot be read" {
  runbook = "cloudflare-tls"
  trigger = "daily"

  mock "step.zones" {
    zones = [{ id = "z1", name = "acme.example" }, ]
  }
  mock "step.oldest" {
    value = "1.2"
  }
  mock "step.always" {
    value = "on"
  }
  mock "step.origin" {
    fails = "403"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "cloudflare-tls"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
