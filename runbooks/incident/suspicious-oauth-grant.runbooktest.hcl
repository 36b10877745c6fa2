test "shut out, and nothing was read" {
  runbook = "suspicious-oauth-grant"
  trigger = "alarm"
  inputs  = { client = "00000000-1111-2222-3333-444444444444", seen = "twelve people clicked on a page" }

  mock "step.app" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = true
  }
  mock "step.grants" {
    grants = [
      { id = "g1", person = "u1", scope = "Mail.Read offline_access" },
      { id = "g2", person = "u2", scope = "Mail.Read User.Read" },
    ]
  }
  mock "step.own" {
    permissions = [
    ]
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.after" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = false
  }
  mock "step.left" {
    grants = [
    ]
  }
  answer "read" {
    by     = "carol"
    values = { what = "nothing" }
  }

  outcome  = "passed"
  ran      = ["step.app", "step.grants", "step.own", "approval.commander", "step.disable", "step.take_back", "step.out", "step.after", "step.left", "ask.read"]
  evidence = { people = 2, for_everybody = 0, could_read = 1, contained = true, read = "nothing" }
}

test "it had read mail" {
  runbook = "suspicious-oauth-grant"
  trigger = "alarm"
  inputs  = { client = "00000000-1111-2222-3333-444444444444", seen = "twelve people clicked on a page" }

  mock "step.app" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = true
  }
  mock "step.grants" {
    grants = [
      { id = "g1", person = "u1", scope = "Mail.Read offline_access" },
      { id = "g2", person = "u2", scope = "Mail.Read User.Read" },
    ]
  }
  mock "step.own" {
    permissions = [
    ]
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.after" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = false
  }
  mock "step.left" {
    grants = [
    ]
  }
  answer "read" {
    by     = "carol"
    values = { what = "mail or files" }
  }

  outcome = "failed"
  by      = "check.nothing_read"
}

test "somebody agrees again meanwhile" {
  runbook = "suspicious-oauth-grant"
  trigger = "alarm"
  inputs  = { client = "00000000-1111-2222-3333-444444444444", seen = "twelve people clicked on a page" }

  mock "step.app" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = true
  }
  mock "step.grants" {
    grants = [
      { id = "g1", person = "u1", scope = "Mail.Read offline_access" },
      { id = "g2", person = "u2", scope = "Mail.Read User.Read" },
    ]
  }
  mock "step.own" {
    permissions = [
    ]
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.after" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = false
  }
  mock "step.left" {
    grants = [
      { id = "g3", person = "u3", scope = "Mail.Read" },
    ]
  }
  answer "read" {
    by     = "carol"
    values = { what = "nothing" }
  }

  outcome  = "failed"
  by       = "check.held"
  evidence = { contained = false }
}

test "it is still let in" {
  runbook = "suspicious-oauth-grant"
  trigger = "alarm"
  inputs  = { client = "00000000-1111-2222-3333-444444444444", seen = "twelve people clicked on a page" }

  mock "step.app" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = true
  }
  mock "step.grants" {
    grants = [
      { id = "g1", person = "u1", scope = "Mail.Read offline_access" },
      { id = "g2", person = "u2", scope = "Mail.Read User.Read" },
    ]
  }
  mock "step.own" {
    permissions = [
    ]
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.after" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = true
  }
  mock "step.left" {
    grants = [
    ]
  }
  answer "read" {
    by     = "carol"
    values = { what = "nothing" }
  }

  outcome = "failed"
  by      = "check.held"
}

test "it had rights of its own" {
  runbook = "suspicious-oauth-grant"
  trigger = "alarm"
  inputs  = { client = "00000000-1111-2222-3333-444444444444", seen = "twelve people clicked on a page" }

  mock "step.app" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = true
  }
  mock "step.grants" {
    grants = [
      { id = "g1", person = "u1", scope = "Mail.Read offline_access" },
      { id = "g2", person = "u2", scope = "Mail.Read User.Read" },
    ]
  }
  mock "step.own" {
    permissions = [
      { id = "r1", resource = "Microsoft Graph" },
    ]
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.after" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = false
  }
  mock "step.left" {
    grants = [
    ]
  }
  answer "read" {
    by     = "carol"
    values = { what = "nothing" }
  }

  outcome = "failed"
  by      = "check.no_rights_of_its_own"
}

test "a commander says no" {
  runbook = "suspicious-oauth-grant"
  trigger = "alarm"
  inputs  = { client = "00000000-1111-2222-3333-444444444444", seen = "twelve people clicked on a page" }

  mock "step.app" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = true
  }
  mock "step.grants" {
    grants = [
      { id = "g1", person = "u1", scope = "Mail.Read offline_access" },
      { id = "g2", person = "u2", scope = "Mail.Read User.Read" },
    ]
  }
  mock "step.own" {
    permissions = [
    ]
  }
  approve "commander" {
    by     = ["grace"]
    reject = "It is the new calendar; IT brought it in on Friday"
  }

  outcome = "blocked"
  by      = "approval.commander"
}

test "Entra does not take back what was agreed" {
  runbook = "suspicious-oauth-grant"
  trigger = "alarm"
  inputs  = { client = "00000000-1111-2222-3333-444444444444", seen = "twelve people clicked on a page" }

  mock "step.app" {
    found     = true
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = true
  }
  mock "step.grants" {
    grants = [
      { id = "g1", person = "u1", scope = "Mail.Read offline_access" },
      { id = "g2", person = "u2", scope = "Mail.Read User.Read" },
    ]
  }
  mock "step.own" {
    permissions = [
    ]
  }
  approve "commander" {
    by = ["grace"]
  }
  mock "step.take_back" {
    fails = "503"
  }

  outcome = "failed"
  by      = "step.take_back"
}

test "a wrong ID, and nothing is touched" {
  runbook = "suspicious-oauth-grant"
  trigger = "alarm"
  inputs  = { client = "00000000-1111-2222-3333-444444444444", seen = "twelve people clicked on a page" }

  mock "step.app" {
    found     = false
    id        = "sp1"
    name      = "Mail helper"
    publisher = ""
    enabled   = true
  }
  mock "step.grants" {
    grants = [
    ]
  }
  mock "step.own" {
    permissions = [
    ]
  }

  outcome = "failed"
  by      = "step.app.there"
}

test "somebody without a role is turned away" {
  runbook   = "suspicious-oauth-grant"
  trigger   = "form"
  requester = "mallory"
  inputs    = { client = "00000000-1111-2222-3333-444444444444", seen = "twelve people clicked on a page" }

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
