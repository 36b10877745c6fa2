test "two of three" {
  runbook = "github-owners"
  trigger = "daily"

  mock "step.people" {
    members = [{ id = 1, login = "ada", owner = true }, { id = 2, login = "bob", owner = true }, { id = 3, login = "eve", owner = false }]
  }

  outcome = "passed"
}

test "only one" {
  runbook = "github-owners"
  trigger = "daily"

  mock "step.people" {
    members = [{ id = 1, login = "ada", owner = true }, { id = 2, login = "bob", owner = false }]
  }

  outcome = "failed"
  by      = "check.more_than_one"
}

test "everybody" {
  runbook = "github-owners"
  trigger = "daily"

  mock "step.people" {
    members = [{ id = 1, login = "a", owner = true }, { id = 2, login = "b", owner = true }, { id = 3, login = "c", owner = true }, { id = 4, login = "d", owner = true }, { id = 5, login = "e", owner = true }]
  }

  outcome = "failed"
  by      = "check.few"
}

test "the token may not see it" {
  runbook = "github-owners"
  trigger = "daily"

  mock "step.people" {
    members = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "github-owners"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
