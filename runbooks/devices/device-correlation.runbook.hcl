runbook "device-correlation" {
  language  = 1
  title     = "Is every device on the network somebody's, and healthy?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Every day, puts together what Tailscale, Fleet and Okta know: each device on the network is watched, and belongs to somebody
    who works here. What a device is like decides what it reaches. Something learns how many machines are usually made.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.visibility-analytics"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-3", "CM-8(2)", "CM-8(4)", "IA-3", "SI-4"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "35 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "tailscale" {
  allow = ["tailscale.list_serials", "tailscale.get_postures"]
}

use "fleet" {
  allow = ["fleet.list_devices"]
}

use "okta" {
  allow = ["okta.list_accounts"]
}

use "elastic" {
  allow = ["elastic.count_events", "elastic.get_job", "elastic.count_job_results"]
}

locals {
  ours    = [for d in step.network.devices : d if !d.external && d.recent]
  fresh   = [for d in step.watched.devices : d.serial if before(addtime(run.started_at, "-1d"), d.seen)]
  people  = [for a in step.people.accounts : a.login]
  unseen  = [for d in local.ours : d if d.serial == "" || !contains(local.fresh, d.serial)]
  nobodys = [for d in local.ours : d if !d.tagged && !contains(local.people, d.owner)]
}

step "tailscale.list_serials" "network" {
  title   = "List the devices of the last day on the network"
  timeout = "5m"
  since   = addtime(run.started_at, "-1d")

  expect "plausible" {
    condition = length([for d in self.devices : d if !d.external && d.recent]) > 0
    message   = "No device was on the network for a day, which cannot be right."
  }
}

step "tailscale.get_postures" "asked" {
  title   = "Read what a device must be like"
  timeout = "5m"
}

step "fleet.list_devices" "watched" {
  title   = "List the devices that Fleet watches"
  timeout = "10m"
}

step "okta.list_accounts" "people" {
  title   = "List who may sign in"
  timeout = "10m"
}

step "elastic.count_events" "machines" {
  title   = "Count the machines made and deleted in a month"
  timeout = "5m"
  index   = org.machine_log.index
  query   = org.machine_log.query
  since   = addtime(run.started_at, "-30d")
}

step "elastic.get_job" "learns" {
  title   = "Look whether what learns is at work"
  timeout = "5m"
  job     = org.machine_log.job
}

step "elastic.count_job_results" "judged" {
  title   = "Count what it judged within a day"
  timeout = "5m"
  job     = org.machine_log.job
  since   = addtime(run.started_at, "-1d")
}

check "all_are_watched" {
  condition = length(local.unseen) == 0
  message   = "${length(local.unseen)} of ${length(local.ours)} devices on the network were not seen by Fleet for a day."
  severity  = "high"
  remedy    = "The runbook fleet-unknown-devices tells unknown devices from silent ones."
}

check "each_is_somebodys" {
  condition = length(local.people) > 0 && length(local.nobodys) == 0
  message   = "${length(local.nobodys)} devices on the network belong to nobody who may sign in."
  severity  = "high"
  remedy    = "Tailscale, Machines shows whose they were. Remove them there, or give them a tag if they belong to a service."
}

check "what_it_is_like_decides" {
  condition = step.asked.defined > 0 && step.asked.always_asked
  message   = "A device reaches something without anything being asked of it."
  severity  = "high"
  remedy    = "Define a posture in the policy of Tailscale, and name it in defaultSrcPosture."
}

check "patterns_are_learnt" {
  condition = step.machines.count > 0 && step.learns.open && step.judged.count > 0
  message   = "Nothing learns how many machines are usually made and deleted, or the log of it is empty."
  severity  = "high"
  remedy    = "Kibana, Machine Learning, Anomaly Detection: open the job of org.machine_log, and start its datafeed."
}

evidence "devices" {
  value       = { network = length(local.ours), unseen = length(local.unseen), nobodys = length(local.nobodys) }
  description = "devices on the network within a day, those that Fleet did not see, and those of nobody"
}

evidence "machines" {
  value       = { made_and_deleted = step.machines.count, judged = step.judged.count }
  description = "machines made and deleted in a month, and stretches of the last day that were compared with what is usual"
}
