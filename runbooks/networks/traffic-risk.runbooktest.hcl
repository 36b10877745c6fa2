test "nothing is at risk" {
  runbook   = "traffic-risk"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { usual = 50, cautious = 5 }

  person "grace" {
    roles = ["security"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = []
  }

  mock "step.scans" {
    scans = [{ tool = org.scanners.static[0], commit = "c1", created_at = "2026-01-04T00:00:00Z", results = 0 }]
  }

  mock "step.before" {
    limit = 50
  }

  mock "step.after" {
    limit = 50
  }

  outcome = "passed"
}

test "nobody scans the code" {
  runbook   = "traffic-risk"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { usual = 50, cautious = 5 }

  person "grace" {
    roles = ["security"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = []
  }

  mock "step.scans" {
    scans = []
  }

  mock "step.before" {
    limit = 50
  }

  mock "step.after" {
    limit = 50
  }

  outcome = "failed"
  by      = "check.assessed"
}

test "the last scan was long ago" {
  runbook   = "traffic-risk"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { usual = 50, cautious = 5 }

  person "grace" {
    roles = ["security"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = []
  }

  mock "step.scans" {
    scans = [{ tool = org.scanners.static[0], commit = "c1", created_at = "2025-12-01T00:00:00Z", results = 0 }]
  }

  mock "step.before" {
    limit = 50
  }

  mock "step.after" {
    limit = 50
  }

  outcome = "failed"
  by      = "check.assessed"
}

test "the usual limit comes back" {
  runbook   = "traffic-risk"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { usual = 50, cautious = 5 }

  person "grace" {
    roles = ["security"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = []
  }

  mock "step.scans" {
    scans = [{ tool = org.scanners.static[0], commit = "c1", created_at = "2026-01-04T00:00:00Z", results = 0 }]
  }

  mock "step.before" {
    limit = 5
  }

  mock "step.after" {
    limit = 50
  }

  outcome = "passed"
}

test "a limit does not hold" {
  runbook   = "traffic-risk"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { usual = 50, cautious = 5 }

  person "grace" {
    roles = ["security"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = []
  }

  mock "step.scans" {
    scans = [{ tool = org.scanners.static[0], commit = "c1", created_at = "2026-01-04T00:00:00Z", results = 0 }]
  }

  mock "step.before" {
    limit = 5
  }

  mock "step.after" {
    limit = 5
  }

  outcome = "failed"
}

test "all are at risk" {
  runbook   = "traffic-risk"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { usual = 50, cautious = 5, all = true }

  person "grace" {
    roles = ["security"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = []
  }

  mock "step.scans" {
    scans = [{ tool = org.scanners.static[0], commit = "c1", created_at = "2026-01-04T00:00:00Z", results = 0 }]
  }

  mock "step.before" {
    limit = 50
  }

  mock "step.after" {
    limit = 5
  }

  outcome = "passed"
}

test "all are at risk, and one is not limited" {
  runbook   = "traffic-risk"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { usual = 50, cautious = 5, all = true }

  person "grace" {
    roles = ["security"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = []
  }

  mock "step.scans" {
    scans = [{ tool = org.scanners.static[0], commit = "c1", created_at = "2026-01-04T00:00:00Z", results = 0 }]
  }

  mock "step.before" {
    limit = 50
  }

  mock "step.after" {
    limit = 50
  }

  outcome = "failed"
}

test "GitHub does not say" {
  runbook   = "traffic-risk"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { usual = 50, cautious = 5 }

  person "grace" {
    roles = ["security"]
  }

  mock "step.packages" {
    fails = "403"
  }

  mock "step.code" {
    alerts = []
  }

  mock "step.scans" {
    scans = [{ tool = org.scanners.static[0], commit = "c1", created_at = "2026-01-04T00:00:00Z", results = 0 }]
  }

  mock "step.before" {
    limit = 50
  }

  outcome = "failed"
}

test "Kubernetes does not say" {
  runbook   = "traffic-risk"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { usual = 50, cautious = 5 }

  person "grace" {
    roles = ["security"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = []
  }

  mock "step.scans" {
    scans = [{ tool = org.scanners.static[0], commit = "c1", created_at = "2026-01-04T00:00:00Z", results = 0 }]
  }

  mock "step.before" {
    fails = "403"
  }

  outcome = "failed"
}

test "the limits are the same" {
  runbook   = "traffic-risk"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { usual = 50, cautious = 50 }

  person "grace" {
    roles = ["security"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = []
  }

  mock "step.scans" {
    scans = [{ tool = org.scanners.static[0], commit = "c1", created_at = "2026-01-04T00:00:00Z", results = 0 }]
  }

  mock "step.before" {
    limit = 50
  }

  mock "step.after" {
    limit = 50
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "traffic-risk"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
