test "looked at, and ahead" {
  runbook = "data-detections"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }]
  }
  mock "step.reads" {
    count = 900
  }
  mock "step.learns" {
    open      = true
    forecasts = 1
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Reads", kind = "query", tags = [for l in org.data_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  evidence = { buckets = { all = 1, known = 1 } }
  outcome  = "passed"
}

test "a rule that fails at every turn" {
  runbook = "data-detections"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }]
  }
  mock "step.reads" {
    count = 900
  }
  mock "step.learns" {
    open      = true
    forecasts = 1
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Reads", kind = "query", tags = [for l in org.data_logs : l.tag], went = "failed", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "check.each_is_looked_at"
}

test "nothing looks ahead" {
  runbook = "data-detections"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }]
  }
  mock "step.reads" {
    count = 900
  }
  mock "step.learns" {
    open      = true
    forecasts = 0
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Reads", kind = "query", tags = [for l in org.data_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "check.foretold"
}

test "two in three are too few" {
  runbook = "data-detections"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }, { name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }, { name = "acme-x", class = "", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }]
  }
  mock "step.reads" {
    count = 900
  }
  mock "step.learns" {
    open      = true
    forecasts = 1
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Reads", kind = "query", tags = [for l in org.data_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "failed"
  by      = "check.nearly_all_are_known"
}

test "the job may not be looked at" {
  runbook = "data-detections"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }]
  }
  mock "step.reads" {
    count = 900
  }
  mock "step.learns" {
    open      = null
    forecasts = null
  }
  mock "step.rules" {
    rules = [{ id = "r1", name = "Reads", kind = "query", tags = [for l in org.data_logs : l.tag], went = "succeeded", at = "2026-01-05T06:55:00Z" }]
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "data-detections"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
