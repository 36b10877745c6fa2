runbook "incident-record" {
  language  = 1
  title     = "Is no incident forgotten, and the plan for them alive?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every Monday, looks whether a ticket about an incident has been open for a month, and whether somebody is on duty tonight.
    The plan for incidents must have been read within half a year. It changes nothing.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["IR-1", "IR-5", "IR-7", "IR-8"]
  fresh_for = "30d"
}

trigger "schedule" "weekly" {
  every = "monday 05:45"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "jira" {
  allow = ["jira.find_tickets"]
}

use "pagerduty" {
  allow = ["pagerduty.list_on_call"]
}

locals {
  reviewed = substr(split("\nReviewed: ", step.plan.text)[1], 0, 10)
}

step "jira.find_tickets" "old" {
  title           = "Look for tickets about incidents, open for a month"
  timeout         = "5m"
  project         = org.on_duty.project
  label           = "incident"
  older_than_days = 30
}

step "jira.find_tickets" "open" {
  title   = "Look for those that are open at all"
  timeout = "5m"
  project = org.on_duty.project
  label   = "incident"
}

step "pagerduty.list_on_call" "duty" {
  title     = "Look who is on duty"
  timeout   = "5m"
  policy_id = org.on_duty.policy
}

step "file.read" "plan" {
  title = "Read the plan for incidents"
  path  = org.incident_plan
}

check "none_is_forgotten" {
  condition = length(step.old.tickets) == 0
  message   = "${length(step.old.tickets)} incidents have been open for a month."
  severity  = "medium"
  remedy    = "Give each an owner, and write down what is still to be done; or close it with what it was."
}

check "somebody_is_on_duty" {
  condition = length(step.duty.people) > 0
  message   = "Nobody is on duty: a call at night would wake nobody."
  severity  = "high"
  remedy    = "Fill the schedule in PagerDuty, under People, On-Call Schedules."
}

check "plan_is_alive" {
  condition = strcontains(step.plan.text, "\nOwner: ") && before(addtime(run.started_at, "-180d"), local.reviewed) && !before(run.started_at, local.reviewed)
  message   = "The plan for incidents has no owner, or nobody read it within half a year."
  severity  = "medium"
  remedy    = "Read it with its owner, after a rehearsal at best, and write the day into the line Reviewed."
}

evidence "incidents" {
  value       = { open = length(step.open.tickets), for_a_month = length(step.old.tickets) }
  description = "tickets about incidents that are open, and those that have been for a month"
}

evidence "on_duty" {
  value       = length(step.duty.people)
  description = "how many people are on duty"
}

evidence "plan" {
  value       = step.plan.sha256
  description = "the fingerprint of the plan, so that an auditor knows which version it was"
}
