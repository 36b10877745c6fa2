test "no hand was needed" {
  runbook = "identity-provisioning"
  trigger = "daily"

  mock "step.people" {
    people = [{ id = "1", login = "ada@acme.example", active = true, started = "2020-01-01", left = "" }, { id = "4", login = "soon@acme.example", active = true, started = "2026-02-01", left = "" }]
  }
  mock "step.accounts" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }]
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.create", actor = "system@okta.com", by_person = false, program = false, about = "ada@acme.example" }, { what = "application.lifecycle.create", actor = "0oa1", by_person = false, program = true, about = "shop" }]
  }
  mock "step.apps" {
    apps = [for name in org.provisioned_apps : { id = "0oa1", label = name, federated = true, password = false, provisioned = true, deprovisioned = true }]
  }

  evidence = { accounts = { people = 1, accounts = 1, nobodys = 0, missing = 0 }, changes = { all = 2, by_hand = 0, of_programs = 1 } }
  outcome  = "passed"
}

test "an account of nobody" {
  runbook = "identity-provisioning"
  trigger = "daily"

  mock "step.people" {
    people = [{ id = "1", login = "ada@acme.example", active = true, started = "2020-01-01", left = "" }]
  }
  mock "step.accounts" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }, { id = "00u9", login = "who-is-this@acme.example" }]
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.create", actor = "system@okta.com", by_person = false, program = false, about = "ada@acme.example" }]
  }
  mock "step.apps" {
    apps = [for name in org.provisioned_apps : { id = "0oa1", label = name, federated = true, password = false, provisioned = true, deprovisioned = true }]
  }

  outcome = "failed"
  by      = "check.everybody_is_somebody"
}

test "an application is looked after by hand" {
  runbook = "identity-provisioning"
  trigger = "daily"

  mock "step.people" {
    people = [{ id = "1", login = "ada@acme.example", active = true, started = "2020-01-01", left = "" }]
  }
  mock "step.accounts" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }]
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.create", actor = "system@okta.com", by_person = false, program = false, about = "ada@acme.example" }]
  }
  mock "step.apps" {
    apps = []
  }

  outcome = "failed"
  by      = "check.in_every_application"
}

test "the log may not be read" {
  runbook = "identity-provisioning"
  trigger = "daily"

  mock "step.people" {
    people = [{ id = "1", login = "ada@acme.example", active = true, started = "2020-01-01", left = "" }]
  }
  mock "step.accounts" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }]
  }
  mock "step.changes" {
    changes = null
  }
  mock "step.apps" {
    apps = [for name in org.provisioned_apps : { id = "0oa1", label = name, federated = true, password = false, provisioned = true, deprovisioned = true }]
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "identity-provisioning"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
