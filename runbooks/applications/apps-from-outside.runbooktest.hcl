test "each answers with a sign-in" {
  runbook   = "apps-from-outside"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"], logins = ["acme.cloudflareaccess.com"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.stranger" {
    json = {
      apps    = [{ app = "wiki.acme.example", status = 302, public = true, login = "acme.cloudflareaccess.com" }, { app = "pay.acme.example", status = 403, public = true, login = "" }]
      origins = []
    }
  }
  mock "step.rules" {
    apps = [{ domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }, { domain = "pay.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }]
  }
  mock "step.entries" {
    let_in      = ["wiki.acme.example", "pay.acme.example", "wiki.acme.example"]
    turned_away = []
  }

  outcome  = "passed"
  evidence = { apps = 2, asks = 2 }
}

test "one does not answer" {
  runbook   = "apps-from-outside"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"], logins = ["acme.cloudflareaccess.com"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.stranger" {
    json = {
      apps    = [{ app = "wiki.acme.example", status = 302, public = true, login = "acme.cloudflareaccess.com" }, { app = "pay.acme.example", status = 0, public = true, login = "" }]
      origins = []
    }
  }
  mock "step.rules" {
    apps = [{ domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }, { domain = "pay.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }]
  }
  mock "step.entries" {
    let_in      = ["wiki.acme.example", "pay.acme.example", "wiki.acme.example"]
    turned_away = []
  }

  outcome  = "failed"
  by       = "check.reached"
  evidence = { apps = 2, asks = 1 }
}

test "one is reached from inside alone" {
  runbook   = "apps-from-outside"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"], logins = ["acme.cloudflareaccess.com"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.stranger" {
    json = {
      apps    = [{ app = "wiki.acme.example", status = 302, public = true, login = "acme.cloudflareaccess.com" }, { app = "pay.acme.example", status = 403, public = false, login = "" }]
      origins = []
    }
  }
  mock "step.rules" {
    apps = [{ domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }, { domain = "pay.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }]
  }
  mock "step.entries" {
    let_in      = ["wiki.acme.example", "pay.acme.example", "wiki.acme.example"]
    turned_away = []
  }

  outcome = "failed"
  by      = "check.reached"
}

test "a sign-in somewhere else" {
  runbook   = "apps-from-outside"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"], logins = ["acme.cloudflareaccess.com"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.stranger" {
    json = {
      apps    = [{ app = "wiki.acme.example", status = 302, public = true, login = "login.elsewhere.example" }, { app = "pay.acme.example", status = 403, public = true, login = "" }]
      origins = []
    }
  }
  mock "step.rules" {
    apps = [{ domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }, { domain = "pay.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }]
  }
  mock "step.entries" {
    let_in      = ["wiki.acme.example", "pay.acme.example", "wiki.acme.example"]
    turned_away = []
  }

  outcome = "failed"
  by      = "check.reached"
}

test "one lets a stranger in" {
  runbook   = "apps-from-outside"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"], logins = ["acme.cloudflareaccess.com"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.stranger" {
    json = {
      apps    = [{ app = "wiki.acme.example", status = 302, public = true, login = "acme.cloudflareaccess.com" }, { app = "pay.acme.example", status = 200, public = true, login = "" }]
      origins = []
    }
  }
  mock "step.rules" {
    apps = [{ domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }, { domain = "pay.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }]
  }
  mock "step.entries" {
    let_in      = ["wiki.acme.example", "pay.acme.example", "wiki.acme.example"]
    turned_away = []
  }

  outcome = "failed"
  by      = "check.nobody_without"
}

test "a server answers past the sign-in" {
  runbook   = "apps-from-outside"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"], logins = ["acme.cloudflareaccess.com"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.stranger" {
    json = {
      apps    = [{ app = "wiki.acme.example", status = 302, public = true, login = "acme.cloudflareaccess.com" }, { app = "pay.acme.example", status = 403, public = true, login = "" }]
      origins = [{ origin = "192.0.2.7", answers = true }]
    }
  }
  mock "step.rules" {
    apps = [{ domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }, { domain = "pay.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }]
  }
  mock "step.entries" {
    let_in      = ["wiki.acme.example", "pay.acme.example", "wiki.acme.example"]
    turned_away = []
  }

  outcome = "failed"
  by      = "check.no_way_past"
}

test "any device will do" {
  runbook   = "apps-from-outside"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"], logins = ["acme.cloudflareaccess.com"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.stranger" {
    json = {
      apps    = [{ app = "wiki.acme.example", status = 302, public = true, login = "acme.cloudflareaccess.com" }, { app = "pay.acme.example", status = 403, public = true, login = "" }]
      origins = []
    }
  }
  mock "step.rules" {
    apps = [{ domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }, { domain = "pay.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = false, context = true }]
  }
  mock "step.entries" {
    let_in      = ["wiki.acme.example", "pay.acme.example", "wiki.acme.example"]
    turned_away = []
  }

  outcome = "failed"
  by      = "check.healthy_devices"
}

test "nobody came in there" {
  runbook   = "apps-from-outside"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"], logins = ["acme.cloudflareaccess.com"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.stranger" {
    json = {
      apps    = [{ app = "wiki.acme.example", status = 302, public = true, login = "acme.cloudflareaccess.com" }, { app = "pay.acme.example", status = 403, public = true, login = "" }]
      origins = []
    }
  }
  mock "step.rules" {
    apps = [{ domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }, { domain = "pay.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }]
  }
  mock "step.entries" {
    let_in      = ["wiki.acme.example"]
    turned_away = ["pay.acme.example"]
  }

  outcome = "failed"
  by      = "check.used"
}

test "the script did not run" {
  runbook   = "apps-from-outside"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.example"], logins = ["acme.cloudflareaccess.com"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.stranger" {
    fails = "there is no curl"
  }
  mock "step.rules" {
    apps = [{ domain = "wiki.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }, { domain = "pay.acme.example", sessions = ["8h"], bypassed = false, narrow = true, posture = true, context = true }]
  }
  mock "step.entries" {
    let_in      = ["wiki.acme.example", "pay.acme.example", "wiki.acme.example"]
    turned_away = []
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "apps-from-outside"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
