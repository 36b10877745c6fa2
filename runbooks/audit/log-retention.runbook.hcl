runbook "log-retention" {
  language  = 1
  title     = "Do our logs go back far enough?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every month, looks in each log for something that happened as long ago as the logs must go back, and for something of today.
    A rule that says how long logs are kept is a promise; this looks whether it was kept. It changes nothing.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-5", "AU-11", "AU-12", "SI-12"]
  fresh_for = "60d"
}

trigger "schedule" "monthly" {
  cron = "0 5 3 * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "elastic" {
  allow = ["elastic.count_events"]
}

locals {
  logs = merge(org.identity_logs, org.data_logs)
}

step "elastic.count_events" "old" {
  title    = "Look for what happened then, log by log"
  timeout  = "5m"
  for_each = local.logs
  parallel = 4
  index    = each.value.index
  query    = "@timestamp:[* TO \"${addtime(run.started_at, "-${org.days_of_logs}d")}\"]"
  since    = addtime(run.started_at, "-${org.days_of_logs + 35}d")
}

step "elastic.count_events" "new" {
  title    = "Look for something of today, log by log"
  timeout  = "5m"
  for_each = local.logs
  parallel = 4
  index    = each.value.index
  since    = addtime(run.started_at, "-1d")
}

check "goes_back" {
  for_each  = local.logs
  condition = step.old[each.key].count > 0
  message   = "The log ${each.key} has nothing of ${org.days_of_logs} days ago."
  severity  = "high"
  remedy    = "In Kibana, Index Lifecycle Policies, let the phase that deletes begin later. A log that is younger than that needs time."
}

check "goes_on" {
  for_each  = local.logs
  condition = step.new[each.key].count > 0
  message   = "The log ${each.key} has nothing of today: writing it has failed."
  severity  = "high"
  remedy    = "Look at the integration of that log in Elastic, and whether its key has ended."
}

evidence "old" {
  value       = { for name, l in step.old : name => l.count }
  description = "events of the month before the day that the logs must go back to, log by log"
}

evidence "days" {
  value       = org.days_of_logs
  description = "for how many days the logs must go back"
}
