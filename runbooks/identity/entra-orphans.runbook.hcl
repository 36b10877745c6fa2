runbook "entra-orphans" {
  language = 1
  title    = "Close Microsoft accounts of people who left"
  owner    = role.it_support
  timeout  = "4d"
  summary  = <<-EOT
    Every Monday, looks for people who can still sign in to Microsoft Entra although their account in Okta is closed.
    It shows them to the security team. Those that the team says yes to are signed out and can sign in no more.
    Accounts for emergencies and guests are left alone.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.identity-stores"
  stage     = "advanced"
  fresh_for = "14d"
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2(1)", "AC-2(3)"]
}

trigger "schedule" "weekly" {
  every = "monday 07:15"
}

trigger "manual" "form" {}

access {
  who = [role.it_support, role.security]
}

input "keep" {
  type        = list(string)
  title       = "Accounts to leave alone this time"
  default     = []
  description = "One sign-in name a line, as it stands in Entra: accounts of programs, for example."
}

use "okta" {
  allow = ["okta.list_active_users"]
}

use "entra" {
  allow = ["entra.list_users", "entra.revoke_sessions", "entra.disable_user"]
}

# Who is in both lists is found by laying one over the other: what is left has a number in Entra.
locals {
  okta    = { for u in step.okta.users : u.login => { id = "", login = u.login, synced = false } }
  before  = { for u in step.entra.users : u.login => { id = u.id, login = u.login, synced = u.synced } if !u.guest }
  later   = { for u in step.after.users : u.login => { id = u.id, login = u.login, synced = u.synced } if !u.guest }
  alone   = [for login, u in merge(local.before, local.okta) : u if u.id != "" && !contains(org.emergency_accounts, login)]
  orphans = [for u in local.alone : u if !contains(input.keep, u.login)]
  left    = [for login, u in merge(local.later, local.okta) : login if u.id != "" && !contains(concat(org.emergency_accounts, input.keep), login)]
}

step "okta.list_active_users" "okta" {
  title   = "List who can sign in to Okta"
  timeout = "20m"

  expect "plausible" {
    condition = length(self.users) > 0
    message   = "Okta names nobody at all: nothing was changed, for everybody would look like somebody who left."
  }
}

step "entra.list_users" "entra" {
  title   = "List who can sign in to Entra"
  timeout = "20m"
}

approval "security" {
  needs   = [step.okta, step.entra]
  from    = [role.security]
  min     = 1
  timeout = "3d"
  skip_if = length(local.alone) == 0

  show {
    title = "Close these accounts of Entra?"
    text  = "Nobody of these names can sign in to Okta. Whoever is closed out can be let in again within a minute."
    table = [for u in local.orphans : { login = u.login, kept_in_our_own_directory = u.synced }]
  }
}

step "entra.disable_user" "close" {
  title    = "Let them sign in no more"
  needs    = [approval.security]
  for_each = local.orphans
  by       = "login"
  parallel = 4
  limit    = 50
  user_id  = each.value.id

  retry {
    max   = 3
    delay = "5s"
  }
}

step "entra.revoke_sessions" "out" {
  title    = "End their sessions"
  needs    = [step.close]
  for_each = local.orphans
  by       = "login"
  parallel = 4
  limit    = 50
  user_id  = each.value.id

  retry {
    max   = 3
    delay = "5s"
  }
  undo "none" {
    reason = "Whoever is let in again signs in again."
  }
}

step "entra.list_users" "after" {
  title   = "Look again"
  needs   = [step.out]
  timeout = "20m"
}

on_failure {
  undo = "reverse"
}

check "none_left" {
  condition = length(step.after.users) > 0 && length(local.left) == 0
  message   = "${length(local.left)} accounts can still sign in to Entra, and nobody of that name to Okta."
  severity  = "high"
  remedy    = "Start the runbook again. An account that comes back is kept in a directory of ours: close it there."
}

evidence "orphans" {
  value       = length(local.orphans)
  description = "accounts that nobody of that name has in Okta"
}

evidence "closed" {
  value       = length([for s in step.close : s if s.outcome == "passed"])
  description = "how many of them were closed"
}

result {
  title = "Accounts of people who left"
  text  = "${length([for s in step.close : s if s.outcome == "passed"])} of ${length(local.orphans)} accounts were closed."
}
