test "nothing is open to everybody" {
  runbook = "file-permissions"
  trigger = "daily"

  mock "step.look" {
    json = { keys = [], writable = [] }
  }

  outcome = "passed"
}

test "a key that everybody reads" {
  runbook = "file-permissions"
  trigger = "daily"

  mock "step.look" {
    json = { keys = ["/home/ada/.ssh/id_ed25519"], writable = [] }
  }

  outcome = "failed"
  by      = "check.private_keys"
}

test "nothing could be read" {
  runbook = "file-permissions"
  trigger = "daily"

  mock "step.look" {
    json = { keys = null, writable = null }
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "file-permissions"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
