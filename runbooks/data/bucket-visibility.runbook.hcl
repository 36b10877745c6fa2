runbook "bucket-visibility" {
  language  = 1
  title     = "Do we see what data we have, and who reads it?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every Monday, lists the buckets of Google Cloud: whose they are, what class of data they hold, how they are encrypted. Looks
    besides whether it is written down who reads them, and whether a rule looks at that by itself. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.visibility-analytics"
  stage     = "initial"
  fresh_for = "14d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-2", "AU-12", "CM-8", "CM-12", "SC-28"]
  fresh_for = "14d"
}

trigger "schedule" "weekly" {
  every = "monday 06:15"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "gcs" {
  allow = ["gcs.list_buckets"]
}

use "elastic" {
  allow = ["elastic.count_events"]
}

use "kibana" {
  allow = ["kibana.list_rules"]
}

locals {
  all    = step.buckets.buckets
  known  = [for b in local.all : b if b.class != "" && b.owner != ""]
  hidden = [for b in local.all : b if !b.private]
  tags   = [for l in org.data_logs : l.tag]
  at     = [for r in step.rules.rules : r if r.went == "succeeded" && before(addtime(run.started_at, "-1d"), r.at)]
}

step "gcs.list_buckets" "buckets" {
  title   = "List the buckets"
  timeout = "5m"
  project = org.data_project

  expect "plausible" {
    condition = length(self.buckets) > 0
    message   = "The project has no bucket: compare org.data_project."
  }
}

step "elastic.count_events" "reads" {
  title    = "Count what was read and written in a week, log by log"
  timeout  = "5m"
  for_each = org.data_logs
  parallel = 4
  index    = each.value.index
  since    = addtime(run.started_at, "-7d")
}

step "kibana.list_rules" "rules" {
  title   = "List the rules that look by themselves"
  timeout = "5m"
}

check "half_are_known" {
  condition = length(local.known) * 2 > length(local.all)
  message   = "Only ${length(local.known)} of ${length(local.all)} buckets say what class of data they hold, and whose they are."
  severity  = "medium"
  remedy    = "Give each bucket the labels class and owner: gcloud storage buckets update gs://NAME --update-labels=class=CLASS,owner=TEAM"
}

check "reads_are_written_down" {
  for_each  = org.data_logs
  condition = step.reads[each.key].count > 0
  message   = "Nothing came into the log ${each.key} for a week."
  severity  = "high"
  remedy    = "Switch the audit logs of reading and writing data on in Google Cloud, IAM, Audit Logs, and look at the integration in Elastic."
}

check "some_look_by_themselves" {
  condition = anytrue([for r in local.at : anytrue([for t in r.tags : contains(local.tags, t)])])
  message   = "No rule looked at who reads data within a day."
  severity  = "medium"
  remedy    = "Switch a rule on in Kibana under Security, Rules, that carries the tag of one of the logs."
}

evidence "buckets" {
  value       = { all = length(local.all), known = length(local.known), own_key = length([for b in local.all : b if b.own_key]), maybe_public = length(local.hidden) }
  description = "buckets, those with a class and an owner, with a key of our own, and those that could be made public"
}

evidence "reads" {
  value       = { for name, l in step.reads : name => l.count }
  description = "what was read and written in a week, log by log"
}
