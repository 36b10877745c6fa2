test "all is read and tried" {
  runbook   = "testing-everywhere"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { deployed = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.repositories" {
    repositories = [{ name = "acme/wiki", branch = "main", pushed_at = "2026-01-04T00:00:00Z" }, { name = "acme/old", branch = "main", pushed_at = "2025-06-01T00:00:00Z" }]
  }
  mock "step.scans" "acme/wiki" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-03T00:00:00Z", results = 0 }]
  }
  mock "step.scans" "acme/old" {
    scans = [{ tool = "Semgrep OSS", commit = "c1", created_at = "2025-06-01T01:00:00Z", results = 0 }]
  }
  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL", "Semgrep OSS"]
  }
  mock "step.seeded" {
    alerts = [{ created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "CodeQL" }, { created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "ZAP" }]
  }

  outcome  = "passed"
  evidence = { repositories = 2, covered = { read = 2, gated = 2, tried = 1, deployed = 1 } }
}

test "one was changed since it was read" {
  runbook   = "testing-everywhere"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { deployed = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.repositories" {
    repositories = [{ name = "acme/wiki", branch = "main", pushed_at = "2026-01-04T00:00:00Z" }, { name = "acme/old", branch = "main", pushed_at = "2025-06-01T00:00:00Z" }]
  }
  mock "step.scans" "acme/wiki" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2025-12-20T00:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-03T00:00:00Z", results = 0 }]
  }
  mock "step.scans" "acme/old" {
    scans = [{ tool = "Semgrep OSS", commit = "c1", created_at = "2025-06-01T01:00:00Z", results = 0 }]
  }
  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL", "Semgrep OSS"]
  }
  mock "step.seeded" {
    alerts = [{ created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "CodeQL" }, { created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "ZAP" }]
  }

  outcome = "failed"
  by      = "check.all_read"
}

test "one was never read" {
  runbook   = "testing-everywhere"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { deployed = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.repositories" {
    repositories = [{ name = "acme/wiki", branch = "main", pushed_at = "2026-01-04T00:00:00Z" }, { name = "acme/old", branch = "main", pushed_at = "2025-06-01T00:00:00Z" }]
  }
  mock "step.scans" "acme/wiki" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-03T00:00:00Z", results = 0 }]
  }
  mock "step.scans" "acme/old" {
    scans = []
  }
  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL", "Semgrep OSS"]
  }
  mock "step.seeded" {
    alerts = [{ created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "CodeQL" }, { created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "ZAP" }]
  }

  outcome = "failed"
  by      = "check.all_read"
}

test "a change comes in past the scan" {
  runbook   = "testing-everywhere"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { deployed = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.repositories" {
    repositories = [{ name = "acme/wiki", branch = "main", pushed_at = "2026-01-04T00:00:00Z" }, { name = "acme/old", branch = "main", pushed_at = "2025-06-01T00:00:00Z" }]
  }
  mock "step.scans" "acme/wiki" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-03T00:00:00Z", results = 0 }]
  }
  mock "step.scans" "acme/old" {
    scans = [{ tool = "Semgrep OSS", commit = "c1", created_at = "2025-06-01T01:00:00Z", results = 0 }]
  }
  mock "step.gates" {
    checks = ["tests"]
    tools  = []
  }
  mock "step.seeded" {
    alerts = [{ created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "CodeQL" }, { created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "ZAP" }]
  }

  outcome = "failed"
  by      = "check.no_way_past"
}

test "what runs was not tried" {
  runbook   = "testing-everywhere"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { deployed = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.repositories" {
    repositories = [{ name = "acme/wiki", branch = "main", pushed_at = "2026-01-04T00:00:00Z" }, { name = "acme/old", branch = "main", pushed_at = "2025-06-01T00:00:00Z" }]
  }
  mock "step.scans" "acme/wiki" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }]
  }
  mock "step.scans" "acme/old" {
    scans = [{ tool = "Semgrep OSS", commit = "c1", created_at = "2025-06-01T01:00:00Z", results = 0 }]
  }
  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL", "Semgrep OSS"]
  }
  mock "step.seeded" {
    alerts = [{ created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "CodeQL" }, { created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "ZAP" }]
  }

  outcome = "failed"
  by      = "check.all_tried"
}

test "what is deployed is no repository" {
  runbook   = "testing-everywhere"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { deployed = ["acme/elsewhere"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.repositories" {
    repositories = [{ name = "acme/wiki", branch = "main", pushed_at = "2026-01-04T00:00:00Z" }, { name = "acme/old", branch = "main", pushed_at = "2025-06-01T00:00:00Z" }]
  }
  mock "step.scans" "acme/wiki" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-03T00:00:00Z", results = 0 }]
  }
  mock "step.scans" "acme/old" {
    scans = [{ tool = "Semgrep OSS", commit = "c1", created_at = "2025-06-01T01:00:00Z", results = 0 }]
  }
  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL", "Semgrep OSS"]
  }
  mock "step.seeded" {
    alerts = [{ created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "CodeQL" }, { created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "ZAP" }]
  }

  outcome = "failed"
  by      = "check.all_tried"
}

test "the scanners are blind" {
  runbook   = "testing-everywhere"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { deployed = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.repositories" {
    repositories = [{ name = "acme/wiki", branch = "main", pushed_at = "2026-01-04T00:00:00Z" }, { name = "acme/old", branch = "main", pushed_at = "2025-06-01T00:00:00Z" }]
  }
  mock "step.scans" "acme/wiki" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-04T01:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-03T00:00:00Z", results = 0 }]
  }
  mock "step.scans" "acme/old" {
    scans = [{ tool = "Semgrep OSS", commit = "c1", created_at = "2025-06-01T01:00:00Z", results = 0 }]
  }
  mock "step.gates" {
    checks = ["tests"]
    tools  = ["CodeQL", "Semgrep OSS"]
  }
  mock "step.seeded" {
    alerts = [{ created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "CodeQL" }]
  }

  outcome = "failed"
  by      = "check.they_find"
}

test "there is no repository" {
  runbook   = "testing-everywhere"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { deployed = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.repositories" {
    repositories = []
  }
  mock "step.seeded" {
    alerts = [{ created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "CodeQL" }, { created_at = "2025-01-01T00:00:00Z", number = 1, repository = "acme/seeded", rule = "r", severity = "high", tool = "ZAP" }]
  }

  outcome = "failed"
  by      = "step.repositories.some"
}

test "somebody without a role is turned away" {
  runbook   = "testing-everywhere"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
