runbook "call-for-help" {
  language = 1
  title    = "Call who is on duty, by day or by night"
  owner    = role.security
  timeout  = "4d"
  summary  = <<-EOT
    For anything that cannot wait until the morning. Calls who is on duty, writes to the channel for incidents, opens a
    ticket, and times until somebody answers. When it is over a commander says what it was, and all of it is closed.
  EOT
}

satisfies "nist-sp-800-53" {
  controls = ["IR-4", "IR-6", "IR-7"]
}

trigger "event" "alarm" {
  type = "call-for-help"
  map = {
    what = trigger.event.what
  }
}

trigger "manual" "form" {}

access {
  who = [role.staff, role.security, role.it_support]
}

input "what" {
  type        = string
  title       = "What has happened, in one sentence"
  max_length  = 200
  description = "No names and no passwords: it is read aloud on the telephone."
  example     = "Somebody reads our wiki page by page from an address that we do not know."
}

use "pagerduty" {
  allow = ["pagerduty.open_incident", "pagerduty.get_incident", "pagerduty.resolve_incident"]
}

use "slack" {
  allow = ["slack.post_message"]
}

use "jira" {
  allow = ["jira.open_ticket", "jira.comment"]
}

phase "call" {
  title = "Call"

  step "pagerduty.open_incident" "call" {
    title      = "Call who is on duty"
    service_id = org.on_duty.service
    caller     = org.on_duty.caller
    subject    = input.what
    details    = "Started by a runbook: ${default(run.url, run.id)}"
    key        = "attestary ${run.id}"

    retry {
      max   = 5
      delay = "10s"
    }
    undo "none" {
      reason = "Who was called was called. A commander closes it at the end."
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

  check "answered" {
    condition = step.answer.answered
    message   = "Nobody answered within forty minutes."
    severity  = "high"
    remedy    = "Call a commander yourself, and look in PagerDuty who should have been on duty, and by which number."
  }
}

phase "tell" {
  title = "Tell the others"

  step "jira.open_ticket" "ticket" {
    title   = "Open a ticket"
    project = org.on_duty.project
    label   = "incident"
    subject = input.what
    text    = "Started by a runbook: ${default(run.url, run.id)}"

    undo "none" {
      reason = "A ticket that is not needed is closed by hand."
    }
  }

  step "slack.post_message" "channel" {
    title   = "Write to the channel for incidents"
    channel = org.on_duty.channel
    text    = "${input.what} The ticket is ${step.ticket.ticket}. ${default(run.url, run.id)}"

    undo "none" {
      reason = "What was written was read."
    }
  }
}

phase "close" {
  title = "Close it"
  after = [phase.call, phase.tell]

  ask "over" {
    to       = [role.incident_commanders]
    question = "Say when it is over: \"${input.what}\" Was it an incident, and has what happened been stopped?"
    timeout  = "3d"

    answer "was" {
      type   = string
      title  = "What it was"
      one_of = ["an incident", "a false alarm", "a drill"]
    }
    answer "stopped" {
      type  = bool
      title = "It has been stopped, or there was nothing to stop"
    }
  }

  step "pagerduty.resolve_incident" "resolve" {
    title  = "Close the call"
    needs  = [ask.over]
    id     = step.call.id
    caller = org.on_duty.caller

    retry {
      max   = 5
      delay = "10s"
    }
    undo "none" {
      reason = "Somebody who needs help again starts this again."
    }
  }

  step "jira.comment" "note" {
    title  = "Write below the ticket what it was"
    needs  = [ask.over]
    ticket = step.ticket.ticket
    text   = "A commander says that it was ${ask.over.was}. Stopped: ${ask.over.stopped}."

    undo "none" {
      reason = "What was written was read."
    }
  }
}

check "stopped" {
  condition = ask.over.stopped
  message   = "A commander says that it has not been stopped."
  severity  = "high"
  remedy    = "Go on with the runbook that fits, stolen-credentials, lost-laptop or leaked-secret, and start this one again."
}

evidence "was" {
  value       = ask.over.was
  description = "what it was, as a commander says"
}

evidence "time_to_answer" {
  value       = phase.call.duration
  description = "seconds from the start until somebody on duty had answered, to the minute"
}

evidence "time_to_close" {
  value       = phase.close.duration
  description = "seconds that the commander took until it was closed"
}

result {
  title = "Help was called"
  text  = "Somebody on duty answered within ${phase.call.duration} seconds. It was ${ask.over.was}. The ticket is ${step.ticket.ticket}."
}
