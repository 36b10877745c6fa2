test "one who left is closed out" {
  runbook = "entra-orphans"
  trigger = "weekly"

  mock "step.okta" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
      { id = "u2", login = "eve@acme.example", guest = false, synced = false },
    ]
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.after" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
    ]
  }

  outcome  = "passed"
  ran      = ["step.entra", "step.okta", "approval.security", "step.close", "step.out", "step.after"]
  evidence = { orphans = 1, closed = 1 }
}

test "everybody is still here" {
  runbook = "entra-orphans"
  trigger = "weekly"

  mock "step.okta" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
    ]
  }
  mock "step.after" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
    ]
  }

  outcome  = "passed"
  evidence = { orphans = 0, closed = 0 }
}

test "the account comes back from a directory of ours" {
  runbook = "entra-orphans"
  trigger = "weekly"

  mock "step.okta" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
      { id = "u2", login = "eve@acme.example", guest = false, synced = false },
    ]
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.after" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
      { id = "u2", login = "eve@acme.example", guest = false, synced = false },
    ]
  }

  outcome = "failed"
  by      = "check.none_left"
}

test "Okta names nobody, and nothing is closed" {
  runbook = "entra-orphans"
  trigger = "weekly"

  mock "step.okta" {
    users = []
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
      { id = "u2", login = "eve@acme.example", guest = false, synced = false },
    ]
  }

  outcome = "failed"
  by      = "step.okta.plausible"
}

test "security says no" {
  runbook = "entra-orphans"
  trigger = "weekly"

  mock "step.okta" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
      { id = "u2", login = "eve@acme.example", guest = false, synced = false },
    ]
  }
  approve "security" {
    by     = ["grace"]
    reject = "Eve works on the payroll until Friday"
  }

  outcome = "blocked"
  by      = "approval.security"
}

test "Entra does not end a session" {
  runbook = "entra-orphans"
  trigger = "weekly"

  mock "step.okta" {
    users = [
      { id = "00u1", login = "ada@acme.example", home = "ACTIVE_DIRECTORY" },
      { id = "00u2", login = "bob@acme.example", home = "OKTA" },
    ]
  }
  mock "step.entra" {
    users = [
      { id = "u1", login = "ada@acme.example", guest = false, synced = true },
      { id = "u3", login = "guest_other.example#ext#@acme.onmicrosoft.com", guest = true, synced = false },
      { id = "u2", login = "eve@acme.example", guest = false, synced = false },
    ]
  }
  approve "security" {
    by = ["grace"]
  }
  mock "step.out" {
    fails = "503"
  }

  outcome = "failed"
  by      = "step.out"
}

test "somebody without a role is turned away" {
  runbook   = "entra-orphans"
  trigger   = "form"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
