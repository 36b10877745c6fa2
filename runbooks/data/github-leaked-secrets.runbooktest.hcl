test "none" {
  runbook = "github-leaked-secrets"
  trigger = "daily"

  mock "step.leaks" {
    alerts = []
  }

  outcome = "passed"
}

test "one that works" {
  runbook = "github-leaked-secrets"
  trigger = "daily"

  mock "step.leaks" {
    alerts = [{ created_at = "2026-01-04T00:00:00Z", number = 3, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "active" }]
  }

  outcome = "failed"
  by      = "check.none_works"
}

test "one that was forgotten" {
  runbook = "github-leaked-secrets"
  trigger = "daily"

  mock "step.leaks" {
    alerts = [{ created_at = "2025-10-01T00:00:00Z", number = 3, public = false, repository = "acme/shop", type = "aws_access_key_id", validity = "inactive" }]
  }

  outcome = "failed"
  by      = "check.none_is_left"
}

test "the token may not see it" {
  runbook = "github-leaked-secrets"
  trigger = "daily"

  mock "step.leaks" {
    alerts = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "github-leaked-secrets"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
