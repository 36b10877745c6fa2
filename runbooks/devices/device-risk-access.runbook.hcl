runbook "device-risk-access" {
  language  = 1
  title     = "Does each application ask how safe the device is right now?"
  owner     = role.security
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Looks every day at all ways into your applications behind Cloudflare Access. Each must ask for the score that the
    sensor on the device computes all the time. The score must be new, and every machine must have one. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.resource-access"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-4", "AC-19", "IA-3", "SI-4"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "25 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.it_support]
}

use "cloudflare" {
  allow = ["cloudflare.list_app_rules", "cloudflare.list_posture_rules", "cloudflare.list_posture_services"]
}

use "crowdstrike" {
  allow = ["crowdstrike.list_hosts", "crowdstrike.list_scores"]
}

# A quarter of an hour and less, as Cloudflare writes a length of time. A rule may ask for the version of the sensor instead
# of the score, or for a score that every device has: neither counts. The least of 50 of 100 is our own figure.
locals {
  quick   = [for s in step.services.services : s.id if s.type == "crowdstrike_s2s" && matches(s.interval, "([1-9]|1[0-5])m")]
  scoring = [for r in step.rules.rules : r.id if r.type == "crowdstrike_s2s" && contains(local.quick, r.service) && matches(r.least, "[5-9][0-9]|100")]
  blind   = [for w in step.ways.ways : w.domain if length([for r in w.rules : r if contains(local.scoring, r)]) == 0]
  spoke   = distinct([for h in step.hosts.hosts : h.id if !before(h.seen, addtime(run.started_at, "-1d"))])
  scored  = distinct([for s in step.scores.scores : s.id])
  judged  = length(local.spoke) + length(local.scored) - length(distinct(concat(local.spoke, local.scored)))
  low     = [for s in step.scores.scores : s.id if s.score < 50]
}

step "cloudflare.list_app_rules" "ways" {
  title      = "List the ways into the applications"
  account_id = org.cloudflare_account
}

step "cloudflare.list_posture_rules" "rules" {
  title      = "List the rules about devices"
  account_id = org.cloudflare_account
}

step "cloudflare.list_posture_services" "services" {
  title      = "List the services that know devices"
  account_id = org.cloudflare_account
}

step "crowdstrike.list_hosts" "hosts" {
  title   = "List the machines that have a sensor"
  timeout = "15m"
}

step "crowdstrike.list_scores" "scores" {
  title   = "List how safe each is"
  timeout = "15m"
}

check "seen" {
  condition = length(step.ways.ways) > 0 && length(local.spoke) > 0 && length(local.scored) > 0
  message   = "Cloudflare names no way into an application, or CrowdStrike no machine or no score, so nothing was looked at."
  severity  = "high"
  remedy    = "Look whether both tokens of this runbook may read applications, devices, hosts and assessments."
}

check "score_asked_for" {
  condition = length(local.blind) == 0
  message   = "${length(local.blind)} of ${length(step.ways.ways)} ways into an application do not ask for a score of 50 or more that is at most a quarter of an hour old."
  severity  = "high"
  remedy    = "In Cloudflare, connect CrowdStrike under Service providers and let it be asked every ten minutes. Require the check in every policy of every application."
}

check "everything_scored" {
  condition = local.judged * 100 >= 98 * length(local.spoke)
  message   = "${local.judged} of ${length(local.spoke)} machines that spoke within a day have a score; wanted are 98 percent."
  severity  = "medium"
  remedy    = "Update the sensor of the rest: old ones compute no score. Without one a machine is not let in."
}

evidence "ways" {
  value       = length(step.ways.ways)
  description = "how many ways lead into an application"
}

evidence "blind" {
  value       = length(local.blind)
  description = "how many of them ask for no score that is new enough"
}

evidence "machines" {
  value       = length(local.spoke)
  description = "how many machines spoke within a day"
}

evidence "scored" {
  value       = local.judged
  description = "how many of them have a score"
}

evidence "low" {
  value       = length(local.low)
  description = "how many machines have a score below 50 of 100"
}
