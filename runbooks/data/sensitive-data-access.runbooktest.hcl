test "row by row, and for a while" {
  runbook   = "sensitive-data-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
      { name = "public.b", class = "internal", row_security = false, policies = 0, readers = 2, standing = 3, public = false },
    ]
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  mock "step.settings" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  outcome  = "passed"
  evidence = { sensitive = 1, blunt = 0, standing = 0 }
}

test "all rows for everybody" {
  runbook   = "sensitive-data-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = false, policies = 1, readers = 2, standing = 0, public = false },
    ]
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  mock "step.settings" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  outcome = "failed"
  by      = "check.row_by_row"
}

test "nothing decides" {
  runbook   = "sensitive-data-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 0, readers = 2, standing = 0, public = false },
    ]
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  mock "step.settings" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  outcome = "failed"
  by      = "check.row_by_row"
}

test "somebody for good" {
  runbook   = "sensitive-data-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 1, public = false },
    ]
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  mock "step.settings" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  outcome = "failed"
  by      = "check.until_when"
}

test "nothing is labelled" {
  runbook   = "sensitive-data-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
    ]
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "scram-sha-256", refuses = false }, ]
  }

  mock "step.settings" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  outcome = "failed"
  by      = "check.labelled"
}

test "an old kind of password" {
  runbook   = "sensitive-data-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
      { name = "public.b", class = "internal", row_security = false, policies = 0, readers = 2, standing = 3, public = false },
    ]
  }

  mock "step.rules" {
    rules = [{ line = 3, encrypted = true, method = "md5", refuses = false }, ]
  }

  mock "step.settings" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  outcome = "failed"
  by      = "check.prove_it"
}

test "the rules cannot be seen" {
  runbook   = "sensitive-data-access"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
      { name = "public.b", class = "internal", row_security = false, policies = 0, readers = 2, standing = 3, public = false },
    ]
  }

  mock "step.rules" {
    fails = "denied"
  }

  mock "step.settings" {
    version    = 160004
    ssl        = true
    oldest_tls = "TLSv1.2"
    passwords  = "scram-sha-256"
  }

  outcome = "failed"
  by      = "step.rules"
}

test "somebody without a role is turned away" {
  runbook   = "sensitive-data-access"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
