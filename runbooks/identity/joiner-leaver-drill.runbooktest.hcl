test "they come, move and leave" {
  runbook = "joiner-leaver-drill"
  trigger = "daily"

  mock "step.before" {
    found  = true
    id     = "00u9"
    status = "DEPROVISIONED"
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.create", actor = "system@okta.com", by_person = false, program = false, about = org.drill_person.login }]
  }
  mock "step.unused" {
    users = []
    count = 0
  }
  mock "step.came" {
    found  = true
    id     = "00u9"
    status = "PROVISIONED"
  }
  mock "step.first_apps" {
    apps = [org.drill_person.first.app]
  }
  mock "step.second_apps" {
    apps = [org.drill_person.second.app]
  }
  mock "step.left" {
    found  = true
    id     = "00u9"
    status = "DEPROVISIONED"
  }

  evidence = { by_hand = 0, unused = 0 }
  outcome  = "passed"
}

test "an empty log is not seen" {
  runbook = "joiner-leaver-drill"
  trigger = "daily"

  mock "step.before" {
    found  = true
    id     = "00u9"
    status = "DEPROVISIONED"
  }
  mock "step.changes" {
    changes = []
  }
  mock "step.unused" {
    users = []
    count = 0
  }
  mock "step.came" {
    found  = true
    id     = "00u9"
    status = "PROVISIONED"
  }
  mock "step.first_apps" {
    apps = [org.drill_person.first.app]
  }
  mock "step.second_apps" {
    apps = [org.drill_person.second.app]
  }
  mock "step.left" {
    found  = true
    id     = "00u9"
    status = "DEPROVISIONED"
  }

  outcome = "failed"
  by      = "check.no_hand_at_all"
}

test "somebody unused is not made good by a name on the list that is used" {
  runbook = "joiner-leaver-drill"
  trigger = "daily"

  mock "step.before" {
    found  = true
    id     = "00u9"
    status = "DEPROVISIONED"
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.create", actor = "system@okta.com", by_person = false, program = false, about = org.drill_person.login }]
  }
  mock "step.unused" {
    users = [{ id = "00u7", login = "bob@acme.example", last_login = "2025-01-01T00:00:00Z" }]
    count = 1
  }
  mock "step.came" {
    found  = true
    id     = "00u9"
    status = "PROVISIONED"
  }
  mock "step.first_apps" {
    apps = [org.drill_person.first.app]
  }
  mock "step.second_apps" {
    apps = [org.drill_person.second.app]
  }
  mock "step.left" {
    found  = true
    id     = "00u9"
    status = "DEPROVISIONED"
  }

  outcome = "failed"
  by      = "check.unused_are_closed"
}

test "who left can still sign in" {
  runbook = "joiner-leaver-drill"
  trigger = "daily"

  mock "step.before" {
    found = false
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.create", actor = "system@okta.com", by_person = false, program = false, about = org.drill_person.login }]
  }
  mock "step.unused" {
    users = []
    count = 0
  }
  mock "step.came" {
    found  = true
    id     = "00u9"
    status = "PROVISIONED"
  }
  mock "step.first_apps" {
    apps = [org.drill_person.first.app]
  }
  mock "step.second_apps" {
    apps = [org.drill_person.second.app]
  }
  mock "step.left" {
    found  = true
    id     = "00u9"
    status = "PROVISIONED"
  }

  outcome = "failed"
  by      = "check.left_in_time"
}

test "who moved kept the old" {
  runbook = "joiner-leaver-drill"
  trigger = "daily"

  mock "step.before" {
    found = false
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.create", actor = "system@okta.com", by_person = false, program = false, about = org.drill_person.login }]
  }
  mock "step.unused" {
    users = []
    count = 0
  }
  mock "step.came" {
    found  = true
    id     = "00u9"
    status = "PROVISIONED"
  }
  mock "step.first_apps" {
    apps = [org.drill_person.first.app]
  }
  mock "step.second_apps" {
    apps = [org.drill_person.first.app, org.drill_person.second.app]
  }
  mock "step.left" {
    found  = true
    id     = "00u9"
    status = "DEPROVISIONED"
  }

  outcome = "failed"
  by      = "check.moved_in_time"
}

test "HR does not answer half-way, and the person is dismissed again" {
  runbook = "joiner-leaver-drill"
  trigger = "daily"

  mock "step.before" {
    found = false
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.create", actor = "system@okta.com", by_person = false, program = false, about = org.drill_person.login }]
  }
  mock "step.unused" {
    users = []
    count = 0
  }
  mock "step.came" {
    found  = true
    id     = "00u9"
    status = "PROVISIONED"
  }
  mock "step.first_apps" {
    apps = [org.drill_person.first.app]
  }
  mock "step.second" {
    fails = "503"
  }

  outcome = "failed"
  by      = "step.second"
}

test "the drill before is still going on" {
  runbook = "joiner-leaver-drill"
  trigger = "daily"

  mock "step.before" {
    found  = true
    id     = "00u9"
    status = "ACTIVE"
  }
  mock "step.changes" {
    changes = [{ what = "user.lifecycle.create", actor = "system@okta.com", by_person = false, program = false, about = org.drill_person.login }]
  }
  mock "step.unused" {
    users = []
    count = 0
  }

  outcome = "failed"
  by      = "step.before.away"
}

test "somebody without the role is turned away" {
  runbook   = "joiner-leaver-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
