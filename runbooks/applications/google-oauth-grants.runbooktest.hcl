test "an application that sees no data" {
  runbook = "google-oauth-grants"
  trigger = "weekly"

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = true, active = true, second_step = true, enforced = true },
      { id = "u2", login = "gone@acme.example", admin = false, active = false, second_step = false, enforced = false },
    ]
  }
  mock "step.grants" "u1" {
    grants = [{ client = "c1.apps.googleusercontent.com", name = "Sign in", scopes = ["openid", "https://www.googleapis.com/auth/userinfo.email"] }]
  }

  outcome  = "passed"
  evidence = { accounts = 1, grants = 1, reaching = 0, unlisted = 0 }
}

test "two accounts let an unknown one read their mail" {
  runbook = "google-oauth-grants"
  trigger = "weekly"

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = true, active = true, second_step = true, enforced = true },
      { id = "u2", login = "bob@acme.example", admin = false, active = true, second_step = true, enforced = true },
    ]
  }
  mock "step.grants" "u1" {
    grants = [{ client = "evil.test.invalid", name = "Mail helper", scopes = ["https://mail.google.com/"] }]
  }
  mock "step.grants" "u2" {
    grants = [{ client = "evil.test.invalid", name = "Mail helper", scopes = ["https://www.googleapis.com/auth/gmail.readonly"] }]
  }

  outcome  = "failed"
  by       = "check.known"
  evidence = { accounts = 2, grants = 2, reaching = 1, unlisted = 1 }
}

test "of one account nobody could look" {
  runbook = "google-oauth-grants"
  trigger = "weekly"

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = true, active = true, second_step = true, enforced = true },
      { id = "u2", login = "bob@acme.example", admin = false, active = true, second_step = true, enforced = true },
    ]
  }
  mock "step.grants" "u1" {
    grants = []
  }
  mock "step.grants" "u2" {
    fails = "403"
  }

  outcome = "failed"
}

test "who is not of the role is turned away" {
  runbook   = "google-oauth-grants"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
