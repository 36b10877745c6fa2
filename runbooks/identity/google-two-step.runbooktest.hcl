test "everybody has it, and must" {
  runbook = "google-two-step"
  trigger = "daily"

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = true, active = true, second_step = true, enforced = true },
      { id = "u2", login = "gone@acme.example", admin = false, active = false, second_step = false, enforced = false },
    ]
  }
  mock "step.sign_ins" {
    sign_ins = [{ user = "ada@acme.example", judged = true, suspicious = false }]
  }

  outcome  = "passed"
  evidence = { accounts = 1, without = 0, not_enforced = 0, judged = 1 }
}

test "somebody has it, and may turn it off" {
  runbook = "google-two-step"
  trigger = "daily"

  mock "step.people" {
    users = [{ id = "u1", login = "ada@acme.example", admin = true, active = true, second_step = true, enforced = false }]
  }
  mock "step.sign_ins" {
    sign_ins = [{ user = "ada@acme.example", judged = true, suspicious = false }]
  }

  outcome  = "failed"
  by       = "check.enforced"
  evidence = { accounts = 1, without = 0, not_enforced = 1 }
}

test "somebody has a password alone" {
  runbook = "google-two-step"
  trigger = "daily"

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = true, active = true, second_step = true, enforced = true },
      { id = "u2", login = "bob@acme.example", admin = false, active = true, second_step = false, enforced = true },
    ]
  }
  mock "step.sign_ins" {
    sign_ins = [{ user = "ada@acme.example", judged = true, suspicious = false }]
  }

  outcome = "failed"
  by      = "check.everybody"
}

test "a sign-in was suspicious" {
  runbook = "google-two-step"
  trigger = "daily"

  mock "step.people" {
    users = [{ id = "u1", login = "ada@acme.example", admin = true, active = true, second_step = true, enforced = true }]
  }
  mock "step.sign_ins" {
    sign_ins = [{ user = "ada@acme.example", judged = true, suspicious = true }]
  }

  outcome = "failed"
  by      = "check.none_suspicious"
}

test "Google weighs nothing" {
  runbook = "google-two-step"
  trigger = "daily"

  mock "step.people" {
    users = [{ id = "u1", login = "ada@acme.example", admin = true, active = true, second_step = true, enforced = true }]
  }
  mock "step.sign_ins" {
    sign_ins = []
  }

  outcome = "failed"
  by      = "check.circumstances"
}

test "Google lets us look at nothing" {
  runbook = "google-two-step"
  trigger = "daily"

  mock "step.people" {
    fails = "403"
  }
  mock "step.sign_ins" {
    sign_ins = [{ user = "ada@acme.example", judged = true, suspicious = false }]
  }

  outcome = "failed"
}

test "who is not of the two roles is turned away" {
  runbook   = "google-two-step"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
