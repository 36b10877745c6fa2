runbook "identity-log-review" {
  language = 1
  title    = "Look at a week of sign-ins together"
  owner    = role.security
  timeout  = "4d"
  summary  = <<-EOT
    Every Monday, looks whether the logs of people's and programs' accounts still come in, and whether a rule looks at them by
    itself. Then it shows the week in numbers, and somebody of the security team says what they found. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.visibility-analytics"
  stage     = "initial"
  fresh_for = "14d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-2", "AU-6", "AU-12"]
  fresh_for = "14d"
}

trigger "schedule" "weekly" {
  every = "monday 08:00"
}

trigger "manual" "form" {}

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
  tags   = [for l in org.identity_logs : l.tag]
  at     = [for r in step.rules.rules : r if r.went == "succeeded" && before(addtime(run.started_at, "-1d"), r.at)]
  counts = [for name, l in step.day : { log = name, events_of_a_day = l.count, newest = l.newest }]
}

phase "collect" {
  title = "Look whether the logs come in"

  step "elastic.count_events" "day" {
    title    = "Count the events of a day, log by log"
    timeout  = "5m"
    for_each = org.identity_logs
    parallel = 4
    index    = each.value.index
    since    = addtime(run.started_at, "-1d")
  }

  step "elastic.count_events" "alerts" {
    title   = "Count the alerts of a week"
    timeout = "5m"
    index   = ".alerts-security.alerts-default"
    since   = addtime(run.started_at, "-7d")
  }

  step "kibana.list_rules" "rules" {
    title   = "List the rules that look by themselves"
    timeout = "5m"
  }
}

phase "look" {
  title = "Somebody looks"
  after = [phase.collect]

  ask "analyst" {
    to       = [role.security]
    question = "Look at the week in Kibana: sign-ins of administrators, refused sign-ins, new countries, what programs did at night. ${step.alerts.count} alerts came up by themselves. What did you find?"
    timeout  = "3d"

    answer "looked" {
      type  = bool
      title = "I looked at every log below"
    }
    answer "incidents" {
      type  = number
      title = "Incidents that I opened"
      min   = 0
      max   = 1000
    }

    show {
      title = "The logs"
      text  = "${length(local.at)} rules looked at them within the last day."
      table = local.counts
    }
  }
}

check "logs_come_in" {
  for_each  = org.identity_logs
  condition = step.day[each.key].count > 0
  message   = "Nothing came into the log ${each.key} for a day."
  severity  = "high"
  remedy    = "Look at the integration of that log in Elastic, and whether its key has ended."
}

check "some_look_by_themselves" {
  condition = anytrue([for r in local.at : anytrue([for t in r.tags : contains(local.tags, t)])])
  message   = "No rule looked at any of these logs within a day."
  severity  = "medium"
  remedy    = "Switch a rule on in Kibana under Security, Rules, that carries the tag of one of the logs."
}

check "somebody_looked" {
  condition = ask.analyst.looked
  message   = "Nobody looked at every log this week."
  severity  = "medium"
  remedy    = "Start the runbook again, and give somebody an hour for it."
}

evidence "events" {
  value       = sum([for l in step.day : l.count])
  description = "events of the last day, all logs together"
}

evidence "alerts" {
  value       = step.alerts.count
  description = "alerts of the week"
}

evidence "rules" {
  value       = length(local.at)
  description = "rules that looked without an error within the last day"
}

evidence "incidents" {
  value       = ask.analyst.incidents
  description = "incidents that whoever looked opened"
}
