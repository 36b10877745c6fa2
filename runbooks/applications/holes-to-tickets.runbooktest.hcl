test "one has a ticket, the other gets one" {
  runbook   = "holes-to-tickets"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.packages" {
    alerts = [{ advisory = "GHSA-1", created_at = "2025-06-01T00:00:00Z", number = 1, package = "left-pad", repository = "acme/shop", severity = "critical" }, { advisory = "GHSA-1", created_at = "2026-01-04T00:00:00Z", number = 2, package = "left-pad", repository = "acme/shop", severity = "critical" }, { advisory = "GHSA-1", created_at = "2025-06-01T00:00:00Z", number = 3, package = "left-pad", repository = "acme/shop", severity = "low" }]
  }
  mock "step.code" {
    alerts = [{ created_at = "2025-06-01T00:00:00Z", number = 1, repository = "acme/shop", rule = "go/sql-injection", severity = "high", tool = "CodeQL" }]
  }
  mock "step.before" {
    tickets = [{ ticket = "SEC-1", subject = "acme/shop package 1: mend it", status = "new" }]
  }
  mock "step.open" {
    ticket = "SEC-2"
  }
  mock "step.after" {
    tickets = [{ ticket = "SEC-1", subject = "acme/shop package 1: mend it", status = "new" }, { ticket = "SEC-1", subject = "acme/shop code 1: mend it", status = "new" }]
  }
  mock "step.forgotten" {
    tickets = []
  }

  outcome  = "passed"
  evidence = { late = 2, opened = 1, forgotten = 0 }
}

test "nothing is late" {
  runbook   = "holes-to-tickets"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.packages" {
    alerts = []
  }
  mock "step.code" {
    alerts = []
  }
  mock "step.before" {
    tickets = []
  }
  mock "step.after" {
    tickets = []
  }
  mock "step.forgotten" {
    tickets = []
  }

  outcome  = "passed"
  evidence = { late = 0, opened = 0, forgotten = 0 }
}

test "a ticket of another hole counts for nothing" {
  runbook   = "holes-to-tickets"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.packages" {
    alerts = [{ advisory = "GHSA-1", created_at = "2025-06-01T00:00:00Z", number = 1, package = "left-pad", repository = "acme/shop", severity = "critical" }, { advisory = "GHSA-1", created_at = "2026-01-04T00:00:00Z", number = 2, package = "left-pad", repository = "acme/shop", severity = "critical" }, { advisory = "GHSA-1", created_at = "2025-06-01T00:00:00Z", number = 3, package = "left-pad", repository = "acme/shop", severity = "low" }]
  }
  mock "step.code" {
    alerts = [{ created_at = "2025-06-01T00:00:00Z", number = 1, repository = "acme/shop", rule = "go/sql-injection", severity = "high", tool = "CodeQL" }]
  }
  mock "step.before" {
    tickets = [{ ticket = "SEC-1", subject = "acme/shop package 1: mend it", status = "new" }]
  }
  mock "step.open" {
    ticket = "SEC-2"
  }
  mock "step.after" {
    tickets = [{ ticket = "SEC-1", subject = "acme/shop package 1: mend it", status = "new" }, { ticket = "SEC-1", subject = "acme/shop code 11: mend it", status = "new" }]
  }
  mock "step.forgotten" {
    tickets = []
  }

  outcome = "failed"
  by      = "check.each_has_a_ticket"
}

test "a ticket that nobody closes" {
  runbook   = "holes-to-tickets"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.packages" {
    alerts = [{ advisory = "GHSA-1", created_at = "2025-06-01T00:00:00Z", number = 1, package = "left-pad", repository = "acme/shop", severity = "critical" }, { advisory = "GHSA-1", created_at = "2026-01-04T00:00:00Z", number = 2, package = "left-pad", repository = "acme/shop", severity = "critical" }, { advisory = "GHSA-1", created_at = "2025-06-01T00:00:00Z", number = 3, package = "left-pad", repository = "acme/shop", severity = "low" }]
  }
  mock "step.code" {
    alerts = [{ created_at = "2025-06-01T00:00:00Z", number = 1, repository = "acme/shop", rule = "go/sql-injection", severity = "high", tool = "CodeQL" }]
  }
  mock "step.before" {
    tickets = [{ ticket = "SEC-1", subject = "acme/shop package 1: mend it", status = "new" }]
  }
  mock "step.open" {
    ticket = "SEC-2"
  }
  mock "step.after" {
    tickets = [{ ticket = "SEC-1", subject = "acme/shop package 1: mend it", status = "new" }, { ticket = "SEC-1", subject = "acme/shop code 1: mend it", status = "new" }]
  }
  mock "step.forgotten" {
    tickets = [{ ticket = "SEC-1", subject = "acme/shop package 1: mend it", status = "new" }]
  }

  outcome = "failed"
  by      = "check.nobody_forgets"
}

test "Jira refuses" {
  runbook   = "holes-to-tickets"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.packages" {
    alerts = [{ advisory = "GHSA-1", created_at = "2025-06-01T00:00:00Z", number = 1, package = "left-pad", repository = "acme/shop", severity = "critical" }, { advisory = "GHSA-1", created_at = "2026-01-04T00:00:00Z", number = 2, package = "left-pad", repository = "acme/shop", severity = "critical" }, { advisory = "GHSA-1", created_at = "2025-06-01T00:00:00Z", number = 3, package = "left-pad", repository = "acme/shop", severity = "low" }]
  }
  mock "step.code" {
    alerts = [{ created_at = "2025-06-01T00:00:00Z", number = 1, repository = "acme/shop", rule = "go/sql-injection", severity = "high", tool = "CodeQL" }]
  }
  mock "step.before" {
    tickets = [{ ticket = "SEC-1", subject = "acme/shop package 1: mend it", status = "new" }]
  }
  mock "step.open" {
    fails = "400"
  }
  mock "step.after" {
    tickets = [{ ticket = "SEC-1", subject = "acme/shop package 1: mend it", status = "new" }, { ticket = "SEC-1", subject = "acme/shop code 1: mend it", status = "new" }]
  }
  mock "step.forgotten" {
    tickets = []
  }

  outcome = "failed"
}

test "alerts are not to be seen" {
  runbook   = "holes-to-tickets"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.packages" {
    alerts = null
  }
  mock "step.code" {
    alerts = [{ created_at = "2025-06-01T00:00:00Z", number = 1, repository = "acme/shop", rule = "go/sql-injection", severity = "high", tool = "CodeQL" }]
  }
  mock "step.before" {
    tickets = [{ ticket = "SEC-1", subject = "acme/shop package 1: mend it", status = "new" }]
  }
  mock "step.forgotten" {
    tickets = []
  }

  outcome = "unknown"
}

test "somebody without a role is turned away" {
  runbook   = "holes-to-tickets"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
