runbook "mover" {
  language = 1
  title    = "Somebody changes teams"
  owner    = role.it_support
  timeout  = "4d"
  summary  = <<-EOT
    Moves somebody from one team to another in Okta, once a manager has said yes. They get what the new team needs, and
    lose what the old one needed, in one go. Then Okta is asked whether that held.
  EOT

  concurrency {
    key = input.login
  }
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2", "PS-5"]
}

trigger "manual" "form" {}

access {
  who = [role.it_support, role.managers]
}

input "login" {
  type     = string
  title    = "Their work e-mail"
  pattern  = "[a-z0-9._+-]+@[a-z0-9.-]+"
  example  = "ada@acme.example"
  personal = true
}

input "team" {
  type        = string
  title       = "The group of their new team"
  pattern     = "[a-z0-9-]{1,60}"
  example     = "team-finance"
  description = "Its name in Okta, as it stands under Directory, Groups."
}

input "prefix" {
  type        = string
  title       = "How the names of team groups begin"
  default     = "team-"
  pattern     = "[a-z0-9-]{3,20}"
  description = "Groups with other names are left as they are."
}

use "okta" {
  allow = ["okta.get_user", "okta.find_group", "okta.list_groups_of", "okta.add_to_group", "okta.remove_from_group", "okta.end_sessions"]
}

locals {
  lost = [for g in step.before.groups : g if startswith(g.name, input.prefix) && g.id != step.team.id]
  kept = [for g in step.after.groups : g if startswith(g.name, input.prefix) && g.id != step.team.id]
}

phase "look" {
  title = "Look where they are"

  step "okta.get_user" "person" {
    title = "Look the person up"
    login = input.login

    expect "active" {
      condition = self.found && self.status == "ACTIVE"
      message   = "Okta has no active account with this address: nothing was changed. Compare it with the person's page, and start again."
    }
  }

  step "okta.find_group" "team" {
    title = "Look the team up"
    name  = input.team

    expect "of_a_team" {
      condition = self.found && startswith(input.team, input.prefix)
      message   = "Okta has no group of a team with this name: nothing was changed. Names of team groups begin with ${input.prefix}."
    }
  }

  step "okta.list_groups_of" "before" {
    title   = "List their groups"
    user_id = step.person.id

    expect "plausible" {
      condition = length([for g in self.groups : g.id if startswith(g.name, input.prefix)]) <= 10
      message   = "They are in more than ten groups of teams. That cannot be right: nothing was changed. Look at their page in Okta."
    }
  }
}

phase "move" {
  title = "Move them"
  after = [phase.look]

  approval "manager" {
    from    = [role.managers]
    min     = 1
    timeout = "3d"

    show {
      title = "Move ${input.login} to ${input.team}?"
      text  = "They get what the new team needs at once, leave the groups below, and sign in again."
      table = [for g in local.lost : { leaves = g.name }]
    }
  }

  step "okta.add_to_group" "join" {
    title    = "Take them into the new team"
    needs    = [approval.manager]
    group_id = step.team.id
    user_id  = step.person.id

    retry {
      max   = 3
      delay = "2s"
    }
  }

  step "okta.remove_from_group" "part" {
    title    = "Take them out of the others"
    needs    = [approval.manager, step.join]
    for_each = local.lost
    by       = "id"
    limit    = 10
    group_id = each.value.id
    user_id  = step.person.id

    retry {
      max   = 3
      delay = "2s"
    }
  }

  step "okta.end_sessions" "out" {
    title   = "Sign them out everywhere"
    needs   = [step.part]
    user_id = step.person.id

    undo "none" {
      reason = "They sign in again, with what they may reach now."
    }
  }

  step "okta.list_groups_of" "after" {
    title   = "Look again"
    needs   = [step.out]
    user_id = step.person.id
  }

  on_failure {
    undo = "reverse"
  }
}

ignore "RB4023" {
  reason = "Who works in a team keeps what it needs until they move on or leave; the runbooks mover and leaver end it."
  until  = "2027-11-30"
  on     = step.join
}

check "joined" {
  condition = contains([for g in step.after.groups : g.id], step.team.id)
  message   = "Okta took the request, and does not show the person in the new team."
  severity  = "medium"
  remedy    = "Look at the group in Okta: a rule of the group may have put the person out again."
}

check "nothing_kept" {
  condition = length(local.kept) == 0
  message   = "The person is still in ${length(local.kept)} groups of other teams."
  severity  = "high"
  remedy    = "Look at those groups in Okta: a rule of a group may have taken the person in again. Change the rule, then start the runbook again."
}

evidence "left" {
  value       = length([for s in step.part : s if s.outcome == "passed"])
  description = "how many groups of other teams the person was taken out of"
}

evidence "kept" {
  value       = length(local.kept)
  description = "how many groups of other teams the person is still in"
}

evidence "seconds" {
  value       = phase.move.duration
  description = "seconds from the question to the manager until Okta showed the person in the new team alone"
}

result {
  title = "The move"
  text  = "They are in ${input.team}, and left ${length([for s in step.part : s if s.outcome == "passed"])} other groups. They sign in again."
}
