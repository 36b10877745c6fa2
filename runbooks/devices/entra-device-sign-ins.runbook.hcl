runbook "entra-device-sign-ins" {
  language  = 1
  title     = "Does nobody sign in with a device that we have not checked?"
  owner     = role.security
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Looks every day whether a policy of Microsoft Entra asks for a device that was checked, for everybody and everywhere.
    Then it counts the sign-ins of the last hours that came from such a device. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.resource-access"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-17", "AC-19", "IA-3"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "30 14 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.it_support]
}

input "hours" {
  type        = number
  title       = "Hours to look back"
  default     = 4
  min         = 1
  max         = 24
  description = "Large organizations choose fewer: what is too much to read is unknown."
}

input "share" {
  type        = number
  title       = "Percent of the sign-ins that must come from a checked device"
  default     = 95
  min         = 80
  max         = 100
  description = "The figure is ours: the model has none. Emergency accounts and guests make up the rest."
}

use "entra" {
  allow = ["entra.list_policies", "entra.list_sign_ins"]
}

locals {
  asking = [for p in step.policies.policies : p.name if p.enforced && p.everybody && p.everything && p.always && p.managed_device &&
  length([for x in p.excluded : x if !contains(org.emergency_principals, x)]) == 0]
  in      = [for s in step.sign_ins.sign_ins : s if s.succeeded]
  checked = [for s in local.in : s if s.compliant && s.policies == "success"]
  away    = [for s in step.sign_ins.sign_ins : s if contains([53000, 53001, 53002], s.code)]
}

step "entra.list_policies" "policies" {
  title   = "Ask Entra for the policies"
  timeout = "5m"
}

step "entra.list_sign_ins" "sign_ins" {
  title   = "List the last sign-ins"
  since   = addtime(run.started_at, "-${input.hours}h")
  timeout = "30m"
}

check "asked_for" {
  condition = length(local.asking) > 0
  message   = "No policy that is in force asks for a device that was checked, for everybody and everywhere."
  severity  = "high"
  remedy    = "Make a conditional access policy for all users and all resources that requires the device to be marked as compliant."
}

check "seen" {
  condition = length(local.in) > 0
  message   = "Entra names no sign-in of the last ${input.hours} hours, so nothing was looked at."
  severity  = "medium"
  remedy    = "Give the application of this runbook the permission AuditLog.Read.All, or look back over more hours."
}

check "checked_devices" {
  condition = length(local.checked) * 100 >= input.share * length(local.in)
  message   = "${length(local.checked)} of ${length(local.in)} sign-ins came from a device that Entra had checked; wanted are ${input.share} percent."
  severity  = "high"
  remedy    = "In Entra, under Sign-in logs, filter for devices that are not compliant: an exclusion of a policy, or an old way to sign in, let them past."
}

evidence "sign_ins" {
  value       = length(local.in)
  description = "how many times somebody got in"
}

evidence "checked" {
  value       = length(local.checked)
  description = "how many of these with a device that was checked, by a policy that asked"
}

evidence "turned_away" {
  value       = length(local.away)
  description = "how many times somebody was turned away because of the device"
}
