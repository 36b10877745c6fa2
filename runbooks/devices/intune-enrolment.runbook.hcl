runbook "intune-enrolment" {
  language  = 1
  title     = "Do new devices set themselves up?"
  owner     = role.it_support
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every Monday, looks in Microsoft Intune how the devices of the last 90 days came: by themselves, as the shop handed them
    over, or by hand. Looks besides whether all of them are registered, so that they can be cut off. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.automation-orchestration"
  stage     = "initial"
  fresh_for = "14d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-2", "CM-6", "CM-8(2)"]
  fresh_for = "14d"
}

trigger "schedule" "weekly" {
  every = "monday 06:30"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support]
}

use "intune" {
  allow = ["intune.list_enrolments"]
}

locals {
  new        = [for d in step.devices.devices : d if before(addtime(run.started_at, "-90d"), d.at)]
  automatic  = [for d in local.new : d if d.automatic]
  registered = [for d in local.new : d if d.registered]
}

step "intune.list_enrolments" "devices" {
  title   = "Ask how the devices came"
  timeout = "10m"
}

check "begun" {
  condition = length(local.automatic) > 0
  message   = "None of ${length(local.new)} new devices set itself up."
  severity  = "medium"
  remedy    = "Let the shop hand devices over: Windows Autopilot, Apple Business Manager or Android Enterprise, in the Intune admin center under Devices, Enrollment."
}

check "half_of_them" {
  condition = length(local.automatic) * 2 >= length(local.new)
  message   = "Of ${length(local.new)} new devices only ${length(local.automatic)} set themselves up."
  severity  = "medium"
  remedy    = "Look at the way of the others in the Intune admin center, and have the next ones of the kind handed over by the shop."
}

check "registered" {
  condition = length(local.registered) == length(local.new)
  message   = "${length(local.new) - length(local.registered)} new devices are not registered."
  severity  = "high"
  remedy    = "Open them in the Intune admin center, and register them again in Entra."
}

evidence "devices" {
  value       = { new = length(local.new), automatic = length(local.automatic), registered = length(local.registered) }
  description = "devices of the last 90 days, those that set themselves up, and those that are registered"
}
