runbook "network-detections" {
  language  = 1
  title     = "Does something look for attacks in every network?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every morning whether the logs of each network come in, whether something learns what is usual there, and whether
    rules look at it. Some rules must put two logs together, and some must hunt for known attackers. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.visibility-analytics"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-6(3)", "RA-10", "SI-4", "SI-4(2)", "SI-4(4)", "SI-4(16)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "20 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "elastic" {
  allow = ["elastic.count_events", "elastic.get_job", "elastic.count_job_results"]
}

use "kibana" {
  allow = ["kibana.list_rules"]
}

locals {
  tags   = [for n in org.network_logs : n.tag]
  at     = [for r in step.rules.rules : r if r.went == "succeeded" && before(addtime(run.started_at, "-1d"), r.at) && anytrue([for t in r.tags : contains(local.tags, t)])]
  learns = [for r in local.at : r if r.kind == "machine_learning"]
  joins  = [for r in local.at : r if contains(["eql", "esql"], r.kind)]
  hunts  = [for r in local.at : r if contains(["threat_match", "new_terms"], r.kind)]
}

step "elastic.count_events" "connections" {
  title    = "Count the connections of a day, network by network"
  for_each = org.network_logs
  parallel = 4
  index    = each.value.connections
  since    = addtime(run.started_at, "-1d")
}

step "elastic.count_events" "names" {
  title    = "Count the names that were looked up"
  for_each = org.network_logs
  parallel = 4
  index    = each.value.names
  since    = addtime(run.started_at, "-1d")
}

step "elastic.get_job" "job" {
  title    = "Look whether what learns is at work"
  for_each = org.network_logs
  parallel = 4
  job      = each.value.job
}

step "elastic.count_job_results" "judged" {
  title    = "Count what it judged within a day"
  for_each = org.network_logs
  parallel = 4
  job      = each.value.job
  since    = addtime(run.started_at, "-1d")
}

step "kibana.list_rules" "rules" {
  title   = "List the rules that look by themselves"
  timeout = "5m"
}

check "logs_come_in" {
  for_each  = org.network_logs
  condition = step.connections[each.key].count > 0 && step.names[each.key].count > 0
  message   = "Connections or names of the network ${each.key} did not come in for a day: whatever happened there nobody saw."
  severity  = "high"
  remedy    = "Look at the integration of that log in Elastic, and at the sensor in the network."
}

check "learns_what_is_usual" {
  for_each  = org.network_logs
  condition = step.job[each.key].open && step.judged[each.key].count > 0
  message   = "Nothing learns what is usual in the network ${each.key}, or it judged nothing within a day."
  severity  = "high"
  remedy    = "Kibana, Machine Learning, Anomaly Detection: open the job, and start its datafeed."
}

check "each_is_looked_at" {
  for_each  = org.network_logs
  condition = anytrue([for r in local.at : contains(r.tags, each.value.tag)])
  message   = "No rule looked at the network ${each.key} within a day."
  severity  = "high"
  remedy    = "Switch a rule on in Kibana under Security, Rules, with the tag of that network."
}

check "puts_together" {
  condition = length(local.joins) > 0 && length(local.learns) > 0
  message   = "${length(local.joins)} rules put several logs together, and ${length(local.learns)} follow what was learnt; there must be one of each."
  severity  = "medium"
  remedy    = "Write a rule of the kind event correlation over connections and names, and one of the kind machine learning for the job."
}

check "hunts" {
  condition = length(local.hunts) > 0
  message   = "No rule hunts by itself for known attackers, or for what was never seen before."
  severity  = "medium"
  remedy    = "Switch a rule of the kind indicator match on, over the logs of the networks, and keep its list of indicators new."
}

evidence "connections" {
  value       = { for name, l in step.connections : name => l.count }
  description = "connections of the last day, network by network"
}

evidence "rules" {
  value       = { all = length(local.at), put_together = length(local.joins), follow_what_was_learnt = length(local.learns), hunt = length(local.hunts) }
  description = "rules about networks that looked without an error within the last day, by kind"
}
