runbook "data-detections" {
  language  = 1
  title     = "Does something look at who reads our data, and ahead?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every day, looks whether nearly every bucket has a class and an owner, and whether a rule that works looks at each log of
    reading data. Something must foretell from it how much will be read. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.visibility-analytics"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-6(1)", "AU-6(3)", "AC-6(9)", "SI-4(4)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "45 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "gcs" {
  allow = ["gcs.list_buckets"]
}

use "elastic" {
  allow = ["elastic.count_events", "elastic.get_job"]
}

use "kibana" {
  allow = ["kibana.list_rules"]
}

locals {
  all   = step.buckets.buckets
  known = [for b in local.all : b if b.class != "" && b.owner != ""]
  at    = [for r in step.rules.rules : r if r.went == "succeeded" && before(addtime(run.started_at, "-1d"), r.at)]
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
  title    = "Count what was read and written in a day, log by log"
  timeout  = "5m"
  for_each = org.data_logs
  parallel = 4
  index    = each.value.index
  since    = addtime(run.started_at, "-1d")
}

step "elastic.get_job" "learns" {
  title    = "Look whether what learns is at work"
  timeout  = "5m"
  for_each = org.data_logs
  parallel = 4
  job      = each.value.job
}

step "kibana.list_rules" "rules" {
  title   = "List the rules that look by themselves"
  timeout = "5m"
}

check "nearly_all_are_known" {
  condition = length(local.known) * 5 >= length(local.all) * 4
  message   = "Only ${length(local.known)} of ${length(local.all)} buckets say what class of data they hold, and whose they are."
  severity  = "medium"
  remedy    = "Give each bucket the labels class and owner, and let nobody make one without."
}

check "reads_are_written_down" {
  for_each  = org.data_logs
  condition = step.reads[each.key].count > 0
  message   = "Nothing came into the log ${each.key} for a day."
  severity  = "high"
  remedy    = "Look at the audit logs in Google Cloud, IAM, Audit Logs, and at the integration in Elastic."
}

check "each_is_looked_at" {
  for_each  = org.data_logs
  condition = anytrue([for r in local.at : contains(r.tags, each.value.tag)])
  message   = "No rule looked at the log ${each.key} within a day."
  severity  = "high"
  remedy    = "Switch on a rule in Kibana whose tag is that of the log, or write one."
}

check "foretold" {
  condition = anytrue([for j in step.learns : j.open && j.forecasts > 0])
  message   = "Nothing foretells how much will be read."
  severity  = "medium"
  remedy    = "Kibana, Machine Learning, Single Metric Viewer: open a job of org.data_logs, and let it forecast every week."
}

evidence "buckets" {
  value       = { all = length(local.all), known = length(local.known) }
  description = "buckets, and those with a class and an owner"
}

evidence "reads" {
  value       = { for name, l in step.reads : name => l.count }
  description = "what was read and written in a day, log by log"
}

evidence "forecasts" {
  value       = sum([for j in step.learns : j.forecasts])
  description = "forecasts that are kept"
}
