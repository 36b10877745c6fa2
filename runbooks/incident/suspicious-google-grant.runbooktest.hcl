test "shut out, and nothing was read" {
  runbook = "suspicious-google-grant"
  trigger = "alarm"
  inputs  = { client = "123456789012-abc.apps.googleusercontent.com", seen = "twelve people clicked on a page" }

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u2", login = "bob@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u3", login = "gone@acme.example", admin = false, active = false, second_step = true, enforced = true },
    ]
  }
  mock "step.grants" "u1" {
    grants = [{ client = "123456789012-abc.apps.googleusercontent.com", name = "Mail helper", scopes = ["https://mail.google.com/", "openid"] }, { client = "calendar-app", name = "Calendar", scopes = ["openid"] }]
  }
  mock "step.grants" "u2" {
    grants = []
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.left" "u1" {
    grants = [{ client = "calendar-app", name = "Calendar", scopes = ["openid"] }]
  }
  answer "read" {
    by     = "carol"
    values = { blocked = true, what = "nothing" }
  }

  outcome  = "passed"
  ran      = ["step.people", "step.grants", "approval.commander", "step.take_back", "step.left", "ask.read"]
  evidence = { people = 1, could_read = 1, left = 0, read = "nothing" }
}

test "nobody let it in" {
  runbook = "suspicious-google-grant"
  trigger = "alarm"
  inputs  = { client = "123456789012-abc.apps.googleusercontent.com", seen = "twelve people clicked on a page" }

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u2", login = "bob@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u3", login = "gone@acme.example", admin = false, active = false, second_step = true, enforced = true },
    ]
  }
  mock "step.grants" "u1" {
    grants = [{ client = "calendar-app", name = "Calendar", scopes = ["openid"] }]
  }
  mock "step.grants" "u2" {
    grants = []
  }

  outcome  = "failed"
  by       = "check.there"
  evidence = { people = 0 }
}

test "it is still let in" {
  runbook = "suspicious-google-grant"
  trigger = "alarm"
  inputs  = { client = "123456789012-abc.apps.googleusercontent.com", seen = "twelve people clicked on a page" }

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u2", login = "bob@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u3", login = "gone@acme.example", admin = false, active = false, second_step = true, enforced = true },
    ]
  }
  mock "step.grants" "u1" {
    grants = [{ client = "123456789012-abc.apps.googleusercontent.com", name = "Mail helper", scopes = ["https://mail.google.com/", "openid"] }, { client = "calendar-app", name = "Calendar", scopes = ["openid"] }]
  }
  mock "step.grants" "u2" {
    grants = []
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.left" "u1" {
    grants = [{ client = "123456789012-abc.apps.googleusercontent.com", name = "Mail helper", scopes = ["https://mail.google.com/", "openid"] }]
  }
  answer "read" {
    by     = "carol"
    values = { blocked = true, what = "nothing" }
  }

  outcome  = "failed"
  by       = "check.held"
  evidence = { left = 1 }
}

test "nobody blocked it" {
  runbook = "suspicious-google-grant"
  trigger = "alarm"
  inputs  = { client = "123456789012-abc.apps.googleusercontent.com", seen = "twelve people clicked on a page" }

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u2", login = "bob@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u3", login = "gone@acme.example", admin = false, active = false, second_step = true, enforced = true },
    ]
  }
  mock "step.grants" "u1" {
    grants = [{ client = "123456789012-abc.apps.googleusercontent.com", name = "Mail helper", scopes = ["https://mail.google.com/", "openid"] }, { client = "calendar-app", name = "Calendar", scopes = ["openid"] }]
  }
  mock "step.grants" "u2" {
    grants = []
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.left" "u1" {
    grants = [{ client = "calendar-app", name = "Calendar", scopes = ["openid"] }]
  }
  answer "read" {
    by     = "carol"
    values = { blocked = false, what = "nothing" }
  }

  outcome = "failed"
  by      = "check.blocked"
}

test "it had read mail" {
  runbook = "suspicious-google-grant"
  trigger = "alarm"
  inputs  = { client = "123456789012-abc.apps.googleusercontent.com", seen = "twelve people clicked on a page" }

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u2", login = "bob@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u3", login = "gone@acme.example", admin = false, active = false, second_step = true, enforced = true },
    ]
  }
  mock "step.grants" "u1" {
    grants = [{ client = "123456789012-abc.apps.googleusercontent.com", name = "Mail helper", scopes = ["https://mail.google.com/", "openid"] }, { client = "calendar-app", name = "Calendar", scopes = ["openid"] }]
  }
  mock "step.grants" "u2" {
    grants = []
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.left" "u1" {
    grants = [{ client = "calendar-app", name = "Calendar", scopes = ["openid"] }]
  }
  answer "read" {
    by     = "carol"
    values = { blocked = true, what = "mail or files" }
  }

  outcome  = "failed"
  by       = "check.nothing_read"
  evidence = { read = "mail or files" }
}

test "a commander says no" {
  runbook = "suspicious-google-grant"
  trigger = "alarm"
  inputs  = { client = "123456789012-abc.apps.googleusercontent.com", seen = "twelve people clicked on a page" }

  mock "step.people" {
    users = [
      { id = "u1", login = "ada@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u2", login = "bob@acme.example", admin = false, active = true, second_step = true, enforced = true },
      { id = "u3", login = "gone@acme.example", admin = false, active = false, second_step = true, enforced = true },
    ]
  }
  mock "step.grants" "u1" {
    grants = [{ client = "123456789012-abc.apps.googleusercontent.com", name = "Mail helper", scopes = ["https://mail.google.com/", "openid"] }, { client = "calendar-app", name = "Calendar", scopes = ["openid"] }]
  }
  mock "step.grants" "u2" {
    grants = []
  }
  approve "commander" {
    by     = ["grace"]
    reject = "It is the new calendar"
  }

  outcome = "blocked"
  by      = "approval.commander"
}

test "somebody without a role is turned away" {
  runbook   = "suspicious-google-grant"
  trigger   = "form"
  requester = "mallory"
  inputs    = { client = "123456789012-abc.apps.googleusercontent.com", seen = "twelve people clicked on a page" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
