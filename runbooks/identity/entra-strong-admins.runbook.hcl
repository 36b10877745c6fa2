runbook "entra-strong-admins" {
  language  = 1
  title     = "Can nobody phish our Microsoft administrators?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Looks every day in Microsoft Entra whether each administrator has a key or a device that a false sign-in page
    cannot use, and whether a policy demands it. Most other people are to have one as well. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.authentication"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["IA-2(1)", "IA-2(2)", "IA-2(8)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "15 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.it_support]
}

input "share" {
  type        = number
  title       = "Percent of the members that must have one"
  default     = 80
  min         = 80
  max         = 100
  description = "The model says that a team begins with everybody; 80 is our own figure for it."
}

use "entra" {
  allow = ["entra.list_policies", "entra.list_registrations"]
}

locals {
  strong  = ["fido2", "passKeyDeviceBound", "passKeyDeviceBoundAuthenticator", "passKeyDeviceBoundWindowsHello", "windowsHelloForBusiness"]
  members = [for u in step.people.users : u if u.member]
  armed   = [for u in local.members : u if anytrue([for m in u.methods : contains(local.strong, m)])]
  admins  = [for u in step.people.users : u if u.admin]
  weak    = [for u in local.admins : u if !anytrue([for m in u.methods : contains(local.strong, m)])]
  asking = [for p in step.policies.policies : p.name if p.enforced && (p.everybody || p.global_admins) && p.everything && p.always && p.phishing_resistant &&
  length([for x in p.excluded : x if !contains(org.emergency_principals, x)]) == 0]
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
  condition = length(local.admins) > 0
  message   = "Entra names no administrator. There is always one, so nothing was looked at."
  severity  = "high"
  remedy    = "Give the application of this runbook the permission AuditLog.Read.All, and the directory a licence that has this report."
}

check "administrators" {
  condition = length(local.weak) == 0
  message   = "${length(local.weak)} of ${length(local.admins)} administrators can be phished: none of their ways to sign in is tied to the site."
  severity  = "high"
  remedy    = "Hand them a security key, or let them set up Windows Hello or a passkey. An account for emergencies needs one as well."
}

check "most_people" {
  condition = length(local.members) > 0 && length(local.armed) * 100 >= input.share * length(local.members)
  message   = "${length(local.armed)} of ${length(local.members)} members have a way to sign in that cannot be phished; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Begin with those who see the most: finance, people, support. Passkeys on phones cost nothing."
}

check "demanded" {
  condition = length(local.asking) > 0
  message   = "No policy that is in force demands it of global administrators, in every application, always."
  severity  = "high"
  remedy    = "Make a conditional access policy for the administrators' roles, all resources, that requires the strength Phishing-resistant MFA."
}

evidence "admins" {
  value       = length(local.admins)
  description = "how many administrators were looked at"
}

evidence "weak" {
  value       = length(local.weak)
  description = "how many of them can be phished"
}

evidence "share" {
  value       = "${length(local.armed)} of ${length(local.members)}"
  description = "members with a way to sign in that cannot be phished, of all"
}
