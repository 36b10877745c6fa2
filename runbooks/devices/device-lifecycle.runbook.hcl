runbook "device-lifecycle" {
  language  = 1
  title     = "Does our policy for devices hold from buying to removing?"
  owner     = role.it_support
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every day, reads the policy for devices that people wrote, and looks in Fleet whether it holds: each device has somebody who
    answers for it, a system that still gets updates, was looked at within a week, and keeps our rules. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.governance"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "cisa-ztmm" {
  function  = "devices.governance"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-1", "CM-8", "PM-5", "RA-5", "SA-22"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "25 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support]
}

use "fleet" {
  allow = ["fleet.list_devices", "fleet.list_policies"]
}

locals {
  all       = step.devices.devices
  nobodys   = [for d in local.all : d if d.owner == "" && !d.virtual]
  old       = [for d in local.all : d if !anytrue([for s in org.supported_systems : startswith(d.system, s)])]
  unscanned = [for d in local.all : d if before(d.seen, addtime(run.started_at, "-7d"))]
  broken    = [for r in step.rules.policies : r if r.failing * 20 > r.passing + r.failing]
  reviewed  = substr(split("\nReviewed: ", step.written.text)[1], 0, 10)
}

step "file.read" "written" {
  title = "Read the policy that people wrote"
  path  = org.device_policy.path
}

step "fleet.list_devices" "devices" {
  title   = "List the devices that Fleet watches"
  timeout = "10m"

  expect "plausible" {
    condition = length(self.devices) > 0
    message   = "Fleet watches no device, which cannot be right."
  }
}

step "fleet.list_policies" "rules" {
  title   = "List the rules for devices"
  timeout = "5m"
}

check "written" {
  for_each  = org.device_policy.chapters
  condition = strcontains(step.written.text, "\n${each.value}\n")
  message   = "The policy for devices has no chapter \"${each.value}\"."
  severity  = "medium"
  remedy    = "Write down there what holds, in a few sentences."
}

check "reviewed" {
  condition = strcontains(step.written.text, "\nOwner: ") && before(addtime(run.started_at, "-180d"), local.reviewed) && !before(run.started_at, local.reviewed)
  message   = "The policy for devices has no owner, or nobody reviewed it within half a year."
  severity  = "medium"
  remedy    = "Read it with its owner, change what is no longer so, and write the day into the line Reviewed."
}

check "each_is_somebodys" {
  condition = length(local.nobodys) * 20 <= length(local.all)
  message   = "Nobody answers for ${length(local.nobodys)} of ${length(local.all)} devices, more than one in twenty."
  severity  = "medium"
  remedy    = "Open each in Fleet, and name its user; or let people sign in when a device is set up."
}

check "gets_updates" {
  condition = length(local.old) * 20 <= length(local.all)
  message   = "${length(local.old)} of ${length(local.all)} devices have a system that gets no more updates, more than one in twenty."
  severity  = "high"
  remedy    = "Update or replace them. Systems that get updates stand in org.supported_systems."
}

check "looked_at" {
  condition = length(local.unscanned) * 20 <= length(local.all)
  message   = "${length(local.unscanned)} of ${length(local.all)} devices were not looked at for a week, more than one in twenty."
  severity  = "medium"
  remedy    = "Find them. What is no longer there is deleted in Fleet, as the policy says."
}

check "rules_are_kept" {
  condition = length(step.rules.policies) > 0 && length(local.broken) == 0
  message   = "${length(local.broken)} of ${length(step.rules.policies)} rules are broken by more than one device in twenty."
  severity  = "high"
  remedy    = "Fleet, Policies tells which devices break them, and what to do about each."
}

evidence "devices" {
  value       = { all = length(local.all), virtual = length([for d in local.all : d if d.virtual]), nobodys = length(local.nobodys), without_updates = length(local.old), not_looked_at = length(local.unscanned) }
  description = "devices, virtual ones among them, those of nobody, without updates, and not looked at for a week"
}

evidence "rules" {
  value       = { all = length(step.rules.policies), broken = length(local.broken) }
  description = "rules for devices, and those that more than one device in twenty breaks"
}

evidence "policy" {
  value       = step.written.sha256
  description = "the fingerprint of the policy, so that an auditor knows which version it was"
}
