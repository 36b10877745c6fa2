runbook "unauthorised-api-calls" {
  language = 1
  title    = "A token does what it should not"
  owner    = role.security
  timeout  = "2d"
  summary  = <<-EOT
    For a token of Okta with which somebody does strange things. Lists what was done with it and from where, and asks those
    who would know whether that was us. If not, a commander says yes, and the token is revoked. Then Okta must show
    that it is gone, and that nothing more was done with it.
  EOT

  concurrency {
    key = input.token
  }
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2(13)", "AU-6", "IR-4"]
}

trigger "event" "alarm" {
  type = "unauthorised-api-calls"
  map = {
    token = trigger.event.token
    seen  = trigger.event.seen
  }
}

trigger "manual" "form" {}

access {
  who = [role.security, role.engineers]
}

input "token" {
  type        = string
  title       = "Number of the token"
  pattern     = "00T[0-9A-Za-z]{5,40}"
  example     = "00Tabcdefg1234567890"
  description = "It stands in the System Log beside what was done, and in Okta under Security, API, Tokens. It is not the token itself: never write that anywhere."
}

input "seen" {
  type       = string
  title      = "What was seen"
  max_length = 200
}

input "days" {
  type    = number
  title   = "Days to look back"
  default = 7
  min     = 1
  max     = 30
}

use "okta" {
  allow = ["okta.get_token", "okta.list_token_use", "okta.revoke_token"]
}

locals {
  places  = distinct([for c in step.use.calls : c.from])
  refused = [for c in step.use.calls : c if !c.allowed]
  deeds   = distinct([for c in step.use.calls : c.event])
}

phase "find" {
  title = "Find the token, and what was done with it"

  step "okta.get_token" "token" {
    title    = "Look the token up"
    token_id = input.token

    expect "there" {
      condition = self.found
      message   = "Okta has no token with this number: nothing was changed. It may be revoked already; compare the number with the System Log."
    }
  }

  step "okta.list_token_use" "use" {
    title    = "List what was done with it"
    token_id = input.token
    since    = addtime(run.started_at, "-${input.days}d")
    until    = addtime(run.started_at, "5m")
    timeout  = "15m"
  }
}

phase "judge" {
  title = "Ask whether that was us"
  after = [phase.find]

  ask "judge" {
    to       = [role.engineers, role.security]
    question = "The token ${step.token.name} did ${length(step.use.calls)} things in ${input.days} days; ${length(local.refused)} were refused. Seen: ${input.seen}. Look at the places below, and ask the program's owner. Were these calls ours?"
    timeout  = "4h"
    second   = [role.security]

    show {
      title = "From where, and how often"
      text  = "What was done: ${join(", ", local.deeds)}"
      table = [for p in local.places : { address = p, calls = length([for c in step.use.calls : c.at if c.from == p]) }]
    }
    answer "verdict" {
      type   = string
      title  = "Whose calls"
      one_of = ["ours", "not ours", "nobody can tell"]
    }
  }
}

phase "contain" {
  title = "Revoke the token"
  after = [phase.judge]
  when  = ask.judge.verdict != "ours"

  approval "commander" {
    from    = [role.incident_commanders]
    min     = 1
    timeout = "1h"

    show {
      title = "Revoke the token ${step.token.name}?"
      text  = "Asked whose calls these were, two people said: ${ask.judge.verdict}. Whatever works with it stops until it has a new one. A revoked token never works again."
    }
  }

  step "okta.revoke_token" "revoke" {
    title    = "Revoke the token"
    needs    = [approval.commander]
    token_id = input.token

    retry {
      max   = 3
      delay = "5s"
    }
    undo "none" {
      reason = "A revoked token stays so; the program gets a new one, with just the rights it needs."
    }
  }

  step "okta.get_token" "after" {
    title    = "Look again"
    needs    = [step.revoke]
    token_id = input.token
  }
}

phase "prove" {
  title = "Wait whether anything more is done with it"
  after = [phase.contain]
  when  = ask.judge.verdict != "ours"

  step "wait.until" "later" {
    title         = "Wait for the log to catch up"
    until         = "10m"
    give_up_after = "15m"
  }

  step "okta.list_token_use" "since" {
    title    = "List what was done with it since"
    needs    = [step.later]
    token_id = input.token
    since    = phase.contain.ended_at
    until    = addtime(phase.contain.ended_at, "30m")
  }
}

check "judged" {
  condition = contains(["ours", "not ours"], ask.judge.verdict)
  message   = "Nobody can tell whose calls these were. The token was revoked all the same."
  severity  = "medium"
  remedy    = "Find out what was done, by the list in the System Log, and treat it as done by a stranger. Give each program a token of its own."
}

check "revoked" {
  condition = ask.judge.verdict == "ours" || !step.after.found
  message   = "Okta still has the token."
  severity  = "high"
  remedy    = "Revoke it by hand in Okta, under Security, API, Tokens. Then start the runbook again."
}

check "silent" {
  condition = ask.judge.verdict == "ours" || length([for c in step.since.calls : c.at if c.allowed]) == 0
  message   = "Something was still done with the token after it was revoked."
  severity  = "high"
  remedy    = "Call Okta: this must not happen. Meanwhile suspend the account that the token belongs to, by the runbook stolen-credentials."
}

check "from_known_places" {
  condition = !step.token.anywhere
  message   = "The token could be used from anywhere in the world."
  severity  = "low"
  remedy    = "Give the next one a network zone in Okta: only the addresses of the program may use it."
}

evidence "verdict" {
  value       = ask.judge.verdict
  description = "whose calls these were, as two people said"
}

evidence "calls" {
  value       = length(step.use.calls)
  description = "how many things were done with the token"
}

evidence "places" {
  value       = length(local.places)
  description = "from how many addresses"
}

evidence "refused" {
  value       = length(local.refused)
  description = "how many of them Okta refused"
}

evidence "time_to_judge" {
  value       = phase.judge.duration
  description = "seconds until two people had said whose calls these were"
}

evidence "time_to_contain" {
  value       = phase.contain.duration
  description = "seconds from the question to the commander until Okta said that the token is gone"
}

result {
  title = "The token"
  text  = "These calls were: ${ask.judge.verdict}. What was done stands in Okta, Reports, System Log: search for the number of the token."
}
