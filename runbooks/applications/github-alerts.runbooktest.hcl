test "a grave one of yesterday" {
  runbook   = "github-alerts"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { repositories = ["acme/shop"], static = ["CodeQL"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["operators"]
  }

  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2025-12-20T00:00:00Z", results = 0 }]
  }

  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL"]
  }

  mock "step.packages" {
    alerts = [{ advisory = "GHSA-1", created_at = "2026-01-04T00:00:00Z", number = 1, package = "left-pad", repository = "acme/shop", severity = "critical" }]
  }

  mock "step.code" {
    alerts = []
  }

  outcome = "passed"
}

test "a grave one of last year" {
  runbook   = "github-alerts"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { repositories = ["acme/shop"], static = ["CodeQL"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["operators"]
  }

  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2025-12-20T00:00:00Z", results = 0 }]
  }

  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL"]
  }

  mock "step.packages" {
    alerts = [{ advisory = "GHSA-1", created_at = "2025-06-01T00:00:00Z", number = 1, package = "left-pad", repository = "acme/shop", severity = "high" }]
  }

  mock "step.code" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.packages"
}

test "an old one in the code" {
  runbook   = "github-alerts"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { repositories = ["acme/shop"], static = ["CodeQL"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["operators"]
  }

  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2025-12-20T00:00:00Z", results = 0 }]
  }

  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = [{ created_at = "2025-06-01T00:00:00Z", number = 2, repository = "acme/shop", rule = "go/sql-injection", severity = "critical", tool = "CodeQL" }]
  }

  outcome = "failed"
  by      = "check.code"
}

test "scanning is not to be seen" {
  runbook   = "github-alerts"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { repositories = ["acme/shop"], static = ["CodeQL"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["operators"]
  }

  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2025-12-20T00:00:00Z", results = 0 }]
  }

  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = null
  }

  outcome = "unknown"
}

test "nothing scans, so there is no alert" {
  runbook   = "github-alerts"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { repositories = ["acme/shop"], static = ["CodeQL"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["operators"]
  }

  mock "step.scans" {
    scans = []
  }

  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL"]
  }

  mock "step.packages" {
    alerts = []
  }

  mock "step.code" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.scanned"
}

test "nobody tried what runs" {
  runbook   = "github-alerts"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { repositories = ["acme/shop"], static = ["CodeQL"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["operators"]
  }

  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }]
  }

  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL"]
  }

  mock "step.packages" {
    alerts = [{ advisory = "GHSA-1", created_at = "2026-01-04T00:00:00Z", number = 1, package = "left-pad", repository = "acme/shop", severity = "critical" }]
  }

  mock "step.code" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.scanned"
}

test "a change comes in past the scan" {
  runbook   = "github-alerts"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { repositories = ["acme/shop"], static = ["CodeQL"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["operators"]
  }

  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2025-12-20T00:00:00Z", results = 0 }]
  }

  mock "step.gates" {
    checks = ["tests"]
    tools  = ["Linter"]
  }

  mock "step.packages" {
    alerts = [{ advisory = "GHSA-1", created_at = "2026-01-04T00:00:00Z", number = 1, package = "left-pad", repository = "acme/shop", severity = "critical" }]
  }

  mock "step.code" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.no_way_past"
}

test "somebody without the role is turned away" {
  runbook   = "github-alerts"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
