test "only few can" {
  runbook   = "data-privileges"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["root"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.roles" {
    roles = [
      { name = "root", login = true, superuser = true, bypasses = false, makes_roles = false, forever = true, days = 0 },
      { name = "app", login = true, superuser = false, bypasses = false, makes_roles = false, forever = true, days = 0 },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  outcome  = "passed"
  evidence = { mighty = 1, everybody = 0, closed = 1 }
}

test "one more" {
  runbook   = "data-privileges"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["root"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.roles" {
    roles = [
      { name = "root", login = true, superuser = true, bypasses = false, makes_roles = false, forever = true, days = 0 },
      { name = "app", login = true, superuser = false, bypasses = true, makes_roles = false, forever = true, days = 0 },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  outcome = "failed"
  by      = "check.few_admins"
}

test "it shows no role" {
  runbook   = "data-privileges"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["root"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.roles" {
    roles = []
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  outcome = "failed"
  by      = "check.few_admins"
}

test "everybody reads orders" {
  runbook   = "data-privileges"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["root"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.roles" {
    roles = [
      { name = "root", login = true, superuser = true, bypasses = false, makes_roles = false, forever = true, days = 0 },
      { name = "app", login = true, superuser = false, bypasses = false, makes_roles = false, forever = true, days = 0 },
    ]
  }

  mock "step.everybody" {
    grants = [{ thing = "public.orders", rights = "SELECT" }, ]
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  outcome = "failed"
  by      = "check.nothing_for_everybody"
}

test "a bucket is public" {
  runbook   = "data-privileges"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["root"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.roles" {
    roles = [
      { name = "root", login = true, superuser = true, bypasses = false, makes_roles = false, forever = true, days = 0 },
      { name = "app", login = true, superuser = false, bypasses = false, makes_roles = false, forever = true, days = 0 },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = false, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  outcome = "failed"
  by      = "check.closed"
}

test "nothing in AWS" {
  runbook   = "data-privileges"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["root"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.roles" {
    roles = [
      { name = "root", login = true, superuser = true, bypasses = false, makes_roles = false, forever = true, days = 0 },
      { name = "app", login = true, superuser = false, bypasses = false, makes_roles = false, forever = true, days = 0 },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.cloud" {
    stores = []
  }

  outcome = "failed"
  by      = "check.closed"
}

test "the database does not say" {
  runbook   = "data-privileges"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["root"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.roles" {
    fails = "denied"
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  outcome = "failed"
  by      = "step.roles"
}

test "somebody without a role is turned away" {
  runbook   = "data-privileges"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
