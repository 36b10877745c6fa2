test "all of them have a key" {
  runbook = "entra-strong-admins"
  trigger = "daily"

  mock "step.people" {
    users = [
      { id = "ada", login = "ada@acme.example", admin = true, member = true, second_factor = true, methods = ["fido2"] },
      { id = "bob", login = "bob@acme.example", admin = false, member = true, second_factor = true, methods = ["windowsHelloForBusiness", "mobilePhone"] },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "admins", enforced = true, everybody = false, global_admins = true, everything = true, always = true, excluded = [],
        second_factor = true, phishing_resistant = true, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = false
      },
    ]
  }

  outcome  = "passed"
  evidence = { admins = 1, weak = 0, share = "2 of 2" }
}

test "the directory tells of administrators alone, and of no member" {
  runbook = "entra-strong-admins"
  trigger = "daily"

  mock "step.people" {
    users = [
      { id = "ada", login = "ada@acme.example", admin = true, member = false, second_factor = true, methods = ["fido2"] },
      { id = "bob", login = "bob@acme.example", admin = false, member = false, second_factor = true, methods = ["windowsHelloForBusiness", "mobilePhone"] },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "admins", enforced = true, everybody = false, global_admins = true, everything = true, always = true, excluded = [],
        second_factor = true, phishing_resistant = true, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = false
      },
    ]
  }

  outcome = "failed"
  by      = "check.most_people"
}

test "an administrator has a phone only" {
  runbook = "entra-strong-admins"
  trigger = "daily"

  mock "step.people" {
    users = [
      { id = "ada", login = "ada@acme.example", admin = true, member = true, second_factor = true, methods = ["fido2"] },
      { id = "bob", login = "bob@acme.example", admin = true, member = true, second_factor = true, methods = ["mobilePhone", "microsoftAuthenticatorPush"] },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "admins", enforced = true, everybody = false, global_admins = true, everything = true, always = true, excluded = [],
        second_factor = true, phishing_resistant = true, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = false
      },
    ]
  }

  outcome  = "failed"
  by       = "check.administrators"
  evidence = { admins = 2, weak = 1, share = "1 of 2" }
}

test "nobody demands it" {
  runbook = "entra-strong-admins"
  trigger = "daily"

  mock "step.people" {
    users = [
      { id = "ada", login = "ada@acme.example", admin = true, member = true, second_factor = true, methods = ["fido2"] },
    ]
  }
  mock "step.policies" {
    policies = [
      {
        name          = "any second factor", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [],
        second_factor = true, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = false
      },
    ]
  }

  outcome = "failed"
  by      = "check.demanded"
}

test "the policies cannot be seen" {
  runbook = "entra-strong-admins"
  trigger = "daily"

  mock "step.people" {
    users = [
      { id = "ada", login = "ada@acme.example", admin = true, member = true, second_factor = true, methods = ["fido2"] },
    ]
  }
  mock "step.policies" {
    fails = "500"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "entra-strong-admins"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
