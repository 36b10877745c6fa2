test "everything was asked, and is in order" {
  runbook = "quarterly-pack"
  trigger = "monthly"

  mock "step.unused" {
    count = 0
    users = []
  }
  mock "step.kept" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.code" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.workflows" {
    token = "read"
  }
  mock "step.factors" {
    required = true
    without  = []
  }
  mock "step.leaks" {
    alerts = []
  }
  mock "step.site" {
    reached = true
    version = "TLS 1.3"
    trusted = true
  }
  mock "step.packages" {
    alerts = []
  }

  outcome  = "passed"
  evidence = { ac_unused = 0, ia_without = 0, ir_waiting = 0, si_severe = 0, cm_token = "read" }
}

test "the evidence can be deleted" {
  runbook = "quarterly-pack"
  trigger = "monthly"

  mock "step.unused" {
    count = 0
    users = []
  }
  mock "step.kept" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = false
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.code" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.workflows" {
    token = "read"
  }
  mock "step.factors" {
    required = true
    without  = []
  }
  mock "step.leaks" {
    alerts = []
  }
  mock "step.site" {
    reached = true
    version = "TLS 1.3"
    trusted = true
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.au_kept"
}

test "nobody has to look at a change" {
  runbook = "quarterly-pack"
  trigger = "monthly"

  mock "step.unused" {
    count = 0
    users = []
  }
  mock "step.kept" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.code" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 0
  }
  mock "step.workflows" {
    token = "read"
  }
  mock "step.factors" {
    required = true
    without  = []
  }
  mock "step.leaks" {
    alerts = []
  }
  mock "step.site" {
    reached = true
    version = "TLS 1.3"
    trusted = true
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.cm_reviewed"
}

test "one has no second factor" {
  runbook = "quarterly-pack"
  trigger = "monthly"

  mock "step.unused" {
    count = 0
    users = []
  }
  mock "step.kept" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.code" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.workflows" {
    token = "read"
  }
  mock "step.factors" {
    required = false
    without  = [{ id = 7, login = "eve", outside = true }]
  }
  mock "step.leaks" {
    alerts = []
  }
  mock "step.site" {
    reached = true
    version = "TLS 1.3"
    trusted = true
  }
  mock "step.packages" {
    alerts = []
  }

  outcome  = "failed"
  by       = "check.ia_factors"
  evidence = { ia_without = 1 }
}

test "a severe hole, known for long" {
  runbook = "quarterly-pack"
  trigger = "monthly"

  mock "step.unused" {
    count = 0
    users = []
  }
  mock "step.kept" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.code" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.workflows" {
    token = "read"
  }
  mock "step.factors" {
    required = true
    without  = []
  }
  mock "step.leaks" {
    alerts = []
  }
  mock "step.site" {
    reached = true
    version = "TLS 1.3"
    trusted = true
  }
  mock "step.packages" {
    alerts = [{ advisory = "GHSA-1", created_at = "2025-10-01T00:00:00Z", number = 1, package = "left", repository = "acme/shop", severity = "critical" }]
  }

  outcome  = "failed"
  by       = "check.si_mended"
  evidence = { si_severe = 1 }
}

test "a leak that nobody answered" {
  runbook = "quarterly-pack"
  trigger = "monthly"

  mock "step.unused" {
    count = 0
    users = []
  }
  mock "step.kept" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.code" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.workflows" {
    token = "read"
  }
  mock "step.factors" {
    required = true
    without  = []
  }
  mock "step.leaks" {
    alerts = [{ created_at = "2025-12-01T00:00:00Z", number = 3, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "unknown" }]
  }
  mock "step.site" {
    reached = true
    version = "TLS 1.3"
    trusted = true
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.ir_answered"
}

test "Okta does not answer, and the rest is asked all the same" {
  runbook = "quarterly-pack"
  trigger = "monthly"

  mock "step.unused" {
    fails = "503"
  }
  mock "step.kept" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.code" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.workflows" {
    token = "read"
  }
  mock "step.factors" {
    required = true
    without  = []
  }
  mock "step.leaks" {
    alerts = []
  }
  mock "step.site" {
    reached = true
    version = "TLS 1.3"
    trusted = true
  }
  mock "step.packages" {
    alerts = []
  }

  outcome  = "failed"
  by       = "step.unused"
  evidence = { ia_without = 0, cm_token = "read" }
}

test "the token may not see the rules of a branch" {
  runbook = "quarterly-pack"
  trigger = "monthly"

  mock "step.unused" {
    count = 0
    users = []
  }
  mock "step.kept" {
    rules         = []
    stays         = null
    keeps_history = null
    pull_requests = null
    reviews       = null
  }
  mock "step.code" {
    rules         = ["deletion", "non_fast_forward"]
    stays         = true
    keeps_history = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.workflows" {
    token = "read"
  }
  mock "step.factors" {
    required = true
    without  = []
  }
  mock "step.leaks" {
    alerts = []
  }
  mock "step.site" {
    reached = true
    version = "TLS 1.3"
    trusted = true
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "unknown"
  by      = "check.au_kept"
}

test "somebody without the role is turned away" {
  runbook   = "quarterly-pack"
  trigger   = "form"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
