test "as asked" {
  runbook = "bucket-classes"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = keys(org.bucket_classes)[0], owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes[keys(org.bucket_classes)[0]].days], kept = 0 }]
  }

  evidence = { buckets = { all = 1, classed = 1, as_asked = 1, wrong = 0 } }
  outcome  = "passed"
}

test "deleted on another day" {
  runbook = "bucket-classes"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = keys(org.bucket_classes)[0], owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes[keys(org.bucket_classes)[0]].days + 1], kept = 0 }]
  }

  outcome = "failed"
  by      = "check.as_asked"
}

test "a class of nobody's list" {
  runbook = "bucket-classes"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = "whatever-this-is", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes[keys(org.bucket_classes)[0]].days], kept = 0 }]
  }

  outcome = "failed"
  by      = "check.as_asked"
}

test "three of four are too few" {
  runbook = "bucket-classes"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = keys(org.bucket_classes)[0], owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes[keys(org.bucket_classes)[0]].days], kept = 0 }, { name = "acme-x", class = keys(org.bucket_classes)[0], owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes[keys(org.bucket_classes)[0]].days], kept = 0 }, { name = "acme-x", class = keys(org.bucket_classes)[0], owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes[keys(org.bucket_classes)[0]].days], kept = 0 }, { name = "acme-y", class = keys(org.bucket_classes)[0], owner = "billing", private = false, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes[keys(org.bucket_classes)[0]].days], kept = 0 }]
  }

  outcome = "failed"
  by      = "check.as_asked"
}

test "the token may not see them" {
  runbook = "bucket-classes"
  trigger = "daily"

  mock "step.buckets" {
    buckets = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "bucket-classes"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
