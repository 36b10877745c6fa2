runbook "suspicious-oauth-grant" {
  language = 1
  title    = "An application got in by a click"
  owner    = role.security
  timeout  = "2d"
  summary  = <<-EOT
    For an application of strangers to which people gave access to their mail or files in Microsoft 365. Shows what it may do
    and for how many. Once a commander says yes, it is let in no more, what was agreed is taken back, and those
    people are signed out. Then Entra must show that this holds.
  EOT

  concurrency {
    key = input.client
  }
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2(13)", "IR-4"]
}

trigger "event" "alarm" {
  type = "suspicious-oauth-grant"
  map = {
    client = trigger.event.client
    seen   = trigger.event.seen
  }
}

trigger "manual" "form" {}

access {
  who = [role.security, role.it_support]
}

input "client" {
  type        = string
  title       = "Application (client) ID"
  pattern     = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
  example     = "00000000-1111-2222-3333-444444444444"
  description = "It stands at the page of the application in Entra, under Enterprise applications."
}

input "seen" {
  type       = string
  title      = "What was seen"
  max_length = 200
}

use "entra" {
  allow = [
    "entra.find_app", "entra.list_grants", "entra.list_app_permissions",
    "entra.disable_app", "entra.remove_grant", "entra.revoke_sessions",
  ]
}

locals {
  scopes = distinct(flatten([for g in step.grants.grants : split(" ", g.scope)]))
  people = distinct([for g in step.grants.grants : g.person if g.person != ""])
  all    = [for g in step.grants.grants : g.id if g.person == ""]
  reads  = [for s in local.scopes : s if matches(s, "(Mail|Files|Sites|Chat|Calendars|Contacts|Notes)\\..*")]
}

phase "find" {
  title = "Find the application, and what it may do"

  step "entra.find_app" "app" {
    title     = "Look the application up"
    client_id = input.client

    expect "there" {
      condition = self.found
      message   = "Entra knows no application with this ID: nothing was changed. Compare it with the page of the application, and start again."
    }
  }

  step "entra.list_grants" "grants" {
    title  = "List what people agreed to"
    app_id = step.app.id

    expect "plausible" {
      condition = length(self.grants) <= 500
      message   = "More than 500 people agreed. An application of so many is hardly a stranger: nothing was changed. Ask whoever brought it in."
    }
  }

  step "entra.list_app_permissions" "own" {
    title  = "List what it may do without people"
    app_id = step.app.id
  }
}

phase "contain" {
  title = "Let it in no more"
  after = [phase.find]

  approval "commander" {
    from    = [role.incident_commanders]
    min     = 1
    timeout = "1h"

    show {
      title = "Shut ${step.app.name} out?"
      text  = "Seen: ${input.seen}. Publisher as Microsoft verified it: \"${step.app.publisher}\". ${length(local.people)} people agreed, ${length(local.all)} times for everybody; it has ${length(step.own.permissions)} rights of its own. Those people are signed out once."
      table = [for s in local.scopes : { it_may = s }]
    }
  }

  step "entra.disable_app" "disable" {
    title  = "Let it in no more"
    needs  = [approval.commander]
    app_id = step.app.id

    retry {
      max   = 3
      delay = "5s"
    }
  }

  step "entra.remove_grant" "take_back" {
    title    = "Take back what was agreed"
    needs    = [approval.commander, step.disable]
    for_each = step.grants.grants
    by       = "id"
    parallel = 4
    limit    = 500
    grant_id = each.value.id

    retry {
      max   = 3
      delay = "5s"
    }
    undo "none" {
      reason = "Whoever needs the application agrees again, once somebody has looked at it."
    }
  }

  step "entra.revoke_sessions" "out" {
    title    = "Sign those people out"
    needs    = [approval.commander, step.take_back]
    for_each = local.people
    parallel = 4
    limit    = 500
    user_id  = each.value

    retry {
      max   = 3
      delay = "5s"
    }
    undo "none" {
      reason = "Whoever is signed out signs in again."
    }
  }

  step "entra.find_app" "after" {
    title     = "Look again"
    needs     = [step.out]
    client_id = input.client
  }

  step "entra.list_grants" "left" {
    title  = "Look what is still agreed"
    needs  = [step.out]
    app_id = step.app.id
  }

  check "held" {
    condition = step.after.found && !step.after.enabled && length(step.left.grants) == 0
    message   = "The application is still let in, or ${length(step.left.grants)} people's agreement still stands."
    severity  = "high"
    remedy    = "In Entra, under Enterprise applications, switch off for users to sign in, and remove every permission by hand. Then start the runbook again."
  }
}

phase "assess" {
  title = "Find out what was read"
  after = [phase.contain]

  ask "read" {
    to       = [role.security]
    question = "Look at what ${step.app.name} did: the audit log of Microsoft 365, filtered by its client ID. Then call those who agreed, and say what they clicked on. What did it read?"
    timeout  = "1d"

    answer "what" {
      type   = string
      title  = "What it read"
      one_of = ["nothing", "only who people are", "mail or files", "there are no logs"]
    }
  }
}

check "nothing_read" {
  condition = contains(["nothing", "only who people are"], ask.read.what)
  message   = "By the logs: ${ask.read.what}. Strangers may have what it was allowed to read."
  severity  = "high"
  remedy    = "Treat it as read by strangers: change what stood in it, and tell whoever looks after privacy."
}

check "no_rights_of_its_own" {
  condition = length(step.own.permissions) == 0
  message   = "The application had ${length(step.own.permissions)} rights of its own, for which no person has to be there."
  severity  = "high"
  remedy    = "It is switched off, so they do nothing. Find out which administrator agreed, and let only a few do so."
}

evidence "people" {
  value       = length(local.people)
  description = "how many people had agreed"
}

evidence "for_everybody" {
  value       = length(local.all)
  description = "how many times somebody had agreed for everybody"
}

evidence "could_read" {
  value       = length(local.reads)
  description = "how many of its rights were about mail, files and what people wrote"
}

evidence "contained" {
  value       = step.after.found && !step.after.enabled && length(step.left.grants) == 0
  description = "whether Entra said afterwards that it is let in no more and nothing is agreed"
}

evidence "read" {
  value       = ask.read.what
  description = "what it had read, by the logs"
}

evidence "time_to_contain" {
  value       = phase.contain.duration
  description = "seconds from the question to the commander until Entra said that it is let in no more"
}

result {
  title = "The application"
  text  = "${step.app.name} is let in no more, and ${length(local.people)} people were signed out. It had read: ${ask.read.what}."
}
