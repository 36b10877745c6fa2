test "noticed" {
  runbook = "data-read-drill"
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
  mock "step.judged" {
    count = 96
  }
  mock "step.theft" {
    read = true
  }
  mock "step.alert" {
    count = 1
  }

  evidence = { buckets = { all = 1, whole_life_known = 1 } }
  outcome  = "passed"
}

test "nobody noticed" {
  runbook = "data-read-drill"
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
  mock "step.judged" {
    count = 96
  }
  mock "step.theft" {
    read = true
  }
  mock "step.alert" {
    count = 0
  }

  outcome = "failed"
  by      = "check.noticed_in_time"
}

test "a bucket without an end" {
  runbook = "data-read-drill"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = "acme-x", class = "finance", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [], kept = 0 }]
  }
  mock "step.reads" {
    count = 900
  }
  mock "step.learns" {
    open      = true
    forecasts = 1
  }
  mock "step.judged" {
    count = 96
  }
  mock "step.theft" {
    read = true
  }
  mock "step.alert" {
    count = 1
  }

  outcome = "failed"
  by      = "check.whole_life_is_known"
}

test "nothing was judged" {
  runbook = "data-read-drill"
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
  mock "step.judged" {
    count = 0
  }
  mock "step.theft" {
    read = true
  }
  mock "step.alert" {
    count = 1
  }

  outcome = "failed"
  by      = "check.learnt_and_foretold"
}

test "the alerts may not be looked at" {
  runbook = "data-read-drill"
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
  mock "step.judged" {
    count = 96
  }
  mock "step.theft" {
    read = true
  }
  mock "step.alert" {
    count = null
  }

  outcome = "unknown"
}

test "somebody without the role is turned away" {
  runbook   = "data-read-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
