test "rules, repair and end" {
  runbook = "bucket-drill"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = org.drill_data.bucket, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }, { name = "acme-other", class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.before" {
    found = false
  }
  mock "step.past" {
    found = true
  }
  mock "step.written" {
    found = true
  }
  mock "step.given" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.repaired" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }

  evidence = { buckets = { all = 2, as_asked = 2 } }
  outcome  = "passed"
}

test "three days ago nothing was written" {
  runbook = "bucket-drill"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = org.drill_data.bucket, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }, { name = "acme-other", class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.before" {
    found = false
  }
  mock "step.past" {
    found = false
  }
  mock "step.written" {
    found = true
  }
  mock "step.given" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.repaired" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }

  outcome = "failed"
  by      = "check.old_is_gone"
}

test "there is no bucket but that of the drill" {
  runbook = "bucket-drill"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = org.drill_data.bucket, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.before" {
    found = false
  }
  mock "step.past" {
    found = true
  }
  mock "step.written" {
    found = true
  }
  mock "step.given" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.repaired" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }

  outcome = "failed"
  by      = "check.all_as_asked"
}

test "nothing gives it rules" {
  runbook = "bucket-drill"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = org.drill_data.bucket, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }, { name = "acme-other", class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.before" {
    found = false
  }
  mock "step.past" {
    found = true
  }
  mock "step.written" {
    found = true
  }
  mock "step.given" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "", private = false, uniform = true, own_key = true, versioned = true, logged = true, deletes = [], kept = 0 }]
  }
  mock "step.repaired" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }

  outcome = "failed"
  by      = "check.new_gets_its_rules"
}

test "nothing puts a changed rule back" {
  runbook = "bucket-drill"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = org.drill_data.bucket, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }, { name = "acme-other", class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.before" {
    found = false
  }
  mock "step.past" {
    found = true
  }
  mock "step.written" {
    found = true
  }
  mock "step.given" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.repaired" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days + 1], kept = 0 }]
  }

  outcome = "failed"
  by      = "check.changed_is_put_back"
}

test "what should be gone is there" {
  runbook = "bucket-drill"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = org.drill_data.bucket, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }, { name = "acme-other", class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.before" {
    found = true
  }
  mock "step.past" {
    found = true
  }
  mock "step.written" {
    found = true
  }
  mock "step.given" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.repaired" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }

  outcome = "failed"
  by      = "check.old_is_gone"
}

test "one bucket does as it likes" {
  runbook = "bucket-drill"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = org.drill_data.bucket, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }, { name = "acme-other", class = "", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes[keys(org.bucket_classes)[0]].days], kept = 0 }]
  }
  mock "step.before" {
    found = false
  }
  mock "step.past" {
    found = true
  }
  mock "step.written" {
    found = true
  }
  mock "step.given" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.repaired" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }

  outcome = "failed"
  by      = "check.all_as_asked"
}

test "the last drill left its bucket, and nothing is touched" {
  runbook = "bucket-drill"
  trigger = "daily"

  mock "step.buckets" {
    buckets = [{ name = org.drill_data.bucket, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }, { name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes[keys(org.bucket_classes)[0]].days], kept = 0 }]
  }
  mock "step.before" {
    found = false
  }
  mock "step.past" {
    found = true
  }
  mock "step.written" {
    found = true
  }
  mock "step.given" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }
  mock "step.repaired" {
    buckets = [{ name = org.drill_data.fresh, class = "drill", owner = "billing", private = true, uniform = true, own_key = true, versioned = true, logged = true, deletes = [org.bucket_classes.drill.days], kept = 0 }]
  }

  outcome = "failed"
  by      = "step.buckets.as_before"
}

test "somebody without the role is turned away" {
  runbook   = "bucket-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
