runbook "holes-to-tickets" {
  language = 1
  title    = "Open a ticket for each grave hole that is late"
  owner    = role.security
  timeout  = "1h"
  summary  = <<-EOT
    Every Monday, asks GitHub for grave holes in packages and in our code that are open for too long, and opens a ticket in Jira for each
    that has none. Then looks again that each has one. A ticket that nobody closes for a month is told of.
  EOT

  concurrency {
    key = "holes-to-tickets"
  }
}

satisfies "nist-sp-800-53" {
  controls  = ["CA-5", "RA-5", "SI-2", "SI-2(3)"]
  fresh_for = "14d"
}

trigger "schedule" "weekly" {
  every = "monday 06:30"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.engineers]
}

input "days" {
  type        = number
  title       = "Days that a grave hole may be open"
  default     = 14
  min         = 1
  max         = 60
  description = "Counted from the day on which GitHub told of it."
}

use "github" {
  allow = ["github.organization_dependabot_alerts", "github.organization_code_alerts"]
}

use "jira" {
  allow = ["jira.find_tickets", "jira.open_ticket"]
}

locals {
  since    = addtime(run.started_at, "-${input.days}d")
  packages = [for a in step.packages.alerts : { hole = "${a.repository} package ${a.number}", about = "${a.advisory} in ${a.package}" } if contains(["high", "critical"], a.severity) && before(a.created_at, local.since)]
  code     = [for a in step.code.alerts : { hole = "${a.repository} code ${a.number}", about = "${a.rule}, which ${a.tool} found" } if contains(["high", "critical"], a.severity) && before(a.created_at, local.since)]
  late     = concat(local.packages, local.code)
  fresh    = [for h in local.late : h if !anytrue([for t in step.before.tickets : startswith(t.subject, "${h.hole}: ")])]
  without  = [for h in local.late : h.hole if !anytrue([for t in step.after.tickets : startswith(t.subject, "${h.hole}: ")])]
}

step "github.organization_dependabot_alerts" "packages" {
  title        = "Ask for packages with known holes"
  connection   = connection.github
  organization = org.github_organization
  timeout      = "5m"
}

step "github.organization_code_alerts" "code" {
  title        = "Ask for holes that the scanner found"
  connection   = connection.github
  organization = org.github_organization
  timeout      = "5m"
}

step "jira.find_tickets" "before" {
  title   = "Look which have a ticket"
  project = org.on_duty.project
  label   = "late-hole"
}

step "jira.open_ticket" "open" {
  title    = "Open a ticket for each that has none"
  for_each = local.fresh
  by       = "hole"
  limit    = 100
  project  = org.on_duty.project
  label    = "late-hole"
  subject  = "${each.value.hole}: mend ${each.value.about}"
  text     = "It is open for more than ${input.days} days. Merge the update or mend it, or dismiss the alert on GitHub with a reason; then close this ticket."

  undo "none" {
    reason = "A ticket that is not needed is closed by hand."
  }
}

step "jira.find_tickets" "after" {
  title   = "Look again"
  needs   = [step.open]
  project = org.on_duty.project
  label   = "late-hole"

  retry {
    max   = 5
    delay = "30s"
    while = length(self.tickets) < length(step.before.tickets) + length(local.fresh)
  }
}

step "jira.find_tickets" "forgotten" {
  title           = "Look for tickets that nobody closes"
  project         = org.on_duty.project
  label           = "late-hole"
  older_than_days = 30
}

check "each_has_a_ticket" {
  condition = length(local.without) == 0
  message   = "${length(local.without)} grave holes that are late have no ticket."
  severity  = "high"
  remedy    = "Look whether the user of Jira may open tickets in the project of org.on_duty, and start this again."
}

check "nobody_forgets" {
  condition = length(step.forgotten.tickets) == 0
  message   = "${length(step.forgotten.tickets)} tickets about grave holes are open for more than a month."
  severity  = "high"
  remedy    = "Give each to somebody by name this week, or dismiss the alert on GitHub and say why the hole may stay."
}

evidence "late" {
  value       = length(local.late)
  description = "grave holes that are open for longer than they may be"
}

evidence "opened" {
  value       = length([for s in step.open : s if s.outcome == "passed"])
  description = "tickets that were opened"
}

evidence "forgotten" {
  value       = length(step.forgotten.tickets)
  description = "tickets about grave holes that are open for more than a month"
}

result {
  title = "Grave holes that are late"
  text  = "${length([for s in step.open : s if s.outcome == "passed"])} tickets were opened; ${length(local.late)} grave holes are late."
}
