runbook "pager-drill" {
  language = 1
  title    = "Does somebody answer when we call?"
  owner    = role.security
  timeout  = "2h"
  summary  = <<-EOT
    Every second week, calls who is on duty as if something had happened, and says at once that it is a drill. Times until
    somebody answers, and closes it. It also looks whether a second person would be called where the first does not answer.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["IR-3", "IR-7"]
  fresh_for = "30d"
}

trigger "schedule" "twice_a_month" {
  cron = "20 13 2,16 * *"
}

trigger "manual" "form" {}

access {
  who = [role.security, role.incident_commanders]
}

input "minutes" {
  type        = number
  title       = "Minutes until somebody must have answered"
  default     = 15
  min         = 5
  max         = 40
  description = "It is looked at once a minute."
}

use "pagerduty" {
  allow = ["pagerduty.list_on_call", "pagerduty.open_incident", "pagerduty.get_incident", "pagerduty.resolve_incident"]
}

locals {
  levels = distinct([for p in step.duty.people : p.level])
  people = distinct([for p in step.duty.people : p.id])
}

phase "ready" {
  title = "Look who is on duty"

  step "pagerduty.list_on_call" "duty" {
    title     = "Ask who is on duty"
    policy_id = org.on_duty.policy
  }
}

phase "drill" {
  title = "Call, and wait"
  after = [phase.ready]

  step "pagerduty.open_incident" "call" {
    title      = "Call who is on duty"
    service_id = org.on_duty.service
    caller     = org.on_duty.caller
    subject    = "A DRILL. Nothing has happened: please say that you got this call."
    details    = "It closes by itself once you have answered. ${default(run.url, run.id)}"
    key        = "attestary drill ${run.id}"

    undo "none" {
      reason = "A drill that nobody answers goes on to the next person, as a call would; then it is closed."
    }
  }

  step "pagerduty.get_incident" "answer" {
    title   = "Wait until somebody answers"
    id      = step.call.id
    timeout = "45m"

    retry {
      max   = 40
      delay = "1m"
      while = !self.answered
    }
  }
}

phase "close" {
  title = "Close it"
  after = [phase.drill]

  step "pagerduty.resolve_incident" "resolve" {
    title  = "Close the drill"
    id     = step.call.id
    caller = org.on_duty.caller

    undo "none" {
      reason = "There is nothing to open again."
    }
  }
}

check "answered" {
  condition = step.answer.answered && phase.drill.duration <= input.minutes * 60
  message   = "It took ${phase.drill.duration} seconds until somebody answered, or nobody did; it may take ${input.minutes} minutes."
  severity  = "high"
  remedy    = "Ask who was on duty what kept them. Most often a telephone is on silent, or PagerDuty has an old number."
}

check "a_second_level" {
  condition = step.duty.complete && length(local.levels) >= 2 && length(local.people) >= 2
  message   = "Only ${length(local.people)} people on ${length(local.levels)} levels would be called."
  severity  = "high"
  remedy    = "Add a second level, with somebody else on it, to the escalation policy in PagerDuty."
}

evidence "time_to_answer" {
  value       = phase.drill.duration
  description = "seconds from the call until somebody had answered, to the minute"
}

evidence "levels" {
  value       = length(local.levels)
  description = "how many levels would be called one after the other"
}

result {
  title = "The drill"
  text  = "Somebody answered after ${phase.drill.duration} seconds."
}
