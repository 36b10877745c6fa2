runbook "falcon-coverage" {
  language  = 1
  title     = "Does every machine have a sensor that works?"
  owner     = role.security
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Compares every day the machines that Fleet knows with those from which CrowdStrike hears. A sensor counts where it
    spoke this week, stops threats, and is not held back. Fleet must judge by a rule whether it runs. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.device-threat-protection"
  stage     = "advanced"
  fresh_for = "7d"
}

# Sensors that get their policy and their updates by themselves are what the stage before asks for.
satisfies "cisa-ztmm" {
  function  = "devices.device-threat-protection"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SI-3", "SI-4"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "50 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.it_support]
}

input "share" {
  type        = number
  title       = "Percent of the machines that must have a sensor that works"
  default     = 90
  min         = 50
  max         = 100
  description = "The model says most; 90 is our own figure for it."
}

use "crowdstrike" {
  allow = ["crowdstrike.list_hosts", "crowdstrike.list_prevention_policies"]
}

use "fleet" {
  allow = ["fleet.list_hosts", "fleet.get_policy"]
}

# How many are in both lists: as many as both have together more than they have of different serial numbers.
locals {
  week     = addtime(run.started_at, "-7d")
  machines = [for h in step.fleet.hosts : h if !contains(["ios", "ipados", "android", "chrome"], h.platform) && !before(h.seen, local.week)]
  spoke    = [for h in step.falcon.hosts : h if !before(h.seen, local.week)]
  working  = [for h in local.spoke : h if h.prevention && !h.reduced]
  updating = [for h in local.spoke : h if h.self_updating]
  known    = distinct([for h in local.machines : lower(h.serial)])
  guarded  = distinct([for h in local.working : lower(h.serial)])
  covered  = length(local.known) + length(local.guarded) - length(distinct(concat(local.known, local.guarded)))
  virtual  = distinct([for h in local.machines : lower(h.serial) if h.virtual])
  vcovered = length(local.virtual) + length(local.guarded) - length(distinct(concat(local.virtual, local.guarded)))
  bare     = [for p in distinct([for h in local.spoke : h.platform]) : p if !contains([for q in step.policies.policies : q.platform if q.enabled], p)]
}

step "fleet.list_hosts" "fleet" {
  title   = "List the machines that Fleet knows"
  timeout = "10m"
}

step "crowdstrike.list_hosts" "falcon" {
  title   = "List the machines that have a sensor"
  timeout = "15m"
}

step "crowdstrike.list_prevention_policies" "policies" {
  title = "List what sensors stop"
}

step "fleet.get_policy" "rule" {
  title     = "Look how many machines keep the rule"
  policy_id = org.threat_policy
}

check "seen" {
  condition = length(local.machines) > 0 && length(local.spoke) > 0
  message   = "Fleet or CrowdStrike names no machine of this week, so nothing was compared."
  severity  = "high"
  remedy    = "Look whether both tokens of this runbook may read hosts."
}

check "covered" {
  condition = local.covered * 100 >= input.share * length(local.known)
  message   = "${local.covered} of ${length(local.known)} machines have a sensor that works; wanted are ${input.share} percent."
  severity  = "high"
  remedy    = "Let Fleet, Jamf or Intune install the sensor by itself. Machines in reduced functionality need a newer sensor, or an older kernel."
}

check "virtual_too" {
  condition = length(local.virtual) > 0 && local.vcovered * 100 >= input.share * length(local.virtual)
  message   = "${local.vcovered} of ${length(local.virtual)} virtual machines have a sensor that works; wanted are ${input.share} percent, and at least one."
  severity  = "high"
  remedy    = "Put Fleet and the sensor into the images from which your virtual machines are made. Whoever has none may waive this check."
}

waivable "virtual_too" {
  max_for = "90d"
  by      = [role.security]
}

check "up_to_date" {
  condition = length(local.updating) * 100 >= input.share * length(local.spoke)
  message   = "${length(local.updating)} of ${length(local.spoke)} sensors update by themselves; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "In Falcon, under Sensor update policies: choose an automatic version (N-1, say) for every platform, and put the machines into its groups."
}

check "policy_on" {
  condition = length(local.bare) == 0
  message   = "For ${length(local.bare)} kinds of system no policy that stops threats is switched on."
  severity  = "high"
  remedy    = "In Falcon, under Prevention policies: enable one for each of Windows, Mac and Linux."
}

check "judged" {
  condition = step.rule.passing + step.rule.failing > 0 && step.rule.passing * 100 >= input.share * (step.rule.passing + step.rule.failing)
  message   = "By the rule of Fleet that the sensor runs, ${step.rule.passing} machines are in order and ${step.rule.failing} are not."
  severity  = "medium"
  remedy    = "Name in org.threat_policy the rule that finds the sensor's process. Whoever breaks it is not let in by temporary-access."
}

evidence "machines" {
  value       = length(local.known)
  description = "machines that Fleet heard of this week, phones left out"
}

evidence "covered" {
  value       = local.covered
  description = "how many of them have a sensor that works"
}

evidence "virtual" {
  value       = length(local.virtual)
  description = "how many of them are virtual"
}

evidence "virtual_covered" {
  value       = local.vcovered
  description = "how many of the virtual ones have a sensor that works"
}

evidence "sensors" {
  value       = length(local.spoke)
  description = "sensors that spoke this week"
}

evidence "updating" {
  value       = length(local.updating)
  description = "how many of those update by themselves"
}

evidence "judged_in_order" {
  value       = step.rule.passing
  description = "machines on which, by the rule of Fleet, the sensor runs"
}
