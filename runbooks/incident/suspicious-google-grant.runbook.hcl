runbook "suspicious-google-grant" {
  language = 1
  title    = "An application got into Google by a click"
  owner    = role.security
  timeout  = "2d"
  summary  = <<-EOT
    For an application of strangers to which people gave access to their mail or files at Google. Finds everybody who let it
    in, and shows what it may do. Once a commander says yes, it is shut out of all those accounts. Then Google must
    show that this holds, and security blocks it and says what it read.
  EOT

  concurrency {
    key = input.client
  }
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2(13)", "IR-4"]
}

trigger "event" "alarm" {
  type = "suspicious-google-grant"
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
  title       = "Client ID of the application"
  pattern     = "[0-9A-Za-z][0-9A-Za-z._-]{4,199}"
  example     = "123456789012-abc.apps.googleusercontent.com"
  description = "It stands in the Admin console under Security, API controls, Manage app access, at the page of the application."
}

input "seen" {
  type       = string
  title      = "What was seen"
  max_length = 200
}

use "google" {
  allow = ["google.list_grants", "google.list_users", "google.revoke_grant"]
}

locals {
  active  = { for u in step.people.users : u.id => u.login if u.active }
  holders = [for id, one in step.grants : id if contains([for g in one.grants : g.client], input.client)]
  grants  = flatten([for id, one in step.grants : [for g in one.grants : g if g.client == input.client]])
  scopes  = distinct(flatten([for g in local.grants : g.scopes]))
  reads   = [for s in local.scopes : s if matches(s, "https://(mail\\.google\\.com/|www\\.googleapis\\.com/auth/(gmail|drive|contacts|calendar|documents|spreadsheets)).*")]
  left    = [for id, one in step.left : id if contains([for g in one.grants : g.client], input.client)]
}

phase "find" {
  title = "Find who let it in, and what it may do"

  step "google.list_users" "people" {
    title   = "Ask Google for the accounts"
    timeout = "10m"
  }

  step "google.list_grants" "grants" {
    title    = "Ask which applications an account has let in"
    for_each = local.active
    user_id  = each.key
    parallel = 8
    retry {
      max   = 3
      delay = "10s"
    }
  }

  check "there" {
    condition = length(local.holders) > 0
    message   = "No account that is in use has let this application in. Compare its ID with the Admin console."
    severity  = "medium"
    remedy    = "If the ID is right, people took it out themselves. Block it in the Admin console, and look at what it read before."
  }

  check "plausible" {
    condition = length(local.holders) <= 500
    message   = "More than 500 people let it in. An application of so many is hardly a stranger: nothing was changed."
    severity  = "medium"
    remedy    = "Ask whoever brought it in. If it has to go, block it in the Admin console, under Security, API controls."
  }
}

phase "contain" {
  title = "Shut it out"
  after = [phase.find]
  when  = length(local.holders) > 0 && length(local.holders) <= 500

  approval "commander" {
    from    = [role.incident_commanders]
    min     = 1
    timeout = "1h"

    show {
      title = "Shut ${input.client} out?"
      text  = "Seen: ${input.seen}. ${length(local.holders)} people let it in, and call it ${join(", ", distinct([for g in local.grants : g.name]))}. It is shut out of all their accounts; whoever needs it lets it in again."
      table = [for s in local.scopes : { it_may = s }]
    }
  }

  step "google.revoke_grant" "take_back" {
    title    = "Shut it out of each account"
    needs    = [approval.commander]
    for_each = local.holders
    parallel = 4
    limit    = 500
    user_id  = each.value
    client   = input.client

    retry {
      max   = 3
      delay = "5s"
    }
  }

  step "google.list_grants" "left" {
    title    = "Look again"
    needs    = [step.take_back]
    for_each = local.holders
    parallel = 8
    user_id  = each.value

    retry {
      max   = 3
      delay = "10s"
    }
  }

  check "held" {
    condition = length(local.left) == 0
    message   = "${length(local.left)} accounts still let it in."
    severity  = "high"
    remedy    = "In the Admin console, open each person, Security, Connected applications, and remove it by hand. Then start the runbook again."
  }
}

phase "assess" {
  title = "Block it, and find out what it read"
  after = [phase.contain]
  when  = length(local.holders) > 0 && length(local.holders) <= 500

  ask "read" {
    to       = [role.security]
    question = "Block ${input.client} in the Admin console: Security, API controls, Manage app access. Then look at what it did, under Reporting, Audit and investigation, OAuth log events. Is it blocked, and what did it read?"
    timeout  = "1d"

    answer "blocked" {
      type  = bool
      title = "Nobody can let it in any more"
    }
    answer "what" {
      type   = string
      title  = "What it read"
      one_of = ["nothing", "only who people are", "mail or files", "there are no logs"]
    }
  }

  check "blocked" {
    condition = ask.read.blocked
    message   = "The next person who clicks lets it in again."
    severity  = "high"
    remedy    = "Block it in the Admin console: Security, API controls, Manage app access. Google lets no program do that."
  }

  check "nothing_read" {
    condition = contains(["nothing", "only who people are"], ask.read.what)
    message   = "By the logs: ${ask.read.what}. Strangers may have what it was allowed to read."
    severity  = "high"
    remedy    = "Treat it as read by strangers: change what stood in it, and tell whoever looks after privacy."
  }
}

evidence "people" {
  value       = length(local.holders)
  description = "how many people had let it in"
}

evidence "could_read" {
  value       = length(local.reads)
  description = "how many of its rights were about mail, files and what people wrote"
}

evidence "left" {
  value       = length(local.left)
  description = "how many accounts still let it in afterwards"
}

evidence "read" {
  value       = ask.read.what
  description = "what it had read, by the logs"
}

evidence "time_to_contain" {
  value       = phase.contain.duration
  description = "seconds from the question to the commander until Google said that nobody lets it in any more"
}

result {
  title = "The application"
  text  = "It was shut out of ${length(local.holders)} accounts. It had read: ${ask.read.what}."
}
