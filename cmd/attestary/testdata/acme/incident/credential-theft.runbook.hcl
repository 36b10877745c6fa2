runbook "credential-theft" {
  language = 1
  title    = "Someone's password or session was stolen"
  owner    = role.security
  summary  = "Finds the account, stops whoever uses it, and has a person call the victim."

  concurrency {
    key  = input.login
    mode = "refuse"
  }
}

satisfies "cisa-ztmm" {
  function  = "identity.automation-orchestration"
  stage     = "advanced"
  fresh_for = "90d"
}

satisfies "nist-sp-800-53" {
  controls = ["IR-4", "IR-4(1)", "AC-2(13)"]
}

trigger "event" "edr" {
  type = "credential-theft"
  map = {
    login  = trigger.event.login
    reason = trigger.event.reason
  }
}

trigger "manual" "form" {}

access {
  who = [role.security, role.it_support]
}

input "login" {
  type     = string
  title    = "Work e-mail of the person"
  pattern  = "[a-z0-9._-]+@acme\\.example"
  example  = "someone@acme.example"
  personal = true
}

input "reason" {
  type       = string
  title      = "What was seen"
  max_length = 200
}

use "okta" {
  allow = ["okta.get_user", "okta.end_sessions", "okta.suspend_user"]
}

use "chat" {
  allow = ["notify.webhook"]
}

phase "look" {
  title = "Find the account"

  step "okta.get_user" "person" {
    login = input.login

    expect "exists" {
      condition = self.found
      message   = "Okta has no user ${input.login}. Check the address and start again."
    }
  }
}

phase "contain" {
  title = "Stop the attacker"
  after = [phase.look]

  approval "commander" {
    from    = [role.incident_commanders]
    min     = 2
    timeout = "30m"

    show {
      title = "Lock ${input.login}?"
      text  = "Ends all sessions and suspends the account. Suspending can be undone; a closed session cannot be opened again."
    }
  }

  step "okta.end_sessions" "sessions" {
    title   = "End all sessions"
    needs   = [approval.commander]
    user_id = step.person.id

    undo "none" {
      reason = "A closed session cannot be opened again; the person signs in anew."
    }
  }

  step "okta.suspend_user" "account" {
    title   = "Suspend the account"
    needs   = [approval.commander, step.sessions]
    user_id = step.person.id
  }

  on_failure {
    undo   = "reverse"
    notify = [notify.channel]
  }
}

phase "recover" {
  title = "Reach the person"
  after = [phase.contain]

  ask "call" {
    to       = [role.it_support]
    question = "Call ${input.login} on the number that HR has, not on one from an e-mail. Did you reach them?"
    timeout  = "8h"
    second   = [role.security]

    answer "reached" {
      type = bool
    }
    answer "method" {
      type   = string
      one_of = ["phone number from HR", "in person", "video with badge"]
    }
  }
}

check "reached" {
  condition = ask.call.reached
  message   = "The person was not reached. The account stays suspended."
  severity  = "high"
}

notify "channel" {
  action     = "notify.webhook"
  connection = connection.chat
  on         = ["started", "failed", "blocked"]
  text       = "Credential theft response, run ${run.id}"
}

evidence "contained_after" {
  value       = phase.contain.duration
  description = "seconds in phase contain, the approval included"
}

evidence "verified_by" {
  value = ask.call.method
}
