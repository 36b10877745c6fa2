test "scanned, and tried by hand" {
  runbook   = "tested-by-hand"
  trigger   = "form"
  requester = "grace"
  inputs    = { repositories = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }]
  }
  mock "step.release" {
    published_at = "2026-01-02T00:00:00Z"
  }
  answer "expert" {
    by     = "linus"
    values = { tried = true, grave = 0 }
  }

  outcome  = "passed"
  evidence = { repositories = 1, scanned = { static = 1, dynamic = 1 }, found_by_hand = 0 }
}

test "never released" {
  runbook   = "tested-by-hand"
  trigger   = "form"
  requester = "grace"
  inputs    = { repositories = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }]
  }
  mock "step.release" {
    published_at = "never"
  }
  answer "expert" {
    by     = "linus"
    values = { tried = true, grave = 0 }
  }

  outcome = "passed"
}

test "a release of last summer" {
  runbook   = "tested-by-hand"
  trigger   = "form"
  requester = "grace"
  inputs    = { repositories = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }]
  }
  mock "step.release" {
    published_at = "2025-07-01T00:00:00Z"
  }
  answer "expert" {
    by     = "linus"
    values = { tried = true, grave = 0 }
  }

  outcome = "passed"
}

test "nobody read the code" {
  runbook   = "tested-by-hand"
  trigger   = "form"
  requester = "grace"
  inputs    = { repositories = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.scans" {
    scans = [{ tool = "ZAP", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }]
  }
  mock "step.release" {
    published_at = "2026-01-02T00:00:00Z"
  }
  answer "expert" {
    by     = "linus"
    values = { tried = true, grave = 0 }
  }

  outcome = "failed"
  by      = "check.code_was_read"
}

test "nothing tried what runs" {
  runbook   = "tested-by-hand"
  trigger   = "form"
  requester = "grace"
  inputs    = { repositories = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }]
  }
  mock "step.release" {
    published_at = "2026-01-02T00:00:00Z"
  }
  answer "expert" {
    by     = "linus"
    values = { tried = true, grave = 0 }
  }

  outcome = "failed"
  by      = "check.was_tried"
}

test "an old scan" {
  runbook   = "tested-by-hand"
  trigger   = "form"
  requester = "grace"
  inputs    = { repositories = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2025-10-01T00:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }]
  }
  mock "step.release" {
    published_at = "2026-01-02T00:00:00Z"
  }
  answer "expert" {
    by     = "linus"
    values = { tried = true, grave = 0 }
  }

  outcome = "failed"
  by      = "check.code_was_read"
}

test "released before it was scanned" {
  runbook   = "tested-by-hand"
  trigger   = "form"
  requester = "grace"
  inputs    = { repositories = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }]
  }
  mock "step.release" {
    published_at = "2025-12-30T00:00:00Z"
  }
  answer "expert" {
    by     = "linus"
    values = { tried = true, grave = 0 }
  }

  outcome = "failed"
  by      = "check.before_release"
}

test "the expert finds a hole" {
  runbook   = "tested-by-hand"
  trigger   = "form"
  requester = "grace"
  inputs    = { repositories = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }]
  }
  mock "step.release" {
    published_at = "2026-01-02T00:00:00Z"
  }
  answer "expert" {
    by     = "linus"
    values = { tried = true, grave = 2 }
  }

  outcome = "failed"
  by      = "check.expert"
}

test "nobody answers" {
  runbook   = "tested-by-hand"
  trigger   = "form"
  requester = "grace"
  inputs    = { repositories = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.scans" {
    scans = [{ tool = "CodeQL", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }, { tool = "ZAP", commit = "c1", created_at = "2026-01-01T00:00:00Z", results = 0 }]
  }
  mock "step.release" {
    published_at = "2026-01-02T00:00:00Z"
  }

  outcome = "blocked"
  by      = "ask.expert"
}

test "GitHub does not let us look" {
  runbook   = "tested-by-hand"
  trigger   = "form"
  requester = "grace"
  inputs    = { repositories = ["acme/wiki"], static = ["CodeQL", "Semgrep OSS"], dynamic = ["ZAP"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.scans" {
    fails = "403"
  }
  mock "step.release" {
    published_at = "2026-01-02T00:00:00Z"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "tested-by-hand"
  trigger   = "form"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
