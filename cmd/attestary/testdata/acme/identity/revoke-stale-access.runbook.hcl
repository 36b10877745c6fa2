runbook "revoke-stale-access" {
  language = 1
  title    = "Suspend accounts that nobody uses"
  owner    = role.it_support
  summary  = "Finds accounts without a sign-in for a while, asks the security team, and suspends them. That can be undone."
}

satisfies "cisa-ztmm" {
  function  = "identity.access-management"
  stage     = "advanced"
  fresh_for = "14d"
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2(3)", "AC-6(7)"]
}

trigger "schedule" "weekly" {
  every = "monday 07:00"
}

trigger "manual" "form" {}

access {
  who = [role.it_support, role.security]

  gate "device" {
    action = "fleet.device_of"
    with {
      email = run.requester.email
    }
    max_age   = "1h"
    condition = self.known && self.disk_encrypted && self.failing_policies == 0
    message   = "Your laptop is unknown to Fleet, is not encrypted, or fails a policy. Open Fleet Desktop and mend what is red."
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
  type    = list(string)
  default = []
  title   = "Accounts to leave alone this time"
}

use "okta" {
  allow = ["okta.list_users", "okta.suspend_user"]
}

use "fleet" {
  allow = ["fleet.device_of"]
}

locals {
  kept = concat(org.break_glass, input.keep)
}

step "okta.list_users" "stale" {
  title             = "List accounts without a sign-in since the cut-off"
  last_login_before = addtime(run.started_at, "-${input.days}d")
  timeout           = "5s"

  expect "not_everyone" {
    condition = self.count <= 4
    message   = "Found ${self.count} accounts. More than 4 means that the date is wrong; nothing was changed."
  }
}

approval "security" {
  needs   = [step.stale]
  from    = [role.security]
  min     = 1
  timeout = "3d"
  skip_if = step.stale.count == 0

  show {
    title = "Suspend ${step.stale.count} accounts?"
    table = [for u in step.stale.users : { login = u.login, last_seen = u.last_login }]
  }
}

step "okta.suspend_user" "suspend" {
  title    = "Suspend them"
  needs    = [approval.security]
  for_each = [for u in step.stale.users : u if !contains(local.kept, u.login)]
  by       = "login"
  parallel = 4
  limit    = 4
  user_id  = each.value.id

  retry {
    max   = 3
    delay = "1s"
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
  message   = "${step.left.count} stale accounts are still active."
  severity  = "high"
}

evidence "suspended" {
  value       = length([for s in step.suspend : s if s.outcome == "passed"])
  description = "how many accounts were suspended"
}

evidence "left" {
  value       = step.left.count
  description = "stale accounts that are active after the run, those left alone among them"
}

result {
  title = "Stale accounts"
  text  = "Suspended ${length([for s in step.suspend : s if s.outcome == "passed"])} of ${step.stale.count} stale accounts. Security confirms within two days."
}

confirm {
  by     = [role.security]
  within = "2d"
}
