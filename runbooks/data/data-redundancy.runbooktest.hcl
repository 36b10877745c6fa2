test "it does" {
  runbook = "data-redundancy"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = -1, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.database" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome  = "passed"
  evidence = { stores = 2, strong = 2, restored = 1, lag = 2 }
}

test "a database in one zone" {
  runbook = "data-redundancy"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = false, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.database" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.outlive"
}

test "a store without a yesterday" {
  runbook = "data-redundancy"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 0, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.database" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.history"
}

test "only its backup goes back far enough" {
  runbook = "data-redundancy"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = -1, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 1, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.database" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "passed"
}

test "backups that stopped" {
  runbook = "data-redundancy"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = -1, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 72, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.database" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.fresh"
}

test "nothing was ever restored" {
  runbook = "data-redundancy"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = -1, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = -1, encrypted = true },
    ]
  }

  mock "step.database" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.restored"
}

test "the copy is behind" {
  runbook = "data-redundancy"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = -1, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.database" {
    replicas        = 1
    lag             = 600
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.database"
}

test "nothing is archived" {
  runbook = "data-redundancy"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = -1, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.database" {
    replicas        = 1
    lag             = 2
    archiving       = false
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.database"
}

test "there are no stores" {
  runbook = "data-redundancy"
  trigger = "daily"

  mock "step.cloud" {
    stores = []
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.database" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.outlive"
}

test "AWS does not say" {
  runbook = "data-redundancy"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = -1, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    fails = "timeout"
  }

  mock "step.database" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "step.backups"
}

test "somebody without a role is turned away" {
  runbook   = "data-redundancy"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
