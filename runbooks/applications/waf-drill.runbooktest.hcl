test "all are stopped, and seen" {
  runbook   = "waf-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.attack" {
    json = [{ app = "wiki.acme.example", ordinary = 302, scripting = 403, injection = 403 }, { app = "pay.acme.test", ordinary = 200, scripting = 403, injection = 403 }]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(cf.waf.score le 20)", weak = false }]
  }
  mock "step.shown" {
    waited = 300
  }
  mock "step.seen" "acme.example" {
    hosts = ["wiki.acme.example", "wiki.acme.example"]
  }
  mock "step.seen" "acme.test" {
    hosts = ["pay.acme.test", "pay.acme.test"]
  }

  outcome  = "passed"
  evidence = { apps = 2, stopped = 2, seen = 2 }
}

test "one lets an attack through" {
  runbook   = "waf-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.attack" {
    json = [{ app = "wiki.acme.example", ordinary = 302, scripting = 403, injection = 403 }, { app = "pay.acme.test", ordinary = 200, scripting = 200, injection = 403 }]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(cf.waf.score le 20)", weak = false }]
  }
  mock "step.shown" {
    waited = 300
  }
  mock "step.seen" "acme.example" {
    hosts = ["wiki.acme.example", "wiki.acme.example"]
  }
  mock "step.seen" "acme.test" {
    hosts = ["pay.acme.test", "pay.acme.test"]
  }

  outcome  = "failed"
  by       = "check.stopped"
  evidence = { apps = 2, stopped = 1, seen = 2 }
}

test "one is down" {
  runbook   = "waf-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.attack" {
    json = [{ app = "wiki.acme.example", ordinary = 302, scripting = 403, injection = 403 }, { app = "pay.acme.test", ordinary = 0, scripting = 403, injection = 403 }]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(cf.waf.score le 20)", weak = false }]
  }
  mock "step.shown" {
    waited = 300
  }
  mock "step.seen" "acme.example" {
    hosts = ["wiki.acme.example", "wiki.acme.example"]
  }
  mock "step.seen" "acme.test" {
    hosts = ["pay.acme.test", "pay.acme.test"]
  }

  outcome = "failed"
  by      = "check.ordinary"
}

test "one refuses everything" {
  runbook   = "waf-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.attack" {
    json = [{ app = "wiki.acme.example", ordinary = 302, scripting = 403, injection = 403 }, { app = "pay.acme.test", ordinary = 403, scripting = 403, injection = 403 }]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(cf.waf.score le 20)", weak = false }]
  }
  mock "step.shown" {
    waited = 300
  }
  mock "step.seen" "acme.example" {
    hosts = ["wiki.acme.example", "wiki.acme.example"]
  }
  mock "step.seen" "acme.test" {
    hosts = ["pay.acme.test", "pay.acme.test"]
  }

  outcome = "failed"
  by      = "check.ordinary"
}

test "one was not seen" {
  runbook   = "waf-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.attack" {
    json = [{ app = "wiki.acme.example", ordinary = 302, scripting = 403, injection = 403 }, { app = "pay.acme.test", ordinary = 200, scripting = 403, injection = 403 }]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(cf.waf.score le 20)", weak = false }]
  }
  mock "step.shown" {
    waited = 300
  }
  mock "step.seen" "acme.example" {
    hosts = ["wiki.acme.example", "wiki.acme.example"]
  }
  mock "step.seen" "acme.test" {
    hosts = ["pay.acme.test"]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "one was not tried" {
  runbook   = "waf-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.attack" {
    json = [{ app = "wiki.acme.example", ordinary = 302, scripting = 403, injection = 403 }]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(cf.waf.score le 20)", weak = false }]
  }
  mock "step.shown" {
    waited = 300
  }
  mock "step.seen" "acme.example" {
    hosts = ["wiki.acme.example", "wiki.acme.example"]
  }
  mock "step.seen" "acme.test" {
    hosts = ["pay.acme.test", "pay.acme.test"]
  }

  outcome = "failed"
  by      = "check.all_tried"
}

test "nothing judges what is sent" {
  runbook   = "waf-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.attack" {
    json = [{ app = "wiki.acme.example", ordinary = 302, scripting = 403, injection = 403 }, { app = "pay.acme.test", ordinary = 200, scripting = 403, injection = 403 }]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.own" {
    rules = [{ action = "log", expression = "(cf.waf.score le 20)", weak = false }]
  }
  mock "step.shown" {
    waited = 300
  }
  mock "step.seen" "acme.example" {
    hosts = ["wiki.acme.example", "wiki.acme.example"]
  }
  mock "step.seen" "acme.test" {
    hosts = ["pay.acme.test", "pay.acme.test"]
  }

  outcome = "failed"
  by      = "check.judges_content"
}

test "the script did not run" {
  runbook   = "waf-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.attack" {
    fails = "there is no curl"
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(cf.waf.score le 20)", weak = false }]
  }
  mock "step.shown" {
    waited = 300
  }
  mock "step.seen" "acme.example" {
    hosts = ["wiki.acme.example", "wiki.acme.example"]
  }
  mock "step.seen" "acme.test" {
    hosts = ["pay.acme.test", "pay.acme.test"]
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "waf-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
