test "it is seen at once" {
  runbook   = "app-monitoring-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps), namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" {
    workloads = [for a in org.watched_apps : { namespace = "wiki", name = a.service, app = a.service, pinned = true, sealed = true, from_git = true }]
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.mark" {
    json = [for a in keys(org.watched_apps) : { app = a, status = 302 }]
  }
  mock "step.seen" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "passed"
}

test "a program that nobody named" {
  runbook   = "app-monitoring-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps), namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" {
    workloads = [for a in org.watched_apps : { namespace = "wiki", name = a.service, app = "new-${a.service}", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.mark" {
    json = [for a in keys(org.watched_apps) : { app = a, status = 302 }]
  }
  mock "step.seen" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.all_are_watched"
}

test "an application that is not watched" {
  runbook   = "app-monitoring-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = ["one.elsewhere.example"], namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" {
    workloads = [for a in org.watched_apps : { namespace = "wiki", name = a.service, app = a.service, pinned = true, sealed = true, from_git = true }]
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.mark" {
    json = [for a in keys(org.watched_apps) : { app = a, status = 302 }]
  }
  mock "step.seen" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.all_are_watched"
}

test "the mark is not in the log" {
  runbook   = "app-monitoring-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps), namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" {
    workloads = [for a in org.watched_apps : { namespace = "wiki", name = a.service, app = a.service, pinned = true, sealed = true, from_git = true }]
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.mark" {
    json = [for a in keys(org.watched_apps) : { app = a, status = 302 }]
  }
  mock "step.seen" {
    count  = 0
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.seen"
}

test "one could not be opened" {
  runbook   = "app-monitoring-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps), namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" {
    workloads = [for a in org.watched_apps : { namespace = "wiki", name = a.service, app = a.service, pinned = true, sealed = true, from_git = true }]
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.mark" {
    json = [for a in keys(org.watched_apps) : { app = a, status = 0 }]
  }
  mock "step.seen" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.seen"
}

test "no alert" {
  runbook   = "app-monitoring-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps), namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" {
    workloads = [for a in org.watched_apps : { namespace = "wiki", name = a.service, app = a.service, pinned = true, sealed = true, from_git = true }]
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.mark" {
    json = [for a in keys(org.watched_apps) : { app = a, status = 302 }]
  }
  mock "step.seen" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alert" {
    count  = 0
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.noticed_in_time"
}

test "nobody sees whether they are up" {
  runbook   = "app-monitoring-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps), namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" {
    workloads = [for a in org.watched_apps : { namespace = "wiki", name = a.service, app = a.service, pinned = true, sealed = true, from_git = true }]
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.state" {
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
  mock "step.mark" {
    json = [for a in keys(org.watched_apps) : { app = a, status = 302 }]
  }
  mock "step.seen" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.up"
}

test "no rule" {
  runbook   = "app-monitoring-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps), namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" {
    workloads = [for a in org.watched_apps : { namespace = "wiki", name = a.service, app = a.service, pinned = true, sealed = true, from_git = true }]
  }
  mock "step.rules" {
    rules = []
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.mark" {
    json = [for a in keys(org.watched_apps) : { app = a, status = 302 }]
  }
  mock "step.seen" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.looked_at"
}

test "nothing learns" {
  runbook   = "app-monitoring-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { apps = keys(org.watched_apps), namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" {
    workloads = [for a in org.watched_apps : { namespace = "wiki", name = a.service, app = a.service, pinned = true, sealed = true, from_git = true }]
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for a in org.watched_apps : "App: ${a.service}"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.state" {
    count  = 30
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.learns" {
    open      = false
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.mark" {
    json = [for a in keys(org.watched_apps) : { app = a, status = 302 }]
  }
  mock "step.seen" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.behaviour_is_learnt"
}

test "somebody without a role is turned away" {
  runbook   = "app-monitoring-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
