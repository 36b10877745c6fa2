runbook "leaked-secret" {
  language  = 1
  title     = "A password or a key stands in the code"
  owner     = role.security
  read_only = true
  timeout   = "3d"
  summary   = <<-EOT
    For one leaked secret that GitHub tells of. Asks those who made it to revoke it where it was made, and a second person
    of security to agree. Then asks GitHub whether the alert is closed. The secret itself is never seen.
  EOT

  concurrency {
    key = "${input.repository} ${input.number}"
  }
}

satisfies "nist-sp-800-53" {
  controls = ["IR-4"]
}

trigger "manual" "form" {}

access {
  who = [role.engineers, role.security]
}

input "repository" {
  type    = string
  title   = "Repository, as OWNER/NAME"
  pattern = "[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}"
  example = "acme/shop"
}

input "number" {
  type        = number
  title       = "Number of the alert"
  min         = 1
  description = "It stands at the end of the address of the alert, in the Security tab of the repository."
}

use "github" {
  allow = ["github.secret_alerts"]
}

locals {
  named = [for a in step.before.alerts : a if a.number == input.number]
  still = [for a in step.after.alerts : a if a.number == input.number]
}

phase "find" {
  title = "Find the alert"

  step "github.secret_alerts" "before" {
    title      = "Ask for the open alerts"
    connection = connection.github
    repository = input.repository

    expect "open" {
      condition = length([for a in self.alerts : a if a.number == input.number]) == 1
      message   = "The repository has no open alert with this number. Compare it with the Security tab; it may be closed already."
    }
  }
}

phase "close" {
  title = "Revoke it"
  after = [phase.find]

  ask "revoked" {
    to       = [role.engineers]
    question = "Revoke the secret where it was made, before anything else: whoever cloned the repository has it. Then close alert ${input.number} of ${input.repository} with what was done. Is it done?"
    timeout  = "2d"
    second   = [role.security]

    show {
      title = "The leaked secret"
      table = [for a in local.named : { kind = a.type, works = a.validity, found = a.created_at }]
    }
    answer "done" {
      type  = bool
      title = "It no longer opens anything"
    }
    answer "how" {
      type   = string
      title  = "What was done"
      one_of = ["revoked", "replaced by a new one", "it never opened anything"]
    }
    answer "used" {
      type   = string
      title  = "Did a stranger use it, by the logs of what it opens?"
      one_of = ["no", "yes", "there are no logs"]
    }
  }

  step "github.secret_alerts" "after" {
    title      = "Ask again"
    needs      = [ask.revoked]
    connection = connection.github
    repository = input.repository
  }

  check "revoked" {
    condition = ask.revoked.done
    message   = "The secret still opens something."
    severity  = "high"
    remedy    = "Revoke it, even if something stops working for a while; then start the runbook again."
  }

  check "closed" {
    condition = length(local.still) == 0
    message   = "GitHub still has the alert open."
    severity  = "medium"
    remedy    = "Close it in the Security tab as revoked. Do not close it as something that will not be mended."
  }
}

check "not_used" {
  condition = ask.revoked.used == "no"
  message   = "A stranger used the secret, or nobody can tell: ${ask.revoked.used}."
  severity  = "high"
  remedy    = "Treat what it opened as read by strangers: look at what they did there, and tell whoever looks after privacy."
}

evidence "how" {
  value       = ask.revoked.how
  description = "what was done with the secret"
}

evidence "used" {
  value       = ask.revoked.used
  description = "whether a stranger used it, by the logs of what it opened"
}

evidence "closed" {
  value       = length(local.still) == 0
  description = "whether GitHub no longer had the alert open"
}

evidence "time_to_close" {
  value       = phase.close.duration
  description = "seconds from the question to those who made the secret until the alert was closed"
}

result {
  title = "The leaked secret"
  text  = "What was done: ${ask.revoked.how}. It took ${phase.close.duration} seconds. Used by a stranger: ${ask.revoked.used}."
}
