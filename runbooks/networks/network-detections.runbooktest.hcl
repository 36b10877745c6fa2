test "every network is looked at" {
  runbook   = "network-detections"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.connections" {
    count  = 9000
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.names" {
    count  = 700
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.job" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "machine_learning", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "eql", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "threat_match", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome  = "passed"
  evidence = { rules = { all = 4, put_together = 1, follow_what_was_learnt = 1, hunt = 1 } }
}

test "a log that does not come in" {
  runbook   = "network-detections"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.connections" {
    count  = 9000
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.names" {
    count  = 0
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.job" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "machine_learning", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "eql", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "threat_match", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "check.logs_come_in"
}

test "nothing learns" {
  runbook   = "network-detections"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.connections" {
    count  = 9000
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.names" {
    count  = 700
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.job" {
    open      = false
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "machine_learning", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "eql", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "threat_match", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "check.learns_what_is_usual"
}

test "rules about something else" {
  runbook   = "network-detections"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.connections" {
    count  = 9000
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.names" {
    count  = 700
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.job" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = ["Data Source: Okta"], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
}

test "nothing puts logs together" {
  runbook   = "network-detections"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.connections" {
    count  = 9000
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.names" {
    count  = 700
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.job" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "machine_learning", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "threat_match", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "check.puts_together"
}

test "nothing hunts" {
  runbook   = "network-detections"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.connections" {
    count  = 9000
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.names" {
    count  = 700
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.job" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "machine_learning", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "eql", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "check.hunts"
}

test "half an answer" {
  runbook   = "network-detections"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.connections" {
    fails = "shards failed"
  }
  mock "step.names" {
    count  = 700
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.job" {
    open      = true
    forecasts = 0
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "machine_learning", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "eql", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "threat_match", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "network-detections"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
