test "it does" {
  runbook = "data-adapts"
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

  mock "step.answer" {
    names = ["shop"]
  }

  mock "step.copies" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "passed"
}

test "a store that stays as it is" {
  runbook = "data-adapts"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = false },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.answer" {
    names = ["shop"]
  }

  mock "step.copies" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.adapts"
}

test "a database in one zone" {
  runbook = "data-adapts"
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

  mock "step.answer" {
    names = ["shop"]
  }

  mock "step.copies" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.outlive"
}

test "a short memory" {
  runbook = "data-adapts"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 7, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.answer" {
    names = ["shop"]
  }

  mock "step.copies" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.history"
}

test "nothing was restored this month" {
  runbook = "data-adapts"
  trigger = "daily"

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = -1, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 60, encrypted = true },
    ]
  }

  mock "step.answer" {
    names = ["shop"]
  }

  mock "step.copies" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.history"
}

test "no copy" {
  runbook = "data-adapts"
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

  mock "step.answer" {
    names = ["shop"]
  }

  mock "step.copies" {
    replicas        = 0
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.answers"
}

test "there are no stores" {
  runbook = "data-adapts"
  trigger = "daily"

  mock "step.cloud" {
    stores = []
  }

  mock "step.backups" {
    backups = [
      { id = "arn:aws:rds:eu:1:db:d", hours = 3, days = 40, restored = 10, encrypted = true },
    ]
  }

  mock "step.answer" {
    names = ["shop"]
  }

  mock "step.copies" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "check.adapts"
}

test "the database does not answer" {
  runbook = "data-adapts"
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

  mock "step.answer" {
    fails = "timeout"
  }

  mock "step.copies" {
    replicas        = 1
    lag             = 2
    archiving       = true
    archived_before = 300
  }

  outcome = "failed"
  by      = "step.answer"
}

test "somebody without a role is turned away" {
  runbook   = "data-adapts"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
