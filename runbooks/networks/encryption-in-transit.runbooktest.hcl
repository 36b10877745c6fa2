test "all is encrypted" {
  runbook = "encryption-in-transit"
  trigger = "daily"

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.mail" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [
      { line = 3, encrypted = true, method = "scram-sha-256", refuses = false },
      { line = 4, encrypted = false, method = "reject", refuses = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [{ namespace = "app-1", name = "web", encrypted = true, limit = 50 }, ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
  }

  outcome = "passed"
}

test "an old TLS beside the new ones" {
  runbook = "encryption-in-transit"
  trigger = "daily"

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.1", "TLS 1.2"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.mail" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [
      { line = 3, encrypted = true, method = "scram-sha-256", refuses = false },
      { line = 4, encrypted = false, method = "reject", refuses = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [{ namespace = "app-1", name = "web", encrypted = true, limit = 50 }, ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
  }

  outcome = "failed"
}

test "mail in the open" {
  runbook = "encryption-in-transit"
  trigger = "daily"

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.mail" {
    reached = false
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [
      { line = 3, encrypted = true, method = "scram-sha-256", refuses = false },
      { line = 4, encrypted = false, method = "reject", refuses = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [{ namespace = "app-1", name = "web", encrypted = true, limit = 50 }, ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
  }

  outcome = "failed"
}

test "a line for everybody" {
  runbook = "encryption-in-transit"
  trigger = "daily"

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.mail" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = false, method = "md5", refuses = false }, ]
  }

  mock "step.ingresses" {
    ingresses = [{ namespace = "app-1", name = "web", encrypted = true, limit = 50 }, ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
  }

  outcome = "failed"
  by      = "check.database"
}

test "anybody without a password" {
  runbook = "encryption-in-transit"
  trigger = "daily"

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.mail" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "trust", refuses = false }, ]
  }

  mock "step.ingresses" {
    ingresses = [{ namespace = "app-1", name = "web", encrypted = true, limit = 50 }, ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
  }

  outcome = "failed"
  by      = "check.database"
}

test "the database does not tell" {
  runbook = "encryption-in-transit"
  trigger = "daily"

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.mail" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    fails = "denied"
  }

  mock "step.ingresses" {
    ingresses = [{ namespace = "app-1", name = "web", encrypted = true, limit = 50 }, ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
  }

  outcome = "failed"
  by      = "step.rules"
}

test "a way in without encryption" {
  runbook = "encryption-in-transit"
  trigger = "daily"

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.mail" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [
      { line = 3, encrypted = true, method = "scram-sha-256", refuses = false },
      { line = 4, encrypted = false, method = "reject", refuses = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [{ namespace = "app-1", name = "web", encrypted = false, limit = 50 }, ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
  }

  outcome = "failed"
  by      = "check.let_in"
}

test "the same key for ever" {
  runbook = "encryption-in-transit"
  trigger = "daily"

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.mail" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [
      { line = 3, encrypted = true, method = "scram-sha-256", refuses = false },
      { line = 4, encrypted = false, method = "reject", refuses = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [{ namespace = "app-1", name = "web", encrypted = true, limit = 50 }, ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = false }, ]
  }

  outcome = "failed"
  by      = "check.renewed"
}

test "no certificate looks after itself" {
  runbook = "encryption-in-transit"
  trigger = "daily"

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.mail" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [
      { line = 3, encrypted = true, method = "scram-sha-256", refuses = false },
      { line = 4, encrypted = false, method = "reject", refuses = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [{ namespace = "app-1", name = "web", encrypted = true, limit = 50 }, ]
  }

  mock "step.certificates" {
    certificates = []
  }

  outcome = "failed"
  by      = "check.renewed"
}

test "a kind that is broken" {
  runbook = "encryption-in-transit"
  trigger = "daily"

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  mock "step.mail" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "SHA1-RSA", subject = "site" }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [
      { line = 3, encrypted = true, method = "scram-sha-256", refuses = false },
      { line = 4, encrypted = false, method = "reject", refuses = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [{ namespace = "app-1", name = "web", encrypted = true, limit = 50 }, ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
  }

  outcome = "failed"
  by      = "check.no_broken_kind"
}

test "somebody without a role is turned away" {
  runbook   = "encryption-in-transit"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
