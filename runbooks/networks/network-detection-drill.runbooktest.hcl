test "it is noticed everywhere" {
  runbook   = "network-detection-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.names" {
    count  = 3
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.connections" {
    count  = 400
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alerts" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "machine_learning", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "eql", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "threat_match", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.beacon" {
    exists = false
    found  = false
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "passed"
}

test "nobody notices" {
  runbook   = "network-detection-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.names" {
    count  = 3
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.connections" {
    count  = 400
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alerts" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "machine_learning", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "eql", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "threat_match", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.beacon" {
    exists = false
    found  = false
  }
  mock "step.alert" {
    count  = 0
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.noticed_in_time"
}

test "a network in which it is not seen" {
  runbook   = "network-detection-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.names" {
    count  = 0
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.connections" {
    count  = 400
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alerts" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "machine_learning", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "eql", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "threat_match", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.beacon" {
    exists = false
    found  = false
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.seen_everywhere"
}

test "seen, and no alert" {
  runbook   = "network-detection-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.names" {
    count  = 3
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.connections" {
    count  = 400
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alerts" {
    count  = 0
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "machine_learning", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "eql", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "threat_match", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.beacon" {
    exists = false
    found  = false
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.noticed_everywhere"
}

test "nothing puts logs together" {
  runbook   = "network-detection-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.names" {
    count  = 3
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.connections" {
    count  = 400
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alerts" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.beacon" {
    exists = false
    found  = false
  }
  mock "step.alert" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }

  outcome = "failed"
  by      = "check.put_together"
}

test "the name cannot be looked up" {
  runbook   = "network-detection-drill"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.names" {
    count  = 3
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.connections" {
    count  = 400
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.alerts" {
    count  = 1
    newest = "2026-01-05T06:59:00Z"
  }
  mock "step.rules" {
    rules = [{ id = "r", name = "Rule", kind = "query", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "machine_learning", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "eql", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }, { id = "r", name = "Rule", kind = "threat_match", tags = [for n in org.network_logs : n.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }
  mock "step.beacon" {
    fails = "timeout"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "network-detection-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
