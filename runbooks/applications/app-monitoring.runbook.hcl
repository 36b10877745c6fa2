runbook "app-monitoring" {
  language  = 1
  title     = "Do we see how our applications are, and who attacks?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day whether the state, the speed and the log of each application come in. A rule must look for attacks on
    it, and something must learn what is usual. Gaps that nobody has closed for three months are told of.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.visibility-analytics"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "cisa-ztmm" {
  function  = "applications.visibility-analytics"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-6(1)", "AU-6(4)", "AU-12", "SI-4", "SI-4(2)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "40 7 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.engineers]
}

input "apps" {
  type        = list(string)
  title       = "Addresses of the applications"
  default     = []
  description = "Empty: org.apps. Others are for tests; such a run does not count for the score."
}

use "elastic" {
  allow = ["elastic.count_events", "elastic.get_job", "elastic.count_job_results"]
}

use "kibana" {
  allow = ["kibana.list_rules"]
}

use "jira" {
  allow = ["jira.find_tickets"]
}

locals {
  named   = length(input.apps) == 0 ? org.apps : input.apps
  watched = [for a in local.named : a if contains(keys(org.watched_apps), a)]
  at      = [for r in step.rules.rules : r if r.went == "succeeded" && before(addtime(run.started_at, "-1d"), r.at)]
}

step "elastic.count_events" "state" {
  title    = "Ask whether each is up"
  for_each = org.watched_apps
  parallel = 4
  index    = "heartbeat-*"
  query    = "monitor.name:\"${each.value.service}\" AND monitor.status:up"
  since    = addtime(run.started_at, "-1h")
}

step "elastic.count_events" "speed" {
  title    = "Ask how fast each is"
  for_each = org.watched_apps
  parallel = 4
  index    = "traces-apm*,metrics-apm*"
  query    = "service.name:\"${each.value.service}\""
  since    = addtime(run.started_at, "-1h")
}

step "elastic.count_events" "log" {
  title    = "Ask for the log of each"
  for_each = org.watched_apps
  parallel = 4
  index    = "logs-*"
  query    = "service.name:\"${each.value.service}\""
  since    = addtime(run.started_at, "-1d")
}

step "elastic.get_job" "learns" {
  title    = "Ask whether something learns what is usual"
  for_each = org.watched_apps
  parallel = 4
  job      = each.value.job
}

step "elastic.count_job_results" "judged" {
  title    = "Count what it judged within a day"
  for_each = org.watched_apps
  parallel = 4
  job      = each.value.job
  since    = addtime(run.started_at, "-1d")
}

step "kibana.list_rules" "rules" {
  title   = "List the rules that look for attacks"
  timeout = "5m"
}

step "jira.find_tickets" "gaps" {
  title           = "Look for gaps that nobody closed"
  project         = org.on_duty.project
  label           = "visibility-gap"
  older_than_days = 90
}

check "most_are_watched" {
  condition = length(local.named) > 0 && length(local.watched) * 5 >= length(local.named) * 4
  message   = "${length(local.watched)} of ${length(local.named)} applications are watched; it must be four of five."
  severity  = "high"
  remedy    = "Watch the others too, and name them in org.watched_apps. Open a ticket with the label visibility-gap for each that is not watched yet."
}

check "profile" {
  for_each  = org.watched_apps
  condition = step.state[each.key].count > 0 && step.speed[each.key].count > 0
  message   = "Of ${each.key} nobody sees whether it is up, or how fast it is: nothing came in for an hour."
  severity  = "high"
  remedy    = "Look whether the application is up; then at Heartbeat, and at the agent in the application."
}

check "log" {
  for_each  = org.watched_apps
  condition = step.log[each.key].count > 0
  message   = "No log of ${each.key} came in for a day."
  severity  = "high"
  remedy    = "Look at the integration of that log in Elastic, and whether its key has ended."
}

check "looked_at" {
  for_each  = org.watched_apps
  condition = anytrue([for r in local.at : contains(r.tags, "App: ${each.value.service}")])
  message   = "No rule looked for attacks on ${each.key} within a day."
  severity  = "high"
  remedy    = "Switch a rule on in Kibana under Security, Rules, and give it the tag \"App: \" and the name of the application there."
}

check "trends" {
  for_each  = org.watched_apps
  condition = step.learns[each.key].open && step.judged[each.key].count > 0
  message   = "Nothing learns what is usual for ${each.key}, or it judged nothing within a day."
  severity  = "medium"
  remedy    = "Kibana, Machine Learning, Anomaly Detection: open the job, and start its datafeed."
}

check "gaps_are_closed" {
  condition = length(step.gaps.tickets) == 0
  message   = "${length(step.gaps.tickets)} gaps are known for more than three months, and nobody closed them."
  severity  = "medium"
  remedy    = "Close them, or close the ticket and say in it why the gap may stay."
}

evidence "apps" {
  value       = { named = length(local.named), watched = length(local.watched) }
  description = "applications that are named, and how many of them are watched"
}

evidence "events" {
  value       = { for name, l in step.log : name => l.count }
  description = "lines of log of the last day, application by application"
}

evidence "rules" {
  value       = length(local.at)
  description = "rules that looked without an error within the last day"
}
