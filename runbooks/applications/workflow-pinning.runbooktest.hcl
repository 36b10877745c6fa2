test "every action is pinned" {
  runbook = "workflow-pinning"
  trigger = "daily"

  mock "step.repository" {
    head      = "0123456789abcdef0123456789abcdef01234567"
    workflows = [{ path = ".github/workflows/ci.yml", unpinned = [], write_all = false }]
  }

  outcome = "passed"
}

test "an action by its tag" {
  runbook = "workflow-pinning"
  trigger = "daily"

  mock "step.repository" {
    head      = "0123456789abcdef0123456789abcdef01234567"
    workflows = [{ path = ".github/workflows/ci.yml", unpinned = ["actions/checkout@v4"], write_all = false }]
  }

  outcome = "failed"
  by      = "check.pinned"
}

test "there is no workflow to look at" {
  runbook = "workflow-pinning"
  trigger = "daily"

  mock "step.repository" {
    head      = "0123456789abcdef0123456789abcdef01234567"
    workflows = []
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "workflow-pinning"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
