test "all is known" {
  runbook   = "data-inventory"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.own" {
    names = ["shop"]
  }

  outcome  = "passed"
  evidence = { found = 3, known = 3, closed = 2 }
}

test "most are not" {
  runbook   = "data-inventory"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::b", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "x", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "y", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.own" {
    names = ["shop"]
  }

  outcome = "failed"
  by      = "check.known"
}

test "much is open" {
  runbook   = "data-inventory"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = false, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = false, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.own" {
    names = ["shop"]
  }

  outcome = "failed"
  by      = "check.kept_in"
}

test "nothing in AWS" {
  runbook   = "data-inventory"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.cloud" {
    stores = []
  }

  mock "step.own" {
    names = ["shop"]
  }

  outcome = "failed"
  by      = "check.both_seen"
}

test "AWS does not say" {
  runbook   = "data-inventory"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.cloud" {
    fails = "timeout"
  }

  mock "step.own" {
    names = ["shop"]
  }

  outcome = "failed"
  by      = "step.cloud"
}

test "somebody without a role is turned away" {
  runbook   = "data-inventory"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
