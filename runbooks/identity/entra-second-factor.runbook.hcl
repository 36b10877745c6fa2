runbook "entra-second-factor" {
  language  = 1
  title     = "Does nobody sign in to Microsoft with a password alone?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Looks every day in Microsoft Entra whether each member has a second way to prove who they are. It also looks
    whether a policy that is in force asks everybody for it, everywhere. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.authentication"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["IA-2(1)", "IA-2(2)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "10 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.it_support]
}

use "entra" {
  allow = ["entra.list_policies", "entra.list_registrations"]
}

locals {
  members = [for u in step.people.users : u if u.member && !contains(org.emergency_principals, u.id)]
  without = [for u in local.members : u.login if !u.second_factor]
  asking = [for p in step.policies.policies : p.name if p.enforced && p.everybody && p.everything && p.always && p.second_factor &&
  length([for x in p.excluded : x if !contains(org.emergency_principals, x)]) == 0]
  looking = [for p in step.policies.policies : p.name if p.enforced && p.context]
}

step "entra.list_registrations" "people" {
  title   = "Ask Entra what each person has registered"
  timeout = "10m"
}

step "entra.list_policies" "policies" {
  title   = "Ask Entra for the policies"
  timeout = "5m"
}

check "seen" {
  condition = length(local.members) > 0
  message   = "Entra names no member at all, so nothing was looked at."
  severity  = "high"
  remedy    = "Give the application of this runbook the permission AuditLog.Read.All, and the directory a licence that has this report."
}

check "everybody" {
  condition = length(local.without) == 0
  message   = "${length(local.without)} of ${length(local.members)} members have registered nothing but a password."
  severity  = "high"
  remedy    = "In the Entra admin center, Authentication methods, User registration details shows who it is. Help them, or disable accounts that nobody needs."
}

check "asked_for" {
  condition = length(local.asking) > 0
  message   = "No policy that is in force asks everybody for a second factor in every application, always, without an exception that is not yours."
  severity  = "high"
  remedy    = "Make a conditional access policy for all users and all resources that requires multifactor authentication. Leave out only the accounts of org.emergency_principals."
}

check "circumstances" {
  condition = length(local.looking) > 0
  message   = "No policy that is in force looks at anything but the person: neither place, nor device, nor risk."
  severity  = "medium"
  remedy    = "Add a conditional access policy that looks at the place, the device or the risk of a sign-in."
}

evidence "members" {
  value       = length(local.members)
  description = "how many members were looked at"
}

evidence "without" {
  value       = length(local.without)
  description = "how many of them have no second factor"
}

evidence "policies" {
  value       = length(local.asking)
  description = "how many policies ask everybody for a second factor, always"
}
