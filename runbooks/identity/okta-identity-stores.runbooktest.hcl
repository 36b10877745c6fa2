test "two directories, joined" {
  runbook = "okta-identity-stores"
  trigger = "daily"

  mock "step.users" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.agents" {
    pools = [
      { name = "corp", type = "AD", works = true },
    ]
  }
  mock "step.apps" {
    apps = [
      { id = "0oa1", label = "Wiki", federated = true, password = false, provisioned = true, deprovisioned = true },
      { id = "0oa2", label = "Pay", federated = true, password = false, provisioned = false, deprovisioned = false },
      { id = "0oa3", label = "corp", federated = false, password = false, provisioned = true, deprovisioned = false },
    ]
  }

  outcome  = "passed"
  evidence = { homes = 2, elsewhere = 1, applications = 2, joined_applications = 2 }
}

test "Okta stands alone" {
  runbook = "okta-identity-stores"
  trigger = "daily"

  mock "step.users" {
    users = [
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.agents" {
    pools = []
  }
  mock "step.apps" {
    apps = [
      { id = "0oa1", label = "Wiki", federated = true, password = false, provisioned = true, deprovisioned = true },
      { id = "0oa2", label = "Pay", federated = true, password = false, provisioned = false, deprovisioned = false },
      { id = "0oa3", label = "corp", federated = false, password = false, provisioned = true, deprovisioned = false },
    ]
  }

  outcome = "failed"
  by      = "check.joined"
}

test "the agent is down" {
  runbook = "okta-identity-stores"
  trigger = "daily"

  mock "step.users" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.agents" {
    pools = [
      { name = "corp", type = "AD", works = false },
    ]
  }
  mock "step.apps" {
    apps = [
      { id = "0oa1", label = "Wiki", federated = true, password = false, provisioned = true, deprovisioned = true },
      { id = "0oa2", label = "Pay", federated = true, password = false, provisioned = false, deprovisioned = false },
      { id = "0oa3", label = "corp", federated = false, password = false, provisioned = true, deprovisioned = false },
    ]
  }

  outcome = "failed"
  by      = "check.heard"
}

test "half of the applications have passwords of their own" {
  runbook = "okta-identity-stores"
  trigger = "daily"

  mock "step.users" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.agents" {
    pools = [
      { name = "corp", type = "AD", works = true },
    ]
  }
  mock "step.apps" {
    apps = [
      { id = "0oa1", label = "Wiki", federated = true, password = false, provisioned = true, deprovisioned = true },
      { id = "0oa2", label = "Pay", federated = false, password = true, provisioned = false, deprovisioned = false },
      { id = "0oa3", label = "corp", federated = false, password = false, provisioned = true, deprovisioned = false },
    ]
  }

  outcome = "failed"
  by      = "check.consolidated"
}

test "Okta names nobody" {
  runbook = "okta-identity-stores"
  trigger = "daily"

  mock "step.users" {
    users = []
  }
  mock "step.agents" {
    pools = [
      { name = "corp", type = "AD", works = true },
    ]
  }
  mock "step.apps" {
    apps = [
      { id = "0oa1", label = "Wiki", federated = true, password = false, provisioned = true, deprovisioned = true },
      { id = "0oa2", label = "Pay", federated = true, password = false, provisioned = false, deprovisioned = false },
      { id = "0oa3", label = "corp", federated = false, password = false, provisioned = true, deprovisioned = false },
    ]
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "okta-identity-stores"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
