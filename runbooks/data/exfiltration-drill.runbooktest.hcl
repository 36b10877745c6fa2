test "it is held back" {
  runbook   = "exfiltration-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  mock "step.harmless" {
    status = 201
  }

  mock "step.cards" {
    status = 403
  }

  mock "step.arrived" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.still" {
    status = 201
  }

  mock "step.arrived_still" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.lost" {
    status = 404
  }

  outcome  = "passed"
  evidence = { stores = 1, answer = 403, held_back = true }
}

test "the way out broke down in between" {
  runbook   = "exfiltration-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  mock "step.harmless" {
    status = 201
  }

  mock "step.cards" {
    status = 403
  }

  mock "step.arrived" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.still" {
    status = 201
  }

  mock "step.arrived_still" {
    status = 404
  }

  mock "step.lost" {
    status = 404
  }

  outcome = "failed"
  by      = "check.way_is_open"
}

test "it gets out" {
  runbook   = "exfiltration-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  mock "step.harmless" {
    status = 201
  }

  mock "step.cards" {
    status = 201
  }

  mock "step.arrived" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.still" {
    status = 201
  }

  mock "step.arrived_still" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.lost" {
    status = 200
  }

  outcome = "failed"
  by      = "check.held_back"
}

test "nobody can see whether it got out" {
  runbook   = "exfiltration-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  mock "step.harmless" {
    status = 201
  }

  mock "step.cards" {
    status = 403
  }

  mock "step.arrived" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.still" {
    status = 201
  }

  mock "step.arrived_still" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.lost" {
    status = 403
  }

  outcome = "failed"
  by      = "check.held_back"
}

test "nothing gets out at all" {
  runbook   = "exfiltration-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  mock "step.harmless" {
    status = 201
  }

  mock "step.cards" {
    status = 403
  }

  mock "step.arrived" {
    status = 404
  }

  mock "step.still" {
    status = 201
  }

  mock "step.arrived_still" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.lost" {
    status = 404
  }

  outcome = "failed"
  by      = "check.way_is_open"
}

test "only what an earlier run sent is there" {
  runbook   = "exfiltration-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  mock "step.harmless" {
    status = 201
  }

  mock "step.cards" {
    status = 403
  }

  mock "step.arrived" {
    status = 200
    text   = "A drill of 2026-01-04: the weather is fine."
  }

  mock "step.still" {
    status = 201
  }

  mock "step.arrived_still" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.lost" {
    status = 404
  }

  outcome = "failed"
  by      = "check.way_is_open"
}

test "a bucket that nobody told of" {
  runbook   = "exfiltration-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:s3:::b", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a", "b"]
  }

  mock "step.harmless" {
    status = 201
  }

  mock "step.cards" {
    status = 403
  }

  mock "step.arrived" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.still" {
    status = 201
  }

  mock "step.arrived_still" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.lost" {
    status = 404
  }

  outcome = "failed"
  by      = "check.all_known"
}

test "a search that stopped" {
  runbook   = "exfiltration-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 30, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  mock "step.harmless" {
    status = 201
  }

  mock "step.cards" {
    status = 403
  }

  mock "step.arrived" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.still" {
    status = 201
  }

  mock "step.arrived_still" {
    status = 200
    text   = "A drill of 2026-01-05: the weather is fine."
  }

  mock "step.lost" {
    status = 404
  }

  outcome = "failed"
  by      = "check.searched_today"
}

test "the way out is broken" {
  runbook   = "exfiltration-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { known = ["arn:aws:s3:::a"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  mock "step.harmless" {
    fails = "500"
  }

  outcome = "failed"
  by      = "step.harmless"
}

test "somebody without a role is turned away" {
  runbook   = "exfiltration-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
