runbook "identity-detections" {
  language  = 1
  title     = "Does something look at every log of accounts?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every morning, looks whether each log of people's and programs' accounts still comes in, and whether at least one rule
    looks at it without an error. A log that nobody looks at, and a rule that fails, is a gap. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.visibility-analytics"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-6(1)", "AU-6(3)", "SI-4", "SI-4(2)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "10 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "elastic" {
  allow = ["elastic.count_events"]
}

use "kibana" {
  allow = ["kibana.list_rules"]
}

locals {
  at     = [for r in step.rules.rules : r if r.went == "succeeded" && before(addtime(run.started_at, "-1d"), r.at)]
  tags   = [for l in org.identity_logs : l.tag]
  broken = [for r in step.rules.rules : r if r.went != "succeeded" && r.went != "running" && r.went != "going to run" && anytrue([for t in r.tags : contains(local.tags, t)])]
}

step "elastic.count_events" "day" {
  title    = "Count the events of a day, log by log"
  timeout  = "5m"
  for_each = org.identity_logs
  parallel = 4
  index    = each.value.index
  since    = addtime(run.started_at, "-1d")
}

step "kibana.list_rules" "rules" {
  title   = "List the rules that look by themselves"
  timeout = "5m"
}

check "logs_come_in" {
  for_each  = org.identity_logs
  condition = step.day[each.key].count > 0
  message   = "Nothing came into the log ${each.key} for a day: whatever happened there nobody saw."
  severity  = "high"
  remedy    = "Look at the integration of that log in Elastic, and whether its key has ended."
}

check "each_is_looked_at" {
  for_each  = org.identity_logs
  condition = anytrue([for r in local.at : contains(r.tags, each.value.tag)])
  message   = "No rule looked at the log ${each.key} within a day."
  severity  = "high"
  remedy    = "Switch on a rule in Kibana under Security, Rules, whose tag is that of the log, or write one."
}

check "no_rule_is_broken" {
  condition = length(local.broken) == 0
  message   = "${length(local.broken)} rules about accounts are switched on and do not work."
  severity  = "medium"
  remedy    = "Kibana, Security, Rules, Rule Monitoring shows which, and the error of each."
}

evidence "logs" {
  value       = { for name, l in step.day : name => l.count }
  description = "events of the last day, log by log"
}

evidence "rules" {
  value       = length(local.at)
  description = "rules that looked without an error within the last day"
}

evidence "broken" {
  value       = length(local.broken)
  description = "rules about accounts that are switched on and do not work"
}
