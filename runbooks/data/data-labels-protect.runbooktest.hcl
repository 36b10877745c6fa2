test "it does" {
  runbook   = "data-labels-protect"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"], sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "hidden", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "hidden", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = false, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.own" {
    names = ["shop"]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome  = "passed"
  evidence = { found = 3, sensitive = 2, leaky = 0 }
}

test "a store that nobody told of" {
  runbook   = "data-labels-protect"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"], sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "hidden", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:s3:::b", kind = "bucket", class = "hidden", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.own" {
    names = ["shop"]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a", "b"]
  }

  outcome = "failed"
  by      = "check.all_known"
}

test "no label" {
  runbook   = "data-labels-protect"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"], sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "hidden", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.own" {
    names = ["shop"]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "check.all_labelled"
}

test "a word of nobody" {
  runbook   = "data-labels-protect"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"], sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "hidden", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "whatever-else", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.own" {
    names = ["shop"]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "check.all_labelled"
}

test "strangers are let in" {
  runbook   = "data-labels-protect"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"], sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "hidden", owner = "shop", encrypted = true, closed = true, insiders = false, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.own" {
    names = ["shop"]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "check.kept_in"
}

test "the public is let in" {
  runbook   = "data-labels-protect"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"], sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "hidden", owner = "shop", encrypted = true, closed = false, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.own" {
    names = ["shop"]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "check.kept_in"
}

test "nobody searches" {
  runbook   = "data-labels-protect"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"], sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "hidden", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "hidden", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = false, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.own" {
    names = ["shop"]
  }

  mock "step.search" {
    jobs = [

    ]
    buckets = []
  }

  outcome = "failed"
  by      = "check.searched"
}

test "PostgreSQL does not say" {
  runbook   = "data-labels-protect"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a", "arn:aws:rds:eu:1:db:d", "shop"], sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "hidden", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "hidden", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = false, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.own" {
    fails = "denied"
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "step.own"
}

test "somebody without a role is turned away" {
  runbook   = "data-labels-protect"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
