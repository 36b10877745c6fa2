test "revoked, and closed" {
  runbook   = "leaked-secret"
  trigger   = "form"
  requester = "ada"
  inputs    = { repository = "acme/shop", number = 3 }

  mock "step.before" {
    alerts = [
      { created_at = "2026-01-04T00:00:00Z", number = 3, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" },
      { created_at = "2026-01-04T00:00:00Z", number = 4, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" },
    ]
  }
  answer "revoked" {
    by     = "linus"
    second = "grace"
    values = { done = true, how = "revoked", used = "no" }
  }
  mock "step.after" {
    alerts = [
      { created_at = "2026-01-04T00:00:00Z", number = 4, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" },
    ]
  }

  outcome  = "passed"
  evidence = { how = "revoked", used = "no", closed = true }
}

test "said to be done, and GitHub knows nothing of it" {
  runbook   = "leaked-secret"
  trigger   = "form"
  requester = "ada"
  inputs    = { repository = "acme/shop", number = 3 }

  mock "step.before" {
    alerts = [
      { created_at = "2026-01-04T00:00:00Z", number = 3, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" },
    ]
  }
  answer "revoked" {
    by     = "linus"
    second = "grace"
    values = { done = true, how = "revoked", used = "no" }
  }
  mock "step.after" {
    alerts = [
      { created_at = "2026-01-04T00:00:00Z", number = 3, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" },
    ]
  }

  outcome  = "failed"
  by       = "check.closed"
  evidence = { closed = false }
}

test "it still opens something" {
  runbook   = "leaked-secret"
  trigger   = "form"
  requester = "ada"
  inputs    = { repository = "acme/shop", number = 3 }

  mock "step.before" {
    alerts = [
      { created_at = "2026-01-04T00:00:00Z", number = 3, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" },
    ]
  }
  answer "revoked" {
    by     = "linus"
    second = "grace"
    values = { done = false, how = "revoked", used = "no" }
  }
  mock "step.after" {
    alerts = [
      { created_at = "2026-01-04T00:00:00Z", number = 3, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" },
    ]
  }

  outcome = "failed"
  by      = "check.revoked"
}

test "a stranger used it" {
  runbook   = "leaked-secret"
  trigger   = "form"
  requester = "ada"
  inputs    = { repository = "acme/shop", number = 3 }

  mock "step.before" {
    alerts = [
      { created_at = "2026-01-04T00:00:00Z", number = 3, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" },
    ]
  }
  answer "revoked" {
    by     = "linus"
    second = "grace"
    values = { done = true, how = "revoked", used = "yes" }
  }
  mock "step.after" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.not_used"
}

test "GitHub does not answer the second time" {
  runbook   = "leaked-secret"
  trigger   = "form"
  requester = "ada"
  inputs    = { repository = "acme/shop", number = 3 }

  mock "step.before" {
    alerts = [
      { created_at = "2026-01-04T00:00:00Z", number = 3, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" },
    ]
  }
  answer "revoked" {
    by     = "linus"
    second = "grace"
    values = { done = true, how = "revoked", used = "no" }
  }
  mock "step.after" {
    alerts = null
  }

  outcome = "unknown"
  by      = "check.closed"
}

test "no such alert" {
  runbook   = "leaked-secret"
  trigger   = "form"
  requester = "ada"
  inputs    = { repository = "acme/shop", number = 3 }

  mock "step.before" {
    alerts = [
      { created_at = "2026-01-04T00:00:00Z", number = 4, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" },
    ]
  }

  outcome = "failed"
  by      = "step.before.open"
}

test "nobody answers" {
  runbook   = "leaked-secret"
  trigger   = "form"
  requester = "ada"
  inputs    = { repository = "acme/shop", number = 3 }

  mock "step.before" {
    alerts = [
      { created_at = "2026-01-04T00:00:00Z", number = 3, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" },
    ]
  }

  outcome = "blocked"
  by      = "ask.revoked"
}

test "somebody of neither team is turned away" {
  runbook   = "leaked-secret"
  trigger   = "form"
  requester = "mallory"
  inputs    = { repository = "acme/shop", number = 3 }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
