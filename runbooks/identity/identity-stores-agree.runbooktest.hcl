test "they agree" {
  runbook = "identity-stores-agree"
  trigger = "daily"

  mock "step.okta" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
    ]
  }
  mock "step.apps" {
    apps = [
      { id = "0oa1", label = "Wiki", federated = true, password = false, provisioned = true, deprovisioned = true },
      { id = "0oa2", label = "Pay", federated = true, password = false, provisioned = false, deprovisioned = false },
      { id = "0oa3", label = "corp", federated = false, password = false, provisioned = true, deprovisioned = false },
    ]
  }
  mock "step.agents" {
    pools = [
      { name = "corp", type = "AD", works = true },
    ]
  }
  mock "step.strangers" {
    guests = false
    direct = false
    trusts = false
  }
  mock "step.partners" {
    partners = [
      { tenant = "t1", second_factor = true },
    ]
  }

  outcome  = "passed"
  evidence = { orphans = 0, people = 2, own_passwords = 0, partners = 1, guests = 1 }
}

test "somebody left, and can still sign in to Entra" {
  runbook = "identity-stores-agree"
  trigger = "daily"

  mock "step.okta" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
      { id = "u2", login = "eve@acme.example", guest = false, synced = false },
    ]
  }
  mock "step.apps" {
    apps = [
      { id = "0oa1", label = "Wiki", federated = true, password = false, provisioned = true, deprovisioned = true },
      { id = "0oa2", label = "Pay", federated = true, password = false, provisioned = false, deprovisioned = false },
      { id = "0oa3", label = "corp", federated = false, password = false, provisioned = true, deprovisioned = false },
    ]
  }
  mock "step.agents" {
    pools = [
      { name = "corp", type = "AD", works = true },
    ]
  }
  mock "step.strangers" {
    guests = false
    direct = false
    trusts = false
  }
  mock "step.partners" {
    partners = [
      { tenant = "t1", second_factor = true },
    ]
  }

  outcome  = "failed"
  by       = "check.no_orphans"
  evidence = { orphans = 1 }
}

test "anybody's people are let in" {
  runbook = "identity-stores-agree"
  trigger = "daily"

  mock "step.okta" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
    ]
  }
  mock "step.apps" {
    apps = [
      { id = "0oa1", label = "Wiki", federated = true, password = false, provisioned = true, deprovisioned = true },
      { id = "0oa2", label = "Pay", federated = true, password = false, provisioned = false, deprovisioned = false },
      { id = "0oa3", label = "corp", federated = false, password = false, provisioned = true, deprovisioned = false },
    ]
  }
  mock "step.agents" {
    pools = [
      { name = "corp", type = "AD", works = true },
    ]
  }
  mock "step.strangers" {
    guests = false
    direct = true
    trusts = false
  }
  mock "step.partners" {
    partners = [
      { tenant = "t1", second_factor = true },
    ]
  }

  outcome = "failed"
  by      = "check.strangers_out"
}

test "a partner's people need a password alone" {
  runbook = "identity-stores-agree"
  trigger = "daily"

  mock "step.okta" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
    ]
  }
  mock "step.apps" {
    apps = [
      { id = "0oa1", label = "Wiki", federated = true, password = false, provisioned = true, deprovisioned = true },
      { id = "0oa2", label = "Pay", federated = true, password = false, provisioned = false, deprovisioned = false },
      { id = "0oa3", label = "corp", federated = false, password = false, provisioned = true, deprovisioned = false },
    ]
  }
  mock "step.agents" {
    pools = [
      { name = "corp", type = "AD", works = true },
    ]
  }
  mock "step.strangers" {
    guests = false
    direct = false
    trusts = false
  }
  mock "step.partners" {
    partners = [
      { tenant = "t1", second_factor = false },
    ]
  }

  outcome = "failed"
  by      = "check.partners_strong"
}

test "an agent is down" {
  runbook = "identity-stores-agree"
  trigger = "daily"

  mock "step.okta" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
    ]
  }
  mock "step.apps" {
    apps = [
      { id = "0oa1", label = "Wiki", federated = true, password = false, provisioned = true, deprovisioned = true },
      { id = "0oa2", label = "Pay", federated = true, password = false, provisioned = false, deprovisioned = false },
      { id = "0oa3", label = "corp", federated = false, password = false, provisioned = true, deprovisioned = false },
    ]
  }
  mock "step.agents" {
    pools = [
      { name = "corp", type = "AD", works = false },
    ]
  }
  mock "step.strangers" {
    guests = false
    direct = false
    trusts = false
  }
  mock "step.partners" {
    partners = [
      { tenant = "t1", second_factor = true },
    ]
  }

  outcome = "failed"
  by      = "check.heard"
}

test "Okta names nobody" {
  runbook = "identity-stores-agree"
  trigger = "daily"

  mock "step.okta" {
    users = []
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
    ]
  }
  mock "step.apps" {
    apps = [
      { id = "0oa1", label = "Wiki", federated = true, password = false, provisioned = true, deprovisioned = true },
      { id = "0oa2", label = "Pay", federated = true, password = false, provisioned = false, deprovisioned = false },
      { id = "0oa3", label = "corp", federated = false, password = false, provisioned = true, deprovisioned = false },
    ]
  }
  mock "step.agents" {
    pools = [
      { name = "corp", type = "AD", works = true },
    ]
  }
  mock "step.strangers" {
    guests = false
    direct = false
    trusts = false
  }
  mock "step.partners" {
    partners = [
      { tenant = "t1", second_factor = true },
    ]
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "identity-stores-agree"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
