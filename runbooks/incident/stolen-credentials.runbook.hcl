runbook "stolen-credentials" {
  language = 1
  title    = "Somebody's password or session was stolen"
  owner    = role.security
  timeout  = "1d"
  summary  = <<-EOT
    Looks the person up in Okta, asks two commanders, then signs the account out everywhere and suspends it. Looks again
    whether that held. At last somebody calls the person. Until they are reached the account stays suspended.
  EOT

  concurrency {
    key = input.login
  }
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2(13)", "IR-4"]
}

trigger "event" "alarm" {
  type = "stolen-credentials"
  map = {
    login = trigger.event.login
    seen  = trigger.event.seen
  }
}

trigger "manual" "form" {}

access {
  who = [role.security, role.it_support]
}

input "login" {
  type     = string
  title    = "Work e-mail of the person"
  pattern  = "[a-z0-9._+-]+@[a-z0-9.-]+"
  example  = "ada@acme.example"
  personal = true
}

input "seen" {
  type       = string
  title      = "What was seen"
  max_length = 200
}

use "okta" {
  allow = ["okta.get_user", "okta.end_sessions", "okta.suspend_user"]
}

phase "find" {
  title = "Find the person"

  step "okta.get_user" "person" {
    title = "Look the person up"
    login = input.login

    expect "known" {
      condition = self.found
      message   = "Okta knows nobody with this address: nothing was changed. Compare it with what the alarm says, and start again."
    }
  }
}

phase "contain" {
  title = "Lock the account"
  after = [phase.find]

  approval "commanders" {
    from    = [role.incident_commanders]
    min     = 2
    timeout = "1h"

    show {
      title = "Lock ${input.login} out?"
      text  = "Seen: ${input.seen}. Every session ends, and the account is suspended. Work that is open in a browser may be lost."
    }
  }

  step "okta.end_sessions" "sessions" {
    title   = "Sign the account out everywhere"
    needs   = [approval.commanders]
    user_id = step.person.id

    retry {
      max   = 3
      delay = "5s"
    }
    undo "none" {
      reason = "A session that has ended stays so; whoever may signs in again."
    }
  }

  step "okta.suspend_user" "suspend" {
    title   = "Suspend the account"
    needs   = [approval.commanders]
    user_id = step.person.id

    retry {
      max   = 3
      delay = "5s"
    }
  }

  step "okta.get_user" "after" {
    title = "Look again"
    needs = [step.sessions, step.suspend]
    login = input.login
  }

  check "held" {
    condition = step.after.status == "SUSPENDED"
    message   = "The account is ${step.after.status}, not suspended: whoever has the password may still get in."
    severity  = "high"
    remedy    = "Suspend it by hand in Okta, under Directory, People. Then start the runbook again."
  }
}

phase "reach" {
  title = "Reach the person"
  after = [phase.contain]

  ask "call" {
    to       = [role.it_support]
    question = "Call ${input.login} on a number that HR has on file, never on one from an e-mail or a chat. Did you speak to them?"
    timeout  = "12h"
    second   = [role.security]

    answer "spoken" {
      type  = bool
      title = "I spoke to them"
    }
    answer "known_by" {
      type   = string
      title  = "How I knew that it was them"
      one_of = ["I called the number that HR has", "they stood before me", "nobody answered"]
    }
  }
}

check "reached" {
  condition = ask.call.spoken && ask.call.known_by != "nobody answered"
  message   = "Nobody spoke to the person yet. The account stays suspended."
  severity  = "medium"
  remedy    = "Ask their manager for another way. Give the account back only to somebody whom you know by voice or by sight."
}

evidence "contained" {
  value       = step.after.status == "SUSPENDED"
  description = "whether Okta said afterwards that the account is suspended"
}

evidence "time_to_contain" {
  value       = phase.contain.duration
  description = "seconds from the question to the commanders until Okta said that the account is suspended"
}

evidence "known_by" {
  value       = ask.call.known_by
  description = "how the caller knew that it was the person"
}

result {
  title = "The account is locked"
  text  = "Contained in ${phase.contain.duration} seconds, the wait for the commanders included. Give it back in Okta once password and second factor are new."
}
