test "all of them are seen" {
  runbook   = "app-monitoring"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps) }

  person "grace" {
    roles = ["security"]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.speed" {
    count  = 500
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.log" {
    count  = 900
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.gaps" {
    tickets = []
  }

  outcome  = "passed"
  evidence = { rules = 1 }
}

test "only every second one is watched" {
  runbook   = "app-monitoring"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = concat(keys(org.watched_apps), ["one.elsewhere.example"], [for a in keys(org.watched_apps) : "two.${a}"]) }

  person "grace" {
    roles = ["security"]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.speed" {
    count  = 500
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.log" {
    count  = 900
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.gaps" {
    tickets = []
  }

  outcome = "failed"
  by      = "check.most_are_watched"
}

test "nobody sees whether they are up" {
  runbook   = "app-monitoring"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps) }

  person "grace" {
    roles = ["security"]
  }
  mock "step.state" {
    count  = 0
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.speed" {
    count  = 500
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.log" {
    count  = 900
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.gaps" {
    tickets = []
  }

  outcome = "failed"
  by      = "check.profile"
}

test "no log" {
  runbook   = "app-monitoring"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps) }

  person "grace" {
    roles = ["security"]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.speed" {
    count  = 500
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.log" {
    count  = 0
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.gaps" {
    tickets = []
  }

  outcome = "failed"
  by      = "check.log"
}

test "a rule that fails" {
  runbook   = "app-monitoring"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps) }

  person "grace" {
    roles = ["security"]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.speed" {
    count  = 500
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.log" {
    count  = 900
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "failed", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.gaps" {
    tickets = []
  }

  outcome = "failed"
  by      = "check.looked_at"
}

test "a rule that has not run for days" {
  runbook   = "app-monitoring"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps) }

  person "grace" {
    roles = ["security"]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.speed" {
    count  = 500
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.log" {
    count  = 900
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-02T00:00:00Z" }]
  }
  mock "step.gaps" {
    tickets = []
  }

  outcome = "failed"
  by      = "check.looked_at"
}

test "nothing learns" {
  runbook   = "app-monitoring"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps) }

  person "grace" {
    roles = ["security"]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.speed" {
    count  = 500
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.log" {
    count  = 900
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 0
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.gaps" {
    tickets = []
  }

  outcome = "failed"
  by      = "check.trends"
}

test "an old gap" {
  runbook   = "app-monitoring"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps) }

  person "grace" {
    roles = ["security"]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.speed" {
    count  = 500
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.log" {
    count  = 900
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.gaps" {
    tickets = [{ ticket = "SEC-1", subject = "No log of the shop", status = "new" }]
  }

  outcome = "failed"
  by      = "check.gaps_are_closed"
}

test "half an answer" {
  runbook   = "app-monitoring"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps) }

  person "grace" {
    roles = ["security"]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.speed" {
    count  = 500
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.log" {
    fails = "shards failed"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.gaps" {
    tickets = []
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "app-monitoring"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
