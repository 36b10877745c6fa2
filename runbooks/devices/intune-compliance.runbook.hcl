runbook "intune-compliance" {
  language  = 1
  title     = "Do our devices comply, and is the rest kept out?"
  owner     = role.it_support
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day in Microsoft Intune how many devices comply with your rules and are encrypted. A device that was
    silent for a week does not count as one that complies. It also looks whether a policy that is in force keeps out
    whatever does not comply. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.policy-enforcement-compliance-monitoring"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "cisa-ztmm" {
  function  = "devices.resource-access"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-19", "CM-6", "SC-28"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "40 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support, role.security]
}

input "share" {
  type        = number
  title       = "Percent of the devices that must comply"
  default     = 95
  min         = 80
  max         = 100
  description = "The model says most devices; 95 is our own figure for it."
}

use "intune" {
  allow = ["intune.list_devices"]
}

use "entra" {
  allow = ["entra.list_policies"]
}

locals {
  fresh     = [for d in step.devices.devices : d if !before(d.seen, addtime(run.started_at, "-7d"))]
  compliant = [for d in local.fresh : d if d.state == "compliant"]
  bare      = [for d in local.fresh : d if !d.encrypted && d.owner == "company"]
  asking = [for p in step.policies.policies : p.name if p.enforced && p.everybody && p.everything && p.always && p.managed_device &&
  length([for x in p.excluded : x if !contains(org.emergency_principals, x)]) == 0]
}

step "intune.list_devices" "devices" {
  title   = "List the devices"
  timeout = "15m"
}

step "entra.list_policies" "policies" {
  title   = "Ask Entra for the policies"
  timeout = "5m"
}

check "seen" {
  condition = length(step.devices.devices) > 0
  message   = "Intune names no device, so nothing was looked at."
  severity  = "high"
  remedy    = "Give the application of this runbook the permission DeviceManagementManagedDevices.Read.All."
}

check "comply" {
  condition = length(local.compliant) * 100 >= input.share * length(step.devices.devices)
  message   = "${length(local.compliant)} of ${length(step.devices.devices)} devices comply and were heard of this week; wanted are ${input.share} percent."
  severity  = "high"
  remedy    = "In the Intune admin center, Devices, Compliance shows what each lacks. Remove devices that nobody has any more."
}

check "encrypted" {
  condition = length(local.bare) == 0
  message   = "${length(local.bare)} devices of the company are not encrypted."
  severity  = "high"
  remedy    = "Let a disk encryption policy of Intune switch BitLocker or FileVault on."
}

check "kept_out" {
  condition = length(local.asking) > 0
  message   = "No policy that is in force keeps devices out that do not comply, for everybody and everywhere."
  severity  = "high"
  remedy    = "Make a conditional access policy for all users and all resources that requires the device to be marked as compliant."
}

evidence "devices" {
  value       = length(step.devices.devices)
  description = "how many devices Intune manages"
}

evidence "compliant" {
  value       = length(local.compliant)
  description = "how many of them comply and were heard of this week"
}

evidence "bare" {
  value       = length(local.bare)
  description = "how many devices of the company are not encrypted"
}
