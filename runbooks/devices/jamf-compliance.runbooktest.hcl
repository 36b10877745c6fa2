test "in order" {
  runbook = "jamf-compliance"
  trigger = "daily"

  mock "step.all" {
    count = 100
  }
  mock "step.heard" {
    count = 98
  }
  mock "step.encrypted" {
    count = 97
  }
  mock "step.firewall" {
    count = 96
  }
  mock "step.bought" {
    count = 90
  }
  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }

  outcome  = "passed"
  evidence = { macs = 100, heard_of = 98, encrypted = 97, firewall = 96, bought_by_us = 90 }
}

test "a tenth is not encrypted" {
  runbook = "jamf-compliance"
  trigger = "daily"

  mock "step.all" {
    count = 100
  }
  mock "step.heard" {
    count = 98
  }
  mock "step.encrypted" {
    count = 88
  }
  mock "step.firewall" {
    count = 96
  }
  mock "step.bought" {
    count = 90
  }
  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }

  outcome = "failed"
  by      = "check.in_order"
}

test "a tenth has no firewall" {
  runbook = "jamf-compliance"
  trigger = "daily"

  mock "step.all" {
    count = 100
  }
  mock "step.heard" {
    count = 98
  }
  mock "step.encrypted" {
    count = 97
  }
  mock "step.firewall" {
    count = 88
  }
  mock "step.bought" {
    count = 90
  }
  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }

  outcome = "failed"
  by      = "check.in_order"
}

test "a tenth was silent" {
  runbook = "jamf-compliance"
  trigger = "daily"

  mock "step.all" {
    count = 100
  }
  mock "step.heard" {
    count = 90
  }
  mock "step.encrypted" {
    count = 90
  }
  mock "step.firewall" {
    count = 90
  }
  mock "step.bought" {
    count = 90
  }
  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }

  outcome = "failed"
  by      = "check.heard_of"
}

test "nothing keeps the rest out" {
  runbook = "jamf-compliance"
  trigger = "daily"

  mock "step.all" {
    count = 100
  }
  mock "step.heard" {
    count = 98
  }
  mock "step.encrypted" {
    count = 97
  }
  mock "step.firewall" {
    count = 96
  }
  mock "step.bought" {
    count = 90
  }
  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = false, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }

  outcome = "failed"
  by      = "check.kept_out"
}

test "Jamf manages nothing" {
  runbook = "jamf-compliance"
  trigger = "daily"

  mock "step.all" {
    count = 0
  }
  mock "step.heard" {
    count = 0
  }
  mock "step.encrypted" {
    count = 0
  }
  mock "step.firewall" {
    count = 0
  }
  mock "step.bought" {
    count = 0
  }
  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "Jamf refuses" {
  runbook = "jamf-compliance"
  trigger = "daily"

  mock "step.all" {
    count = 100
  }
  mock "step.heard" {
    count = 98
  }
  mock "step.firewall" {
    count = 96
  }
  mock "step.bought" {
    count = 90
  }
  mock "step.policies" {
    policies = [
      { name = "devices", enforced = true, everybody = true, global_admins = false, everything = true, always = true, excluded = [], second_factor = false, phishing_resistant = false, managed_device = true, blocks = false, sign_in_risk = [], user_risk = [], context = true },
    ]
  }
  mock "step.encrypted" {
    fails = "403"
  }

  outcome = "failed"
  by      = "step.encrypted"
}

test "somebody without a role is turned away" {
  runbook   = "jamf-compliance"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
