test "it is" {
  runbook   = "data-access-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.kinds" {
    names = ["reader", "writer"]
  }

  mock "step.kind" {
    usual   = 900
    longest = 3600
  }

  mock "step.stuck" {
    count = 0
  }

  mock "step.loan" {
    lease   = "database/creds/drill/l1"
    account = "v-drill-1"
    seconds = 900
  }

  mock "step.there" {
    found   = true
    forever = false
    minutes = 15
    tables  = 1
  }

  mock "step.gone" {
    found   = false
    forever = false
    minutes = 0
    tables  = 0
  }

  outcome = "passed"
}

test "it lives for ever" {
  runbook   = "data-access-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.kinds" {
    names = ["reader", "writer"]
  }

  mock "step.kind" {
    usual   = 900
    longest = 3600
  }

  mock "step.stuck" {
    count = 0
  }

  mock "step.loan" {
    lease   = "database/creds/drill/l1"
    account = "v-drill-1"
    seconds = 900
  }

  mock "step.there" {
    found   = true
    forever = true
    minutes = 0
    tables  = 1
  }

  mock "step.gone" {
    found   = false
    forever = false
    minutes = 0
    tables  = 0
  }

  outcome = "failed"
  by      = "check.lent_briefly"
}

test "it reads everything" {
  runbook   = "data-access-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.kinds" {
    names = ["reader", "writer"]
  }

  mock "step.kind" {
    usual   = 900
    longest = 3600
  }

  mock "step.stuck" {
    count = 0
  }

  mock "step.loan" {
    lease   = "database/creds/drill/l1"
    account = "v-drill-1"
    seconds = 900
  }

  mock "step.there" {
    found   = true
    forever = false
    minutes = 15
    tables  = 40
  }

  mock "step.gone" {
    found   = false
    forever = false
    minutes = 0
    tables  = 0
  }

  outcome = "failed"
  by      = "check.just_enough"
}

test "it stays" {
  runbook   = "data-access-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.kinds" {
    names = ["reader", "writer"]
  }

  mock "step.kind" {
    usual   = 900
    longest = 3600
  }

  mock "step.stuck" {
    count = 0
  }

  mock "step.loan" {
    lease   = "database/creds/drill/l1"
    account = "v-drill-1"
    seconds = 900
  }

  mock "step.there" {
    found   = true
    forever = false
    minutes = 15
    tables  = 1
  }

  mock "step.gone" {
    found   = true
    forever = false
    minutes = 14
    tables  = 1
  }

  outcome = "failed"
  by      = "check.taken_back"
}

test "a kind without an end" {
  runbook   = "data-access-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.kinds" {
    names = ["reader", "writer"]
  }

  mock "step.kind" {
    usual   = 900
    longest = 0
  }

  mock "step.stuck" {
    count = 0
  }

  mock "step.loan" {
    lease   = "database/creds/drill/l1"
    account = "v-drill-1"
    seconds = 900
  }

  mock "step.there" {
    found   = true
    forever = false
    minutes = 15
    tables  = 1
  }

  mock "step.gone" {
    found   = false
    forever = false
    minutes = 0
    tables  = 0
  }

  outcome = "failed"
  by      = "check.every_kind_is_brief"
}

test "some could not be taken back" {
  runbook   = "data-access-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.kinds" {
    names = ["reader", "writer"]
  }

  mock "step.kind" {
    usual   = 900
    longest = 3600
  }

  mock "step.stuck" {
    count = 2
  }

  mock "step.loan" {
    lease   = "database/creds/drill/l1"
    account = "v-drill-1"
    seconds = 900
  }

  mock "step.there" {
    found   = true
    forever = false
    minutes = 15
    tables  = 1
  }

  mock "step.gone" {
    found   = false
    forever = false
    minutes = 0
    tables  = 0
  }

  outcome = "failed"
  by      = "check.every_kind_is_brief"
}

test "somebody reads for good" {
  runbook   = "data-access-drill"
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

  mock "step.everybody" {
    grants = []
  }

  mock "step.kinds" {
    names = ["reader", "writer"]
  }

  mock "step.kind" {
    usual   = 900
    longest = 3600
  }

  mock "step.stuck" {
    count = 0
  }

  mock "step.loan" {
    lease   = "database/creds/drill/l1"
    account = "v-drill-1"
    seconds = 900
  }

  mock "step.there" {
    found   = true
    forever = false
    minutes = 15
    tables  = 1
  }

  mock "step.gone" {
    found   = false
    forever = false
    minutes = 0
    tables  = 0
  }

  outcome = "failed"
  by      = "check.nobody_for_good"
}

test "the database cannot be asked, and it is given back" {
  runbook   = "data-access-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.kinds" {
    names = ["reader", "writer"]
  }

  mock "step.kind" {
    usual   = 900
    longest = 3600
  }

  mock "step.stuck" {
    count = 0
  }

  mock "step.loan" {
    lease   = "database/creds/drill/l1"
    account = "v-drill-1"
    seconds = 900
  }

  mock "step.there" {
    fails = "timeout"
  }

  outcome = "failed"
  by      = "step.there"
}

test "Vault lends nothing" {
  runbook   = "data-access-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { sensitive = ["hidden"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.tables" {
    tables = [
      { name = "public.a", class = "hidden", row_security = true, policies = 1, readers = 2, standing = 0, public = false },
    ]
  }

  mock "step.everybody" {
    grants = []
  }

  mock "step.kinds" {
    names = ["reader", "writer"]
  }

  mock "step.kind" {
    usual   = 900
    longest = 3600
  }

  mock "step.stuck" {
    count = 0
  }

  mock "step.loan" {
    fails = "403"
  }

  outcome = "failed"
  by      = "step.loan"
}

test "somebody without a role is turned away" {
  runbook   = "data-access-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
