test "nobody is there" {
  runbook = "github-outside-collaborators"
  trigger = "daily"

  mock "step.people" {
    collaborators = []
  }

  outcome = "passed"
}

test "somebody whom nobody knows" {
  runbook = "github-outside-collaborators"
  trigger = "daily"

  mock "step.people" {
    collaborators = [{ id = 9, login = "nobody-knows-this-one" }]
  }

  outcome = "failed"
  by      = "check.known"
}

test "the token may not see it" {
  runbook = "github-outside-collaborators"
  trigger = "daily"

  mock "step.people" {
    collaborators = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "github-outside-collaborators"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
