runbook "tailscale-devices" {
  language  = 1
  title     = "Do we know every device of our tailnet?"
  owner     = role.it_support
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Lists every day the devices in Tailscale, and looks whether each was approved, tells its serial number, has a key
    that ends, and runs a new version. Servers with a tag keep their keys. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.visibility-analytics"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-8", "CM-8(3)", "IA-3"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "35 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support, role.security]
}

input "share" {
  type        = number
  title       = "Percent of the devices that must tell their serial number"
  default     = 80
  min         = 50
  max         = 100
  description = "Phones of some makers do not tell it. The figure is ours: the model has none."
}

use "tailscale" {
  allow = ["tailscale.list_devices"]
}

locals {
  own        = [for d in step.devices.devices : d if !d.external]
  waiting    = [for d in local.own : d if !d.authorized]
  identified = [for d in local.own : d if d.identified]
  forever    = [for d in local.own : d if d.key_forever && length(d.tags) == 0]
  outdated   = [for d in local.own : d if d.outdated]
}

step "tailscale.list_devices" "devices" {
  title   = "List the devices"
  timeout = "5m"
}

check "seen" {
  condition = length(local.own) > 0
  message   = "Tailscale names no device of ours, so nothing was looked at."
  severity  = "high"
  remedy    = "Look whether the token of this runbook is one of your tailnet and may read devices."
}

check "approved" {
  condition = length(local.waiting) == 0
  message   = "${length(local.waiting)} devices wait for approval: somebody brought them, and nobody said yes or no."
  severity  = "medium"
  remedy    = "On the page Machines of Tailscale, ask the owner of each what it is. Approve it, or remove it."
}

check "identified" {
  condition = length(local.identified) * 100 >= input.share * length(local.own)
  message   = "${length(local.identified)} of ${length(local.own)} devices tell their serial number; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Switch device identity collection on in the settings of Tailscale, and let people agree to it on their devices."
}

check "keys_end" {
  condition = length(local.forever) == 0
  message   = "${length(local.forever)} devices of people have a key that never ends. Whoever finds one is inside for good."
  severity  = "high"
  remedy    = "On the page Machines, enable key expiry for them. A server gets a tag instead of a key without an end."
}

check "up_to_date" {
  condition = length(local.outdated) * 5 <= length(local.own)
  message   = "${length(local.outdated)} of ${length(local.own)} devices run an old version of Tailscale; a fifth may."
  severity  = "low"
  remedy    = "Switch automatic updates on in the settings of Tailscale."
}

evidence "devices" {
  value       = length(local.own)
  description = "how many devices are ours"
}

evidence "identified" {
  value       = length(local.identified)
  description = "how many of them tell their serial number"
}

evidence "forever" {
  value       = length(local.forever)
  description = "how many devices of people have a key that never ends"
}
