test "all are shielded" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.known" {
    rules = [{ action = "execute", expression = "true", weak = false }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(http.host in {\"wiki.acme.example\" \"pay.acme.test\"} and http.request.uri.path contains \"/admin\")", weak = false }]
  }
  mock "step.floods" {
    rules = []
  }

  outcome  = "passed"
  evidence = { apps = 2, shielded = 2, own_rules = 2 }
}

test "a rule passes all others by" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.known" {
    rules = [{ action = "execute", expression = "true", weak = false }]
  }
  mock "step.own" {
    rules = [{ action = "skip", expression = "(http.host eq \"wiki.acme.example\")", weak = false }, { action = "block", expression = "(http.host in {\"wiki.acme.example\" \"pay.acme.test\"} and http.request.uri.path contains \"/admin\")", weak = false }]
  }
  mock "step.floods" {
    rules = []
  }

  outcome = "failed"
  by      = "check.nothing_skips_them"
}

test "an exception that we chose" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.known" {
    rules = [{ action = "execute", expression = "true", weak = false }]
  }
  mock "step.own" {
    rules = [{ action = "skip", expression = "(http.host eq \"wiki.acme.example\" and ip.src eq 192.0.2.7)", weak = false }, { action = "block", expression = "(http.host in {\"wiki.acme.example\" \"pay.acme.test\"} and http.request.uri.path contains \"/admin\")", weak = false }]
  }
  mock "step.floods" {
    rules = []
  }

  outcome  = "passed"
  evidence = { apps = 2, shielded = 2, own_rules = 2 }
}

test "a rule for every host but this one" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.known" {
    rules = [{ action = "execute", expression = "true", weak = false }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(http.host ne \"wiki.acme.example\" and http.host ne \"pay.acme.test\")", weak = false }]
  }
  mock "step.floods" {
    rules = []
  }

  outcome = "failed"
  by      = "check.own_rules"
}

test "a limit on how often somebody may sign in is a rule too" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.known" {
    rules = [{ action = "execute", expression = "true", weak = false }]
  }
  mock "step.own" {
    rules = []
  }
  mock "step.floods" {
    rules = [{ action = "block", expression = "(http.host in {\"wiki.acme.example\" \"pay.acme.test\"})", weak = false }]
  }

  outcome = "passed"
}

test "one zone has no rules" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(http.host in {\"wiki.acme.example\" \"pay.acme.test\"} and http.request.uri.path contains \"/admin\")", weak = false }]
  }
  mock "step.floods" {
    rules = []
  }
  mock "step.known" "acme.example" {
    rules = [{ action = "execute", expression = "true", weak = false }]
  }
  mock "step.known" "acme.test" {
    rules = []
  }

  outcome  = "failed"
  by       = "check.known_attacks"
  evidence = { apps = 2, shielded = 1, own_rules = 2 }
}

test "rules that only write down" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.known" {
    rules = [{ action = "execute", expression = "true", weak = true }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(http.host in {\"wiki.acme.example\" \"pay.acme.test\"} and http.request.uri.path contains \"/admin\")", weak = false }]
  }
  mock "step.floods" {
    rules = []
  }

  outcome = "failed"
  by      = "check.known_attacks"
}

test "rules for another host" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.known" {
    rules = [{ action = "execute", expression = "(http.host eq \"blog.acme.example\")", weak = false }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(http.host in {\"wiki.acme.example\" \"pay.acme.test\"} and http.request.uri.path contains \"/admin\")", weak = false }]
  }
  mock "step.floods" {
    rules = []
  }

  outcome = "failed"
  by      = "check.known_attacks"
}

test "no rule of our own" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.known" {
    rules = [{ action = "execute", expression = "true", weak = false }]
  }
  mock "step.own" {
    rules = [{ action = "log", expression = "(http.host eq \"wiki.acme.example\")", weak = false }]
  }
  mock "step.floods" {
    rules = []
  }

  outcome = "failed"
  by      = "check.own_rules"
}

test "a zone that nobody may look at" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "pay.acme.test"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(http.host in {\"wiki.acme.example\" \"pay.acme.test\"} and http.request.uri.path contains \"/admin\")", weak = false }]
  }
  mock "step.floods" {
    rules = []
  }
  mock "step.known" "acme.example" {
    rules = [{ action = "execute", expression = "true", weak = false }]
  }
  mock "step.known" "acme.test" {
    fails = "403"
  }

  outcome = "failed"
}

test "an application in no zone" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["wiki.acme.example", "wiki.elsewhere.example"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.zones" {
    zones = [{ id = "0123456789abcdef0123456789abcdef", name = "acme.example" }, { id = "1123456789abcdef0123456789abcdef", name = "acme.test" }]
  }
  mock "step.known" {
    rules = [{ action = "execute", expression = "true", weak = false }]
  }
  mock "step.own" {
    rules = [{ action = "block", expression = "(http.host in {\"wiki.acme.example\" \"pay.acme.test\"} and http.request.uri.path contains \"/admin\")", weak = false }]
  }
  mock "step.floods" {
    rules = []
  }

  outcome = "failed"
  by      = "check.known_attacks"
}

test "somebody without a role is turned away" {
  runbook   = "waf-rules"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
