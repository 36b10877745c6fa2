test "nothing is open" {
  runbook = "listening-sockets"
  trigger = "daily"

  mock "step.look" {
    json = { listening = [] }
  }

  outcome = "passed"
}

test "a port that nobody told of" {
  runbook = "listening-sockets"
  trigger = "daily"

  mock "step.look" {
    json = { listening = ["tcp/64999"] }
  }

  outcome = "failed"
  by      = "check.expected"
}

test "the kernel does not say" {
  runbook = "listening-sockets"
  trigger = "daily"

  mock "step.look" {
    json = { listening = null }
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "listening-sockets"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
