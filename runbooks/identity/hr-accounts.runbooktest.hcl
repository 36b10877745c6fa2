test "all as it should be" {
  runbook = "hr-accounts"
  trigger = "daily"

  mock "step.people" {
    people = [
      { id = "1", login = "ada@acme.example", active = true, started = "2020-01-01", left = "" },
      { id = "2", login = "bob@acme.example", active = false, started = "2020-01-01", left = "2025-12-31" },
      { id = "3", login = "eve@acme.example", active = false, started = "2020-01-01", left = "2026-01-05" },
    ]
  }
  mock "step.accounts" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }, { id = "00u3", login = "eve@acme.example" }]
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.deactivate", actor = "system@okta.com", by_person = false, program = false, about = "bob@acme.example" }]
  }

  evidence = { people = 1, still = 0, by_hand = { all = 1, by_hand = 0 } }
  outcome  = "passed"
}

test "somebody left long ago, and can still sign in" {
  runbook = "hr-accounts"
  trigger = "daily"

  mock "step.people" {
    people = [
      { id = "1", login = "ada@acme.example", active = true, started = "2020-01-01", left = "" },
      { id = "2", login = "bob@acme.example", active = false, started = "2020-01-01", left = "2025-12-31" },
    ]
  }
  mock "step.accounts" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }, { id = "00u2", login = "bob@acme.example" }]
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.create", actor = "system@okta.com", by_person = false, program = false, about = "zoe@acme.example" }]
  }

  outcome = "failed"
  by      = "check.nobody_stayed"
}

test "everything is done by hand" {
  runbook = "hr-accounts"
  trigger = "daily"

  mock "step.people" {
    people = [{ id = "1", login = "ada@acme.example", active = true, started = "2020-01-01", left = "" }]
  }
  mock "step.accounts" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }]
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.create", actor = "somebody-at-a-desk@acme.example", by_person = true, program = false, about = "zoe@acme.example" }]
  }

  outcome = "failed"
  by      = "check.mostly_by_itself"
}

test "a quarter in which nothing happened shows nothing" {
  runbook = "hr-accounts"
  trigger = "daily"

  mock "step.people" {
    people = [{ id = "1", login = "ada@acme.example", active = true, started = "2020-01-01", left = "" }]
  }
  mock "step.accounts" {
    accounts = [{ id = "00u1", login = "ada@acme.example" }]
  }
  mock "step.changes" {
    changes = []
  }

  outcome = "failed"
  by      = "check.mostly_by_itself"
}

test "the report is the wrong one" {
  runbook = "hr-accounts"
  trigger = "daily"

  mock "step.people" {
    people = []
  }
  mock "step.accounts" {
    accounts = []
  }
  mock "step.changes" {
    changes = []
  }

  outcome = "failed"
  by      = "step.people.plausible"
}

test "somebody without the role is turned away" {
  runbook   = "hr-accounts"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
