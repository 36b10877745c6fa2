test "all decide finely" {
  runbook   = "app-access-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.rules" {
    apps = [
      { domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true },
      { domain = "pay.acme.example", sessions = ["30m", "1h"], bypassed = false, narrow = true, posture = true, context = true },
      { domain = "blog.acme.example", sessions = ["8h"], bypassed = true, narrow = true, posture = true, context = true },
    ]
  }

  outcome  = "passed"
  evidence = { apps = 2, fine = 2 }
}

test "one is not there" {
  runbook   = "app-access-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.rules" {
    apps = [
      { domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true },
    ]
  }

  outcome  = "failed"
  by       = "check.all_seen"
  evidence = { apps = 2, fine = 1 }
}

test "one can be passed by" {
  runbook   = "app-access-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.rules" {
    apps = [
      { domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true },
      { domain = "pay.acme.example", sessions = ["8h"], bypassed = true, narrow = true, posture = true, context = true },
    ]
  }

  outcome = "failed"
  by      = "check.nobody_unseen"
}

test "one lets in a whole domain" {
  runbook   = "app-access-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.rules" {
    apps = [
      { domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true },
      { domain = "pay.acme.example", sessions = ["8h"], bypassed = false, narrow = false, posture = true, context = true },
    ]
  }

  outcome = "failed"
  by      = "check.narrow"
}

test "one asks for no device" {
  runbook   = "app-access-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.rules" {
    apps = [
      { domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true },
      { domain = "pay.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = false, context = true },
    ]
  }

  outcome = "failed"
  by      = "check.context"
}

test "one keeps people for a day" {
  runbook   = "app-access-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.rules" {
    apps = [
      { domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true },
      { domain = "pay.acme.example", sessions = ["24h"], bypassed = false, narrow = true, posture = true, context = true },
    ]
  }

  outcome = "failed"
  by      = "check.ends"
}

test "one does not say how long" {
  runbook   = "app-access-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.rules" {
    apps = [
      { domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true },
      { domain = "pay.acme.example", sessions = [], bypassed = false, narrow = true, posture = true, context = true },
    ]
  }

  outcome = "failed"
  by      = "check.ends"
}

test "Cloudflare does not let us look" {
  runbook   = "app-access-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.rules" {
    fails = "403"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "app-access-rules"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
