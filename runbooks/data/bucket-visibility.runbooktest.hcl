test "most is known" {
  runbook = "bucket-visibility"
  trigger = "weekly"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }, { name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }, { name = "acme-x", class = "", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }]
  }
  mock "step.reads" {
    count = 900
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Reads", kind = "query", tags = [for l in org.data_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  evidence = { buckets = { all = 3, known = 2, own_key = 3, maybe_public = 0 } }
  outcome  = "passed"
}

test "half is not more than half" {
  runbook = "bucket-visibility"
  trigger = "weekly"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }, { name = "acme-x", class = "finance", owner = "", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }]
  }
  mock "step.reads" {
    count = 900
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Reads", kind = "query", tags = [for l in org.data_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "check.half_are_known"
}

test "nobody writes down who reads" {
  runbook = "bucket-visibility"
  trigger = "weekly"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }]
  }
  mock "step.reads" {
    count = 0
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Reads", kind = "query", tags = [for l in org.data_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "check.reads_are_written_down"
}

test "half of the cluster did not answer" {
  runbook = "bucket-visibility"
  trigger = "weekly"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }]
  }
  mock "step.reads" {
    count = null
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Reads", kind = "query", tags = [for l in org.data_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "unknown"
}

test "another project" {
  runbook = "bucket-visibility"
  trigger = "weekly"

  mock "step.buckets" {
    buckets = []
  }
  mock "step.reads" {
    count = 900
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Reads", kind = "query", tags = [for l in org.data_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "step.buckets.plausible"
}

test "somebody without the role is turned away" {
  runbook   = "bucket-visibility"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
