test "written, approved and begun" {
  runbook = "policy-files"
  trigger = "weekly"

  mock "step.policy" {
    exists = true
    sha256 = "aa"
    text   = "# A policy\n\nOwner: Grace\nReviewed: 2025-09-01\n\nEverybody signs in with two factors.\n"
  }
  mock "step.begun" {
    exists = true
  }
  mock "step.owners" {
    exists = true
    text   = join("\n", [for name, p in org.policies : "/${p.path} @acme/security"])
  }
  mock "step.rules" {
    code_owners = true
    reviews     = 1
  }

  outcome = "passed"
}

test "nobody read it for two years" {
  runbook = "policy-files"
  trigger = "weekly"

  mock "step.policy" {
    exists = true
    sha256 = "aa"
    text   = "# A policy\n\nOwner: Grace\nReviewed: 2023-09-01\n"
  }
  mock "step.begun" {
    exists = true
  }
  mock "step.owners" {
    exists = true
    text   = join("\n", [for name, p in org.policies : "/${p.path} @acme/security"])
  }
  mock "step.rules" {
    code_owners = true
    reviews     = 1
  }

  outcome = "failed"
  by      = "check.reviewed"
}

test "a day that is still to come is no review" {
  runbook = "policy-files"
  trigger = "weekly"

  mock "step.policy" {
    exists = true
    sha256 = "aa"
    text   = "# A policy\n\nOwner: Grace\nReviewed: 2030-09-01\n"
  }
  mock "step.begun" {
    exists = true
  }
  mock "step.owners" {
    exists = true
    text   = join("\n", [for name, p in org.policies : "/${p.path} @acme/security"])
  }
  mock "step.rules" {
    code_owners = true
    reviews     = 1
  }

  outcome = "failed"
  by      = "check.reviewed"
}

test "there is no policy" {
  runbook = "policy-files"
  trigger = "weekly"

  mock "step.policy" {
    exists = false
  }
  mock "step.begun" {
    exists = true
  }
  mock "step.owners" {
    exists = true
    text   = join("\n", [for name, p in org.policies : "/${p.path} @acme/security"])
  }
  mock "step.rules" {
    code_owners = true
    reviews     = 1
  }

  outcome = "failed"
  by      = "check.written"
}

test "a change needs nobody" {
  runbook = "policy-files"
  trigger = "weekly"

  mock "step.policy" {
    exists = true
    sha256 = "aa"
    text   = "# A policy\n\nOwner: Grace\nReviewed: 2025-09-01\n"
  }
  mock "step.begun" {
    exists = true
  }
  mock "step.owners" {
    exists = true
    text   = join("\n", [for name, p in org.policies : "/${p.path} @acme/security"])
  }
  mock "step.rules" {
    code_owners = false
    reviews     = 0
  }

  outcome = "failed"
  by      = "check.approved"
}

test "somebody without the role is turned away" {
  runbook   = "policy-files"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
