test "they do" {
  runbook = "bucket-lifecycle"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [for name in org.critical_buckets : { name = name, class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }]
  }

  outcome = "passed"
}

test "what must stay is kept" {
  runbook = "bucket-lifecycle"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [for name in org.critical_buckets : { name = name, class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [], kept = 86400 }]
  }

  outcome = "passed"
}

test "everything stays for ever" {
  runbook = "bucket-lifecycle"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [for name in org.critical_buckets : { name = name, class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [], kept = 0 }]
  }

  outcome = "failed"
  by      = "check.ends_by_itself"
}

test "one could be opened to the public" {
  runbook = "bucket-lifecycle"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [for name in org.critical_buckets : { name = name, class = "finance", owner = "billing", private = false, uniform = true, own_key = true, versioned = true, logged = true, deletes = [30], kept = 0 }]
  }

  outcome = "failed"
  by      = "check.closed_by_itself"
}

test "the token may not see them" {
  runbook = "bucket-lifecycle"
  trigger = "daily"

  mock "step.buckets" {
    buckets = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "bucket-lifecycle"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
