runbook "jamf-compliance" {
  language  = 1
  title     = "Are our Macs managed, encrypted and behind a firewall?"
  owner     = role.it_support
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Counts every day in Jamf Pro how many Macs were heard of this week, and how many of those are encrypted and have a firewall.
    A Mac that was silent counts against you. A policy must keep out what is not in order. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.policy-enforcement-compliance-monitoring"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-19", "CM-6", "SC-28"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "42 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support, role.security]
}

input "share" {
  type        = number
  title       = "Percent of the Macs that must be in order"
  default     = 95
  min         = 80
  max         = 100
  description = "The model says most devices; 95 is our own figure for it."
}

use "jamf" {
  allow = ["jamf.count_computers"]
}

use "entra" {
  allow = ["entra.list_policies"]
}

locals {
  week = addtime(run.started_at, "-7d")
  asking = [for p in step.policies.policies : p.name if p.enforced && p.everybody && p.everything && p.always && p.managed_device &&
  length([for x in p.excluded : x if !contains(org.emergency_principals, x)]) == 0]
}

step "jamf.count_computers" "all" {
  title          = "Count all Macs"
  that           = "are managed"
  heard_of_since = "2000-01-01T00:00:00Z"
}

step "jamf.count_computers" "heard" {
  title          = "Count those heard of this week"
  that           = "are managed"
  heard_of_since = local.week
}

step "jamf.count_computers" "encrypted" {
  title          = "Count those that are encrypted"
  that           = "are encrypted"
  heard_of_since = local.week
}

step "jamf.count_computers" "firewall" {
  title          = "Count those with a firewall"
  that           = "have a firewall"
  heard_of_since = local.week
}

step "jamf.count_computers" "bought" {
  title          = "Count those that came by Apple's delivery"
  that           = "came by the company's account with Apple"
  heard_of_since = local.week
}

step "entra.list_policies" "policies" {
  title   = "Ask Entra for the policies"
  timeout = "5m"
}

check "seen" {
  condition = step.all.count > 0
  message   = "Jamf names no Mac that it manages, so nothing was looked at."
  severity  = "high"
  remedy    = "Give the API role of this runbook the right to read computers."
}

check "heard_of" {
  condition = step.heard.count * 100 >= input.share * step.all.count
  message   = "${step.heard.count} of ${step.all.count} Macs were heard of this week; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Ask for the silent ones, and remove from Jamf those that nobody has any more."
}

check "in_order" {
  condition = step.encrypted.count * 100 >= input.share * step.heard.count && step.firewall.count * 100 >= input.share * step.heard.count
  message   = "Of ${step.heard.count} Macs ${step.encrypted.count} are encrypted and ${step.firewall.count} have a firewall; wanted are ${input.share} percent of each."
  severity  = "high"
  remedy    = "Let a configuration profile of Jamf switch FileVault and the firewall on. Smart groups show which Macs lack it."
}

check "kept_out" {
  condition = length(local.asking) > 0
  message   = "No policy that is in force keeps devices out that do not comply, for everybody and everywhere."
  severity  = "high"
  remedy    = "Connect Jamf with Microsoft Intune as a compliance partner, and let a conditional access policy require a compliant device."
}

evidence "macs" {
  value       = step.all.count
  description = "how many Macs Jamf manages"
}

evidence "heard_of" {
  value       = step.heard.count
  description = "how many of them were heard of this week"
}

evidence "encrypted" {
  value       = step.encrypted.count
  description = "how many of those are encrypted"
}

evidence "firewall" {
  value       = step.firewall.count
  description = "how many of those have a firewall"
}

evidence "bought_by_us" {
  value       = step.bought.count
  description = "how many of those came to us by Apple's own delivery"
}
