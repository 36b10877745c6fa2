test "all came by a program, and go" {
  runbook = "just-in-time-drill"
  trigger = "daily"

  mock "step.members" {
    count = 1
    users = [
      { id = "00u1", login = "00u1@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.joins" {
    joins = [
      { user = "00u1", program = true, at = "2026-01-05T05:00:00Z" },
    ]
  }
  mock "step.opens" {
    apps = ["0oa1"]
  }
  mock "step.alone" {
    alone = []
  }
  mock "step.doors" {
    groups = ["00g1"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    count = 0
    users = [

    ]
  }
  mock "step.yesterday" {
    joins = [
      { user = "00u9", program = true, at = "2026-01-04T07:00:30Z" },
    ]
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u9", login = "00u9@acme.example", status = "ACTIVE" },
    ]
  }

  outcome  = "passed"
  evidence = { standing = 0, by_hand = 0 }
}

test "nobody needed anything" {
  runbook = "just-in-time-drill"
  trigger = "daily"

  mock "step.members" {
    count = 0
    users = [

    ]
  }
  mock "step.joins" {
    joins = [

    ]
  }
  mock "step.opens" {
    apps = ["0oa1"]
  }
  mock "step.alone" {
    alone = []
  }
  mock "step.doors" {
    groups = ["00g1"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    count = 0
    users = [

    ]
  }
  mock "step.yesterday" {
    joins = [
      { user = "00u9", program = true, at = "2026-01-04T07:00:30Z" },
    ]
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u9", login = "00u9@acme.example", status = "ACTIVE" },
    ]
  }

  outcome  = "passed"
  evidence = { inside = 0, standing = 0, let_in = 0 }
}

test "somebody is in production for good" {
  runbook = "just-in-time-drill"
  trigger = "daily"

  mock "step.members" {
    count = 2
    users = [
      { id = "00u1", login = "00u1@acme.example", status = "ACTIVE" },
      { id = "00u5", login = "00u5@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.joins" {
    joins = [
      { user = "00u1", program = true, at = "2026-01-05T05:00:00Z" },
    ]
  }
  mock "step.opens" {
    apps = ["0oa1"]
  }
  mock "step.alone" {
    alone = []
  }
  mock "step.doors" {
    groups = ["00g1"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    count = 0
    users = [

    ]
  }
  mock "step.yesterday" {
    joins = [
      { user = "00u9", program = true, at = "2026-01-04T07:00:30Z" },
    ]
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u9", login = "00u9@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "failed"
  by      = "check.nobody_stays"
}

test "somebody was let in by hand" {
  runbook = "just-in-time-drill"
  trigger = "daily"

  mock "step.members" {
    count = 1
    users = [
      { id = "00u1", login = "00u1@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.joins" {
    joins = [
      { user = "00u1", program = false, at = "2026-01-05T05:00:00Z" },
    ]
  }
  mock "step.opens" {
    apps = ["0oa1"]
  }
  mock "step.alone" {
    alone = []
  }
  mock "step.doors" {
    groups = ["00g1"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    count = 0
    users = [

    ]
  }
  mock "step.yesterday" {
    joins = [
      { user = "00u9", program = true, at = "2026-01-04T07:00:30Z" },
    ]
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u9", login = "00u9@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "failed"
  by      = "check.by_program"
}

test "a group opens two applications" {
  runbook = "just-in-time-drill"
  trigger = "daily"

  mock "step.members" {
    count = 1
    users = [
      { id = "00u1", login = "00u1@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.joins" {
    joins = [
      { user = "00u1", program = true, at = "2026-01-05T05:00:00Z" },
    ]
  }
  mock "step.opens" {
    apps = ["0oa1", "0oa2"]
  }
  mock "step.alone" {
    alone = []
  }
  mock "step.doors" {
    groups = ["00g1"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    count = 0
    users = [

    ]
  }
  mock "step.yesterday" {
    joins = [
      { user = "00u9", program = true, at = "2026-01-04T07:00:30Z" },
    ]
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u9", login = "00u9@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "failed"
  by      = "check.one_door"
}

test "somebody comes without a group" {
  runbook = "just-in-time-drill"
  trigger = "daily"

  mock "step.members" {
    count = 1
    users = [
      { id = "00u1", login = "00u1@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.joins" {
    joins = [
      { user = "00u1", program = true, at = "2026-01-05T05:00:00Z" },
    ]
  }
  mock "step.opens" {
    apps = ["0oa1"]
  }
  mock "step.alone" {
    alone = ["00u7"]
  }
  mock "step.doors" {
    groups = ["00g1"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    count = 0
    users = [

    ]
  }
  mock "step.yesterday" {
    joins = [
      { user = "00u9", program = true, at = "2026-01-04T07:00:30Z" },
    ]
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u9", login = "00u9@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "failed"
  by      = "check.one_door"
}

test "the first day shows no end" {
  runbook = "just-in-time-drill"
  trigger = "daily"

  mock "step.members" {
    count = 1
    users = [
      { id = "00u1", login = "00u1@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.joins" {
    joins = [
      { user = "00u1", program = true, at = "2026-01-05T05:00:00Z" },
    ]
  }
  mock "step.opens" {
    apps = ["0oa1"]
  }
  mock "step.alone" {
    alone = []
  }
  mock "step.doors" {
    groups = ["00g1"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    count = 0
    users = [

    ]
  }
  mock "step.yesterday" {
    joins = [
    ]
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u9", login = "00u9@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "failed"
  by      = "check.began"
}

test "yesterday's access did not end" {
  runbook = "just-in-time-drill"
  trigger = "daily"

  mock "step.members" {
    count = 1
    users = [
      { id = "00u1", login = "00u1@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.joins" {
    joins = [
      { user = "00u1", program = true, at = "2026-01-05T05:00:00Z" },
    ]
  }
  mock "step.opens" {
    apps = ["0oa1"]
  }
  mock "step.alone" {
    alone = []
  }
  mock "step.doors" {
    groups = ["00g1"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    count = 1
    users = [
      { id = "00u9", login = "00u9@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.yesterday" {
    joins = [
      { user = "00u9", program = true, at = "2026-01-04T07:00:30Z" },
    ]
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u9", login = "00u9@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "failed"
  by      = "check.ended"
}

test "the account does not get in" {
  runbook = "just-in-time-drill"
  trigger = "daily"

  mock "step.members" {
    count = 1
    users = [
      { id = "00u1", login = "00u1@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.joins" {
    joins = [
      { user = "00u1", program = true, at = "2026-01-05T05:00:00Z" },
    ]
  }
  mock "step.opens" {
    apps = ["0oa1"]
  }
  mock "step.alone" {
    alone = []
  }
  mock "step.doors" {
    groups = ["00g1"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    count = 0
    users = [

    ]
  }
  mock "step.yesterday" {
    joins = [
      { user = "00u9", program = true, at = "2026-01-04T07:00:30Z" },
    ]
  }
  mock "step.after" {
    count = 0
    users = [

    ]
  }

  outcome = "failed"
  by      = "check.came"
}

test "there is no account for rehearsals" {
  runbook = "just-in-time-drill"
  trigger = "daily"

  mock "step.members" {
    count = 1
    users = [
      { id = "00u1", login = "00u1@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.joins" {
    joins = [
      { user = "00u1", program = true, at = "2026-01-05T05:00:00Z" },
    ]
  }
  mock "step.opens" {
    apps = ["0oa1"]
  }
  mock "step.alone" {
    alone = []
  }
  mock "step.doors" {
    groups = ["00g1"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "SUSPENDED"
  }
  mock "step.before" {
    count = 0
    users = [

    ]
  }

  mock "step.yesterday" {
    joins = [
      { user = "00u9", program = true, at = "2026-01-04T07:00:30Z" },
    ]
  }

  outcome = "failed"
}

test "the log of Okta cannot be read" {
  runbook = "just-in-time-drill"
  trigger = "daily"

  mock "step.members" {
    count = 1
    users = [
      { id = "00u1", login = "00u1@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.opens" {
    apps = ["0oa1"]
  }
  mock "step.alone" {
    alone = []
  }
  mock "step.doors" {
    groups = ["00g1"]
  }
  mock "step.drill" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.before" {
    count = 0
    users = [

    ]
  }
  mock "step.yesterday" {
    joins = [
      { user = "00u9", program = true, at = "2026-01-04T07:00:30Z" },
    ]
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u9", login = "00u9@acme.example", status = "ACTIVE" },
    ]
  }
  mock "step.joins" {
    fails = "503"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "just-in-time-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
