test "moved" {
  runbook   = "mover"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example", team = "team-finance" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  mock "step.team" {
    found = true
    id    = "00g2"
  }
  mock "step.before" {
    groups = [
      { id = "00g1", name = "team-shop" },
      { id = "00g0", name = "Everyone" },
    ]
  }
  approve "manager" {
    by = ["grace"]
  }
  mock "step.after" {
    groups = [
      { id = "00g2", name = "team-finance" },
      { id = "00g0", name = "Everyone" },
    ]
  }

  outcome  = "passed"
  ran      = ["step.person", "step.before", "step.team", "approval.manager", "step.join", "step.part", "step.out", "step.after"]
  evidence = { left = 1, kept = 0 }
}

test "a rule takes them into the old team again" {
  runbook   = "mover"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example", team = "team-finance" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  mock "step.team" {
    found = true
    id    = "00g2"
  }
  mock "step.before" {
    groups = [
      { id = "00g1", name = "team-shop" },
      { id = "00g0", name = "Everyone" },
    ]
  }
  approve "manager" {
    by = ["grace"]
  }
  mock "step.after" {
    groups = [
      { id = "00g2", name = "team-finance" },
      { id = "00g1", name = "team-shop" },
    ]
  }

  outcome  = "failed"
  by       = "check.nothing_kept"
  evidence = { kept = 1 }
}

test "the new team does not take them" {
  runbook   = "mover"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example", team = "team-finance" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  mock "step.team" {
    found = true
    id    = "00g2"
  }
  mock "step.before" {
    groups = [
      { id = "00g1", name = "team-shop" },
      { id = "00g0", name = "Everyone" },
    ]
  }
  approve "manager" {
    by = ["grace"]
  }
  mock "step.after" {
    groups = [
      { id = "00g0", name = "Everyone" },
    ]
  }

  outcome = "failed"
  by      = "check.joined"
}

test "the manager says not yet" {
  runbook   = "mover"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example", team = "team-finance" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  mock "step.team" {
    found = true
    id    = "00g2"
  }
  mock "step.before" {
    groups = [
      { id = "00g1", name = "team-shop" },
      { id = "00g0", name = "Everyone" },
    ]
  }
  approve "manager" {
    by     = ["grace"]
    reject = "Not before the first of the month"
  }

  outcome = "blocked"
  by      = "approval.manager"
}

test "no group of a team, and nothing is changed" {
  runbook   = "mover"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example", team = "administrators" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  mock "step.team" {
    found = true
    id    = "00g7"
  }
  mock "step.before" {
    groups = [
      { id = "00g1", name = "team-shop" },
      { id = "00g0", name = "Everyone" },
    ]
  }

  outcome = "failed"
  by      = "step.team.of_a_team"
}

test "leaving fails, and they are where they were" {
  runbook   = "mover"
  trigger   = "form"
  requester = "bob"
  inputs    = { login = "ada@acme.example", team = "team-finance" }

  mock "step.person" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  mock "step.team" {
    found = true
    id    = "00g2"
  }
  mock "step.before" {
    groups = [
      { id = "00g1", name = "team-shop" },
      { id = "00g0", name = "Everyone" },
    ]
  }
  approve "manager" {
    by = ["grace"]
  }
  mock "step.part" {
    fails = "503"
  }

  outcome = "unknown"
}

test "somebody without a role is turned away" {
  runbook   = "mover"
  trigger   = "form"
  requester = "mallory"
  inputs    = { login = "mallory@acme.example", team = "team-finance" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
