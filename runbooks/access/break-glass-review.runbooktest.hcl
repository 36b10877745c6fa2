test "nobody used one" {
  runbook = "break-glass-review"
  trigger = "daily"

  mock "step.sign_ins" {
    count = 0
    last  = "never"
  }
  mock "step.accounts" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }

  outcome  = "passed"
  evidence = { used = 0 }
}

test "used in an emergency, and sealed again" {
  runbook = "break-glass-review"
  trigger = "daily"

  mock "step.sign_ins" {
    count = 2
    last  = "2026-01-05T02:10:00Z"
  }
  mock "step.accounts" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  answer "declared" {
    by     = "grace"
    second = "linus"
    values = { declared = true, changed = true }
  }

  outcome = "passed"
}

test "used, and nobody had declared one" {
  runbook = "break-glass-review"
  trigger = "daily"

  mock "step.sign_ins" {
    count = 1
    last  = "2026-01-05T02:10:00Z"
  }
  mock "step.accounts" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  answer "declared" {
    by     = "grace"
    second = "linus"
    values = { declared = false, changed = true }
  }

  outcome = "failed"
  by      = "check.only_in_emergencies"
}

test "used, and left open" {
  runbook = "break-glass-review"
  trigger = "daily"

  mock "step.sign_ins" {
    count = 1
    last  = "2026-01-05T02:10:00Z"
  }
  mock "step.accounts" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }
  answer "declared" {
    by     = "grace"
    second = "linus"
    values = { declared = true, changed = false }
  }

  outcome = "failed"
  by      = "check.password_changed"
}

test "one would not open" {
  runbook = "break-glass-review"
  trigger = "daily"

  mock "step.sign_ins" {
    count = 0
    last  = "never"
  }
  mock "step.accounts" {
    found  = true
    id     = "00u1"
    status = "SUSPENDED"
  }

  outcome = "failed"
  by      = "check.accounts_work"
}

test "the log cannot be read" {
  runbook = "break-glass-review"
  trigger = "daily"

  mock "step.sign_ins" {
    count = null
    last  = null
  }
  mock "step.accounts" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }

  outcome = "unknown"
  by      = "ask.declared"
}

test "nobody answers" {
  runbook = "break-glass-review"
  trigger = "daily"

  mock "step.sign_ins" {
    count = 1
    last  = "2026-01-05T02:10:00Z"
  }
  mock "step.accounts" {
    found  = true
    id     = "00u1"
    status = "ACTIVE"
  }

  outcome = "blocked"
  by      = "ask.declared"
}

test "somebody without the role is turned away" {
  runbook   = "break-glass-review"
  trigger   = "form"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
