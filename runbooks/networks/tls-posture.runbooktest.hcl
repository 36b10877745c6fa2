test "every site is fine" {
  runbook = "tls-posture"
  trigger = "daily"

  mock "step.site" {
    reached     = true
    version     = "TLS 1.3"
    trusted     = true
    trust_error = ""
    days_left   = 60
    not_after   = "2026-03-06T00:00:00Z"
    fingerprint = "ab"
  }

  outcome = "passed"
}

test "an old TLS" {
  runbook = "tls-posture"
  trigger = "daily"

  mock "step.site" {
    reached     = true
    version     = "TLS 1.0"
    trusted     = true
    trust_error = ""
    days_left   = 60
    not_after   = "2026-03-06T00:00:00Z"
    fingerprint = "ab"
  }

  outcome = "failed"
}

test "a certificate about to end" {
  runbook = "tls-posture"
  trigger = "daily"

  mock "step.site" {
    reached     = true
    version     = "TLS 1.3"
    trusted     = true
    trust_error = ""
    days_left   = 2
    not_after   = "2026-01-07T00:00:00Z"
    fingerprint = "ab"
  }

  outcome = "failed"
}

test "somebody without the role is turned away" {
  runbook   = "tls-posture"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
