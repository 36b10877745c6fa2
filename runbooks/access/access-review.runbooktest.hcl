test "one no longer needs it" {
  runbook = "access-review"
  trigger = "monthly"

  mock "step.before" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }
  answer "review" {
    by     = "grace"
    values = { looked = true, remove = ["bob@acme.example"] }
  }
  mock "step.after" {
    count = 1
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
    ]
  }

  outcome  = "passed"
  ran      = ["step.before", "ask.review", "step.remove", "step.after"]
  evidence = { members = 2, removed = 1 }
}

test "all may stay" {
  runbook = "access-review"
  trigger = "monthly"

  mock "step.before" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }
  answer "review" {
    by     = "grace"
    values = { looked = true, remove = [] }
  }
  mock "step.after" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }

  outcome  = "passed"
  evidence = { members = 2, removed = 0 }
}

test "the managers do not know them" {
  runbook = "access-review"
  trigger = "monthly"

  mock "step.before" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }
  answer "review" {
    by     = "grace"
    values = { looked = false, remove = [] }
  }
  mock "step.after" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "failed"
  by      = "check.looked"
}

test "a login is mistyped" {
  runbook = "access-review"
  trigger = "monthly"

  mock "step.before" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }
  answer "review" {
    by     = "grace"
    values = { looked = true, remove = ["bop@acme.example"] }
  }
  mock "step.after" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "failed"
  by      = "check.named_are_members"
}

test "a rule puts him in again" {
  runbook = "access-review"
  trigger = "monthly"

  mock "step.before" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }
  answer "review" {
    by     = "grace"
    values = { looked = true, remove = ["bob@acme.example"] }
  }
  mock "step.after" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "failed"
  by      = "check.removed"
}

test "nobody reviews" {
  runbook = "access-review"
  trigger = "monthly"

  mock "step.before" {
    count = 2
    users = [
      { id = "00u1", login = "ada@acme.example", status = "ACTIVE" },
      { id = "00u2", login = "bob@acme.example", status = "ACTIVE" },
    ]
  }

  outcome = "blocked"
  by      = "ask.review"
}

test "the group is empty, and so it is the wrong one" {
  runbook = "access-review"
  trigger = "monthly"

  mock "step.before" {
    count = 0
    users = []
  }

  outcome = "failed"
  by      = "step.before.plausible"
}

test "somebody of neither team is turned away" {
  runbook   = "access-review"
  trigger   = "form"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
