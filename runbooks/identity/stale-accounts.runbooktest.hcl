test "all but those to leave alone" {
  runbook   = "stale-accounts"
  trigger   = "form"
  requester = "ada"
  inputs    = { keep = ["carol@acme.example"] }

  person "ada" {
    roles = ["it_support"]
    email = "ada@acme.example"
  }
  mock "gate.laptop" {
    known            = true
    disk_encrypted   = true
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }
  mock "step.stale" {
    count = 2
    users = [
      { id = "00u1", login = "carol@acme.example", last_login = "never" },
      { id = "00u2", login = "bob@acme.example", last_login = "2025-06-01T08:00:00Z" },
    ]
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.left" {
    count = 1
    users = []
  }

  outcome  = "passed"
  ran      = ["step.stale", "approval.security", "step.suspend", "step.left"]
  evidence = { suspended = 1, left = 1 }
}

test "a laptop that is not in order is turned away" {
  runbook   = "stale-accounts"
  trigger   = "form"
  requester = "ada"

  person "ada" {
    roles = ["it_support"]
    email = "ada@acme.example"
  }
  mock "gate.laptop" {
    known            = true
    disk_encrypted   = false
    failing_policies = 0
    seen_at          = "2026-01-05T06:59:00Z"
  }

  outcome = "blocked"
  by      = "gate.laptop"
}

test "too many to be right, and nothing is touched" {
  runbook = "stale-accounts"
  trigger = "weekly"

  mock "step.stale" {
    count = 4000
    users = []
  }

  outcome = "failed"
  by      = "step.stale.plausible"
  ran     = ["step.stale"]
}

test "security says no" {
  runbook = "stale-accounts"
  trigger = "weekly"

  mock "step.stale" {
    count = 1
    users = [
      { id = "00u2", login = "bob@acme.example", last_login = "never" },
    ]
  }
  approve "security" {
    by     = ["grace"]
    reject = "Bob is on parental leave"
  }

  outcome = "blocked"
  by      = "approval.security"
}

test "suspending fails half-way, and is taken back" {
  runbook = "stale-accounts"
  trigger = "weekly"

  mock "step.stale" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", last_login = "never" },
      { id = "00u2", login = "bob@acme.example", last_login = "never" },
    ]
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.suspend" "bob@acme.example" {
    fails = "503"
  }

  # Both are as they were; whether anybody is left nobody has looked.
  outcome = "unknown"
  by      = "check.none_left"
}
