test "it is" {
  runbook = "data-at-rest"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = false, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.keys" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  outcome  = "passed"
  evidence = { stores = 2, bare = 0, keys = 1 }
}

test "a database is not" {
  runbook = "data-at-rest"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = false, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.keys" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  outcome = "failed"
  by      = "check.at_rest"
}

test "a backup is not" {
  runbook = "data-at-rest"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = false, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = false },
    ]
  }

  mock "step.keys" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  outcome = "failed"
  by      = "check.copies_too"
}

test "a bucket takes what is not" {
  runbook = "data-at-rest"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = false, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.keys" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  outcome = "failed"
  by      = "check.on_the_way"
}

test "a line lets in what is not" {
  runbook = "data-at-rest"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = false, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.keys" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = false, method = "scram-sha-256", refuses = false }, ]
  }

  outcome = "failed"
  by      = "check.on_the_way"
}

test "a key for ever" {
  runbook = "data-at-rest"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = false, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.keys" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = false, open = false, mixed = false }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  outcome = "failed"
  by      = "check.keys_are_renewed"
}

test "there are no stores" {
  runbook = "data-at-rest"
  trigger = "daily"

  mock "step.cloud" {
    stores = []
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.keys" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  outcome = "failed"
  by      = "check.at_rest"
}

test "AWS does not say" {
  runbook = "data-at-rest"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = false, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.keys" {
    fails = "timeout"
  }

  mock "step.database" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  outcome = "failed"
  by      = "step.keys"
}

test "somebody without a role is turned away" {
  runbook   = "data-at-rest"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
