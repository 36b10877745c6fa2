test "every bucket is as it should be" {
  runbook = "s3-buckets"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "test-orders", region = org.s3.region }, { name = "test-invoices", region = org.s3.region }]
    more    = false
  }
  mock "step.closed" "test-orders" {
    closed = true
  }
  mock "step.encrypted" "test-orders" {
    encrypted = true
    own_key   = true
  }
  mock "step.transport" "test-orders" {
    tls_only = true
  }
  mock "step.kept" "test-orders" {
    kept = true
  }
  mock "step.closed" "test-invoices" {
    closed = true
  }
  mock "step.encrypted" "test-invoices" {
    encrypted = true
    own_key   = false
  }
  mock "step.transport" "test-invoices" {
    tls_only = true
  }
  mock "step.kept" "test-invoices" {
    kept = true
  }

  outcome  = "passed"
  evidence = { buckets = 2, open = 0, plain = 0, own_keys = 1, unguarded = 0, unkept = 0, astray = 0 }
}

test "one could be opened" {
  runbook = "s3-buckets"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "test-orders", region = org.s3.region }, { name = "test-invoices", region = org.s3.region }]
    more    = false
  }
  mock "step.closed" "test-orders" {
    closed = true
  }
  mock "step.encrypted" "test-orders" {
    encrypted = true
    own_key   = true
  }
  mock "step.transport" "test-orders" {
    tls_only = true
  }
  mock "step.kept" "test-orders" {
    kept = true
  }
  mock "step.closed" "test-invoices" {
    closed = false
  }
  mock "step.encrypted" "test-invoices" {
    encrypted = true
    own_key   = false
  }
  mock "step.transport" "test-invoices" {
    tls_only = true
  }
  mock "step.kept" "test-invoices" {
    kept = true
  }

  outcome  = "failed"
  by       = "check.closed"
  evidence = { buckets = 2, open = 1 }
}

test "one does not encrypt" {
  runbook = "s3-buckets"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "test-orders", region = org.s3.region }, { name = "test-invoices", region = org.s3.region }]
    more    = false
  }
  mock "step.closed" "test-orders" {
    closed = true
  }
  mock "step.encrypted" "test-orders" {
    encrypted = true
    own_key   = true
  }
  mock "step.transport" "test-orders" {
    tls_only = true
  }
  mock "step.kept" "test-orders" {
    kept = true
  }
  mock "step.closed" "test-invoices" {
    closed = true
  }
  mock "step.encrypted" "test-invoices" {
    encrypted = false
    own_key   = false
  }
  mock "step.transport" "test-invoices" {
    tls_only = true
  }
  mock "step.kept" "test-invoices" {
    kept = true
  }

  outcome  = "failed"
  by       = "check.encrypted"
  evidence = { plain = 1 }
}

test "one takes requests in the open" {
  runbook = "s3-buckets"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "test-orders", region = org.s3.region }, { name = "test-invoices", region = org.s3.region }]
    more    = false
  }
  mock "step.closed" "test-orders" {
    closed = true
  }
  mock "step.encrypted" "test-orders" {
    encrypted = true
    own_key   = true
  }
  mock "step.transport" "test-orders" {
    tls_only = true
  }
  mock "step.kept" "test-orders" {
    kept = true
  }
  mock "step.closed" "test-invoices" {
    closed = true
  }
  mock "step.encrypted" "test-invoices" {
    encrypted = true
    own_key   = false
  }
  mock "step.transport" "test-invoices" {
    tls_only = false
  }
  mock "step.kept" "test-invoices" {
    kept = true
  }

  outcome  = "failed"
  by       = "check.tls_only"
  evidence = { unguarded = 1 }
}

test "one forgets" {
  runbook = "s3-buckets"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "test-orders", region = org.s3.region }, { name = "test-invoices", region = org.s3.region }]
    more    = false
  }
  mock "step.closed" "test-orders" {
    closed = true
  }
  mock "step.encrypted" "test-orders" {
    encrypted = true
    own_key   = true
  }
  mock "step.transport" "test-orders" {
    tls_only = true
  }
  mock "step.kept" "test-orders" {
    kept = true
  }
  mock "step.closed" "test-invoices" {
    closed = true
  }
  mock "step.encrypted" "test-invoices" {
    encrypted = true
    own_key   = false
  }
  mock "step.transport" "test-invoices" {
    tls_only = true
  }
  mock "step.kept" "test-invoices" {
    kept = false
  }

  outcome  = "failed"
  by       = "check.kept"
  evidence = { unkept = 1 }
}

test "one lies where nobody looks" {
  runbook = "s3-buckets"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "test-orders", region = org.s3.region }, { name = "test-invoices", region = org.s3.region }, { name = "test-far", region = "nowhere-1" }]
    more    = false
  }
  mock "step.closed" "test-orders" {
    closed = true
  }
  mock "step.encrypted" "test-orders" {
    encrypted = true
    own_key   = true
  }
  mock "step.transport" "test-orders" {
    tls_only = true
  }
  mock "step.kept" "test-orders" {
    kept = true
  }
  mock "step.closed" "test-invoices" {
    closed = true
  }
  mock "step.encrypted" "test-invoices" {
    encrypted = true
    own_key   = false
  }
  mock "step.transport" "test-invoices" {
    tls_only = true
  }
  mock "step.kept" "test-invoices" {
    kept = true
  }

  outcome  = "failed"
  by       = "check.nothing_astray"
  evidence = { buckets = 2, astray = 1 }
}

test "there are too many" {
  runbook = "s3-buckets"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "test-orders", region = org.s3.region }, { name = "test-invoices", region = org.s3.region }]
    more    = true
  }
  mock "step.closed" "test-orders" {
    closed = true
  }
  mock "step.encrypted" "test-orders" {
    encrypted = true
    own_key   = true
  }
  mock "step.transport" "test-orders" {
    tls_only = true
  }
  mock "step.kept" "test-orders" {
    kept = true
  }
  mock "step.closed" "test-invoices" {
    closed = true
  }
  mock "step.encrypted" "test-invoices" {
    encrypted = true
    own_key   = false
  }
  mock "step.transport" "test-invoices" {
    tls_only = true
  }
  mock "step.kept" "test-invoices" {
    kept = true
  }

  outcome  = "failed"
  by       = "check.nothing_astray"
  evidence = { astray = 0 }
}

test "there is none" {
  runbook = "s3-buckets"
  trigger = "daily"

  mock "step.buckets" {
    buckets = []
    more    = false
  }

  outcome  = "failed"
  by       = "check.seen"
  evidence = { buckets = 0 }
}

test "somebody without a role is turned away" {
  runbook   = "s3-buckets"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
