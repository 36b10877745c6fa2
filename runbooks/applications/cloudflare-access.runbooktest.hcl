test "both are guarded" {
  runbook   = "cloudflare-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.apps" {
    apps = [
      { name = "wiki", domain = "wiki.acme.example", type = "self_hosted", sessions = ["24h"], bypassed = false, anybody = false, posture = true },
      { name = "pay", domain = "pay.acme.example", type = "self_hosted", sessions = ["30m", "1h"], bypassed = false, anybody = false, posture = false },
      { name = "blog", domain = "blog.acme.example", type = "self_hosted", sessions = ["720h"], bypassed = true, anybody = false, posture = true },
    ]
  }

  outcome  = "passed"
  evidence = { critical = 2, guarded = 2, healthy_device = 1 }
}

test "one does not stand behind Access" {
  runbook   = "cloudflare-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.apps" {
    apps = [
      { name = "wiki", domain = "wiki.acme.example", type = "self_hosted", sessions = ["24h"], bypassed = false, anybody = false, posture = true },
    ]
  }

  outcome  = "failed"
  by       = "check.guarded"
  evidence = { critical = 2, guarded = 1, healthy_device = 1 }
}

test "one can be passed by" {
  runbook   = "cloudflare-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.apps" {
    apps = [
      { name = "wiki", domain = "wiki.acme.example", type = "self_hosted", sessions = ["24h"], bypassed = true, anybody = false, posture = true },
      { name = "pay", domain = "pay.acme.example", type = "self_hosted", sessions = ["30m", "1h"], bypassed = false, anybody = false, posture = false },
    ]
  }

  outcome = "failed"
  by      = "check.nobody_unseen"
}

test "one keeps people for a month" {
  runbook   = "cloudflare-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.apps" {
    apps = [
      { name = "wiki", domain = "wiki.acme.example", type = "self_hosted", sessions = ["730h"], bypassed = false, anybody = false, posture = true },
      { name = "pay", domain = "pay.acme.example", type = "self_hosted", sessions = ["30m", "1h"], bypassed = false, anybody = false, posture = false },
    ]
  }

  outcome = "failed"
  by      = "check.ends"
}

test "no device is asked for" {
  runbook   = "cloudflare-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.apps" {
    apps = [
      { name = "wiki", domain = "wiki.acme.example", type = "self_hosted", sessions = ["24h"], bypassed = false, anybody = false, posture = false },
      { name = "pay", domain = "pay.acme.example", type = "self_hosted", sessions = ["30m", "1h"], bypassed = false, anybody = false, posture = false },
    ]
  }

  outcome = "failed"
  by      = "check.healthy_device"
}

test "Cloudflare does not let us look" {
  runbook = "cloudflare-access"
  trigger = "daily"

  mock "step.apps" {
    fails = "403"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "cloudflare-access"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
