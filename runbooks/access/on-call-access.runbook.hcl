runbook "on-call-access" {
  language = 1
  title    = "Production, for whoever is on call"
  owner    = role.engineers
  timeout  = "1h"
  summary  = <<-EOT
    Whoever is on call gets production for some hours at once, without waking a manager. Okta must show them as on call,
    and their laptop must be in order. The access ends by itself. Everybody else asks by temporary-access.
  EOT

  concurrency {
    key = run.requester.login
  }
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2(6)", "AC-6"]
}

trigger "manual" "form" {}

access {
  who = [role.engineers]

  gate "laptop" {
    action = "fleet.device_of"
    with {
      email = run.requester.email
    }
    max_age   = "1h"
    condition = self.known && self.disk_encrypted && self.failing_policies == 0
    message   = "Fleet does not know your laptop, or its disk is not encrypted, or it fails a policy. Open Fleet Desktop, mend what is red, and ask again."
  }

  gate "on_call" {
    action = "okta.list_group_members"
    with {
      group_id = org.on_call_group
    }
    condition = length([for u in self.users : u.login if u.login == run.requester.email && u.status == "ACTIVE"]) == 1
    message   = "Okta does not show you as on call. If you are, take the duty over in your on-call system; else ask by the runbook temporary-access."
  }
}

input "time" {
  type   = string
  title  = "For how long"
  one_of = ["1h", "4h"]
}

input "why" {
  type        = string
  title       = "What is broken"
  max_length  = 200
  description = "Whoever looks at this run later reads it."
}

use "okta" {
  allow = ["okta.get_user", "okta.add_to_group", "okta.list_group_members"]
}

use "fleet" {
  allow = ["fleet.device_of"]
}

step "okta.get_user" "person" {
  title = "Look you up"
  login = run.requester.email

  expect "active" {
    condition = self.found && self.status == "ACTIVE"
    message   = "Okta has no active account with your work e-mail: no access was given. Ask IT support to look."
  }
}

step "okta.add_to_group" "access" {
  title      = "Take you into production"
  group_id   = org.temporary_groups.production
  user_id    = step.person.id
  undo_after = input.time

  retry {
    max   = 3
    delay = "2s"
  }
}

step "okta.list_group_members" "after" {
  title    = "Look who is in production"
  needs    = [step.access]
  group_id = org.temporary_groups.production
}

check "given" {
  condition = contains([for u in step.after.users : u.id], step.person.id)
  message   = "Okta took the request, and does not show you in the group."
  severity  = "medium"
  remedy    = "Look at the group in Okta: a rule of the group may have put you out again."
}

evidence "time" {
  value       = input.time
  description = "for how long; a run of its own takes it back, and is missed where it does not come"
}

result {
  title = "Your access"
  text  = "You are in production for ${input.time}. It ends by itself. Security confirms tomorrow what you write here: say what you did."
}

confirm {
  by     = [role.security, role.managers]
  within = "3d"
}
