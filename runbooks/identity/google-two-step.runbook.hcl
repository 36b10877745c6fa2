runbook "google-two-step" {
  language  = 1
  title     = "Does nobody sign in to Google with a password alone?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day in Google Workspace whether each account that is in use has 2-Step Verification and has to use it.
    It also looks whether Google weighed the circumstances of the sign-ins since yesterday, and found none suspicious
    that nobody has looked at. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.authentication"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-7", "IA-2(1)", "IA-2(2)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "20 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.it_support]
}

use "google" {
  allow = ["google.list_sign_ins", "google.list_users"]
}

locals {
  yesterday  = formatdate("YYYY-MM-DD", addtime(run.started_at, "-1d"))
  active     = [for u in step.people.users : u if u.active && !contains(org.emergency_accounts, u.login)]
  without    = [for u in local.active : u.login if !u.second_step]
  optional   = [for u in local.active : u.login if !u.enforced]
  judged     = [for s in step.sign_ins.sign_ins : s.user if s.judged]
  suspicious = [for s in step.sign_ins.sign_ins : s.user if s.suspicious]
}

step "google.list_users" "people" {
  title   = "Ask Google for the accounts"
  timeout = "10m"
}

step "google.list_sign_ins" "sign_ins" {
  title   = "Ask Google for the sign-ins since yesterday"
  since   = local.yesterday
  timeout = "15m"
}

check "seen" {
  condition = length(local.active) > 0
  message   = "Google names no account that is in use, so nothing was looked at."
  severity  = "high"
  remedy    = "Give the service account the scopes of its connection for the whole domain, and name an administrator as subject."
}

check "everybody" {
  condition = length(local.without) == 0
  message   = "${length(local.without)} of ${length(local.active)} accounts have a password alone."
  severity  = "high"
  remedy    = "In the Admin console, Reports, User reports, Security shows who it is. Help them to turn 2-Step Verification on, or suspend accounts that nobody needs."
}

check "enforced" {
  condition = length(local.optional) == 0
  message   = "${length(local.optional)} of ${length(local.active)} accounts may turn 2-Step Verification off again."
  severity  = "high"
  remedy    = "In the Admin console, Security, Authentication, 2-Step Verification: turn enforcement on for every organizational unit."
}

check "circumstances" {
  condition = length(local.judged) > 0
  message   = "Of no sign-in since yesterday does Google tell whether it was suspicious."
  severity  = "medium"
  remedy    = "See whether people sign in through another identity provider alone: then this runbook looks at the wrong place. Use that of the provider."
}

check "none_suspicious" {
  condition = length(local.suspicious) == 0
  message   = "${length(local.suspicious)} sign-ins since yesterday succeeded that Google found suspicious."
  severity  = "medium"
  remedy    = "In the Admin console, Reporting, Audit and investigation, User log events shows them. Ask the people; where it was not them, end their sessions and change their passwords."
}

evidence "accounts" {
  value       = length(local.active)
  description = "how many accounts in use were looked at, without those for emergencies"
}

evidence "without" {
  value       = length(local.without)
  description = "how many of them have no second step"
}

evidence "not_enforced" {
  value       = length(local.optional)
  description = "how many of them need not use it"
}

evidence "judged" {
  value       = length(local.judged)
  description = "of how many sign-ins since yesterday Google told whether they were suspicious"
}
