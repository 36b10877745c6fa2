test "nobody can" {
  runbook = "names-and-mail"
  trigger = "weekly"

  mock "step.signed" {
    found         = true
    authenticated = true
  }
  mock "step.certificates" {
    found = true
  }
  mock "step.senders" {
    valid = true
    all   = "fail"
  }
  mock "step.forged" {
    valid   = true
    policy  = "reject"
    percent = 100
  }

  outcome = "passed"
}

test "forged mail is only watched" {
  runbook = "names-and-mail"
  trigger = "weekly"

  mock "step.signed" {
    found         = true
    authenticated = true
  }
  mock "step.certificates" {
    found = true
  }
  mock "step.senders" {
    valid = true
    all   = "fail"
  }
  mock "step.forged" {
    valid   = true
    policy  = "none"
    percent = 100
  }

  outcome = "failed"
  by      = "check.forged_is_refused"
}

test "a resolver does not answer" {
  runbook = "names-and-mail"
  trigger = "weekly"

  mock "step.signed" {
    found = null
  }
  mock "step.certificates" {
    found = true
  }
  mock "step.senders" {
    valid = true
    all   = "fail"
  }
  mock "step.forged" {
    valid   = true
    policy  = "reject"
    percent = 100
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "names-and-mail"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
