runbook "temporary-access" {
  language = 1
  title    = "Ask for access for some hours"
  owner    = role.it_support
  timeout  = "2d"
  summary  = <<-EOT
    Whoever works here asks for a group, for how long, and why. The laptop must be in order, and a manager must say yes.
    The access ends by itself when the time is over. Without a yes there is no access.
  EOT

  concurrency {
    key = run.requester.login
  }
}

satisfies "cisa-ztmm" {
  function = "devices.resource-access"
  stage    = "initial"
}

satisfies "nist-sp-800-53" {
  controls = ["AC-6"]
}

trigger "manual" "form" {}

access {
  who = [role.staff]

  gate "laptop" {
    action = "fleet.device_of"
    with {
      email = run.requester.email
    }
    max_age   = "1h"
    condition = self.known && self.disk_encrypted && self.failing_policies == 0
    message   = "Fleet does not know your laptop, or its disk is not encrypted, or it fails a policy. Open Fleet Desktop, mend what is red, and ask again."
  }
}

input "group" {
  type   = string
  title  = "What you need"
  one_of = ["production", "billing"]
}

input "time" {
  type   = string
  title  = "For how long"
  one_of = ["1h", "4h", "8h"]
}

input "why" {
  type        = string
  title       = "Why"
  max_length  = 200
  description = "The manager who is asked reads it."
}

use "okta" {
  allow = ["okta.get_user", "okta.add_to_group", "okta.list_group_members"]
}

use "fleet" {
  allow = ["fleet.device_of"]
}

locals {
  group_id = input.group == "production" ? org.temporary_groups.production : org.temporary_groups.billing
}

step "okta.get_user" "person" {
  title = "Look you up"
  login = run.requester.email

  expect "active" {
    condition = self.found && self.status == "ACTIVE"
    message   = "Okta has no active account with your work e-mail: no access was given. Ask IT support to look."
  }
}

approval "manager" {
  needs   = [step.person]
  from    = [role.managers]
  min     = 1
  timeout = "8h"

  show {
    title = "Let ${run.requester.login} into ${input.group} for ${input.time}?"
    text  = "Their laptop is in order. They say why: ${input.why}"
  }
}

step "okta.add_to_group" "access" {
  title      = "Take you into the group"
  needs      = [approval.manager]
  group_id   = local.group_id
  user_id    = step.person.id
  undo_after = input.time

  retry {
    max   = 3
    delay = "2s"
  }
}

step "okta.list_group_members" "after" {
  title    = "Look who is in the group"
  needs    = [step.access]
  group_id = local.group_id
}

check "given" {
  condition = contains([for u in step.after.users : u.id], step.person.id)
  message   = "Okta took the request, and does not show the person in the group."
  severity  = "medium"
  remedy    = "Look at the group in Okta: a rule of the group may have put the person out again."
}

evidence "group" {
  value       = input.group
  description = "what was asked for"
}

evidence "time" {
  value       = input.time
  description = "for how long; a run of its own takes it back, and is missed where it does not come"
}

evidence "members" {
  value       = step.after.count
  description = "how many were in the group afterwards"
}

result {
  title = "Your access"
  text  = "You are in ${input.group} for ${input.time}. It ends by itself; ask again if you need longer."
}
