runbook "stale-accounts" {
  language = 1
  title    = "Suspend accounts that nobody uses"
  owner    = role.it_support
  summary  = <<-EOT
    Every Monday, looks in Okta for accounts without a sign-in for three months, shows them to the security team,
    and suspends those that the team says yes to. A suspended person is told to call IT support and is back in a
    minute. Accounts for emergencies are left alone.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.access-management"
  stage     = "initial"
  fresh_for = "14d"
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2(3)"]
}

trigger "schedule" "weekly" {
  every = "monday 07:00"
}

trigger "manual" "form" {}

access {
  who = [role.it_support, role.security]

  gate "laptop" {
    action = "fleet.device_of"
    with {
      email = run.requester.email
    }
    max_age   = "1h"
    condition = self.known && self.disk_encrypted && self.failing_policies == 0
    message   = "Your laptop is unknown to Fleet, is not encrypted, or fails a policy. Open Fleet Desktop and mend what is red, then ask again."
  }
}

input "days" {
  type        = number
  title       = "Days without a sign-in"
  default     = 90
  min         = 30
  max         = 400
  description = "Accounts that were used within so many days are left alone."
}

input "keep" {
  type        = list(string)
  title       = "Accounts to leave alone this time"
  default     = []
  description = "One login a line, as it stands in Okta."
}

use "okta" {
  allow = ["okta.list_users", "okta.suspend_user"]
}

use "fleet" {
  allow = ["fleet.device_of"]
}

locals {
  kept = concat(org.emergency_accounts, input.keep)
}

step "okta.list_users" "stale" {
  title             = "Look for accounts without a sign-in"
  last_login_before = addtime(run.started_at, "-${input.days}d")

  expect "plausible" {
    condition = self.count <= 200
    message   = "Okta found ${self.count} accounts. So many cannot be right: nothing was changed. Look at the number of days."
  }
}

approval "security" {
  needs   = [step.stale]
  from    = [role.security]
  min     = 1
  timeout = "3d"
  skip_if = step.stale.count == 0

  show {
    title = "Suspend these accounts?"
    text  = "Nobody signed in to them for ${input.days} days. Whoever is suspended can call IT support and is back in a minute."
    table = [for u in step.stale.users : { login = u.login, last_seen = u.last_login }]
  }
}

step "okta.suspend_user" "suspend" {
  title    = "Suspend them"
  needs    = [approval.security]
  for_each = [for u in step.stale.users : u if !contains(local.kept, u.login)]
  by       = "login"
  parallel = 4
  limit    = 200
  user_id  = each.value.id

  retry {
    max   = 3
    delay = "2s"
  }
}

step "okta.list_users" "left" {
  title             = "Look again"
  needs             = [step.suspend]
  last_login_before = addtime(run.started_at, "-${input.days}d")
}

on_failure {
  undo = "reverse"
}

check "none_left" {
  condition = step.left.count <= length(local.kept)
  message   = "${step.left.count} accounts without a sign-in are still active."
  severity  = "high"
  remedy    = "Start the runbook again. If the same accounts stay, look at them in Okta: an account of a service cannot be suspended there."
}

evidence "suspended" {
  value       = length([for s in step.suspend : s if s.outcome == "passed"])
  description = "how many accounts were suspended"
}

evidence "left" {
  value       = step.left.count
  description = "accounts without a sign-in that are still active, those left alone among them"
}

result {
  title = "Accounts that nobody uses"
  text  = "${length([for s in step.suspend : s if s.outcome == "passed"])} of ${step.stale.count} accounts were suspended. Somebody of security confirms it within two days."
}

confirm {
  by     = [role.security]
  within = "2d"
}
