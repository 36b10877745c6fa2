runbook "joiner-leaver-drill" {
  language = 1
  title    = "Does nobody need to lift a hand for an account?"
  owner    = role.it_support
  timeout  = "4h"
  summary  = <<-EOT
    Every day, HR's list lets somebody come who does not exist. They must get an account and what their department needs, get
    other things when they move, and be shut out in a quarter of an hour when they leave. Nobody helps. Real people are left alone.
  EOT

  concurrency {
    key = "drill-person"
  }
}

satisfies "cisa-ztmm" {
  function  = "identity.automation-orchestration"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(1)", "PS-4", "PS-5", "IA-4"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "0 3 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support]
}

use "bamboohr" {
  allow = ["bamboohr.hire", "bamboohr.move", "bamboohr.dismiss"]
}

use "okta" {
  allow = ["okta.get_user", "okta.list_apps_of", "okta.list_account_changes", "okta.list_users"]
}

locals {
  today   = formatdate("YYYY-MM-DD", run.started_at)
  by_hand = [for c in step.changes.changes : c if c.by_person && !contains(org.provisioning_accounts, c.actor)]
  unused  = [for u in step.unused.users : u.login if !contains(org.without_person, u.login)]
}

phase "ready" {
  title = "Look whether it can begin"

  step "okta.get_user" "before" {
    title = "Look whether the person is away"
    login = org.drill_person.login

    expect "away" {
      condition = !self.found || self.status == "DEPROVISIONED"
      message   = "The person of the drill still has an account. Close it in Okta, and set them to Terminated in BambooHR."
    }
  }

  step "okta.list_account_changes" "changes" {
    title   = "Ask who made and closed accounts in a week"
    timeout = "10m"
    since   = addtime(run.started_at, "-7d")
    until   = run.started_at
  }

  step "okta.list_users" "unused" {
    title             = "Ask for accounts that nobody used for 90 days"
    timeout           = "10m"
    last_login_before = addtime(run.started_at, "-90d")
  }
}

# Where a later phase fails, undo_after dismisses them: nobody stays who does not exist.
phase "join" {
  title = "They come"
  after = [phase.ready]

  step "bamboohr.move" "first" {
    title      = "Into the first department"
    timeout    = "2m"
    person     = org.drill_person.number
    department = org.drill_person.first.department

    undo "none" {
      reason = "Nobody works there but for the drill, and every drill begins with it."
    }
  }

  step "bamboohr.hire" "hire" {
    title      = "Say in HR's list that they work here"
    needs      = [step.first]
    timeout    = "2m"
    person     = org.drill_person.number
    from       = local.today
    undo_after = "5h"
  }

  step "okta.get_user" "came" {
    title   = "Wait for the account"
    needs   = [step.hire]
    timeout = "70m"
    login   = org.drill_person.login

    retry {
      max   = 61
      delay = "1m"
      while = !contains(["ACTIVE", "PROVISIONED", "STAGED"], self.status)
    }
  }

  step "okta.list_apps_of" "first_apps" {
    title   = "Wait for what the first department needs"
    timeout = "70m"
    user_id = step.came.id

    retry {
      max   = 61
      delay = "1m"
      while = !contains(self.apps, org.drill_person.first.app)
    }
  }

  on_failure {
    undo = "reverse"
  }
}

phase "move" {
  title = "They move"
  after = [phase.join]

  step "bamboohr.move" "second" {
    title      = "Into the second department"
    timeout    = "2m"
    person     = org.drill_person.number
    department = org.drill_person.second.department

    undo "bamboohr.move" {
      person     = org.drill_person.number
      department = org.drill_person.first.department
    }
  }

  step "okta.list_apps_of" "second_apps" {
    title   = "Wait for what the second department needs"
    needs   = [step.second]
    timeout = "70m"
    user_id = step.came.id

    retry {
      max   = 61
      delay = "1m"
      while = !contains(self.apps, org.drill_person.second.app) || contains(self.apps, org.drill_person.first.app)
    }
  }
}

phase "leave" {
  title = "They leave"
  after = [phase.move]

  step "bamboohr.dismiss" "dismiss" {
    title   = "Say in HR's list that they left"
    timeout = "2m"
    person  = org.drill_person.number
    from    = local.today

    undo "none" {
      reason = "That is how it was before the drill."
    }
  }

  step "okta.get_user" "left" {
    title   = "Wait until the account is closed"
    needs   = [step.dismiss]
    timeout = "25m"
    login   = org.drill_person.login

    retry {
      max   = 16
      delay = "1m"
      while = self.status != "DEPROVISIONED"
    }
  }
}

check "came_in_time" {
  condition = contains(["ACTIVE", "PROVISIONED", "STAGED"], step.came.status) && contains(step.first_apps.apps, org.drill_person.first.app) && phase.join.duration <= 3600
  message   = "Somebody new did not have an account and what they need within an hour."
  severity  = "medium"
  remedy    = "Look in Okta under Directory, Profile Sources, at the imports, and at the rules of the department's group."
}

check "moved_in_time" {
  condition = contains(step.second_apps.apps, org.drill_person.second.app) && !contains(step.second_apps.apps, org.drill_person.first.app) && phase.move.duration <= 3600
  message   = "Who moved did not get the new within an hour, or kept the old."
  severity  = "high"
  remedy    = "Look in Okta at the rules that put people into the group of a department."
}

check "left_in_time" {
  condition = step.left.status == "DEPROVISIONED" && phase.leave.duration <= 900
  message   = "Who left could still sign in a quarter of an hour later."
  severity  = "high"
  remedy    = "Close the account in Okta by hand now. Then look under Directory, Profile Sources, how often people are imported."
}

check "no_hand_at_all" {
  condition = length(step.changes.changes) > 0 && length(local.by_hand) == 0
  message   = "Of ${length(step.changes.changes)} accounts that were made or closed within a week, ${length(local.by_hand)} were by hand. None at all means that the log was not seen."
  severity  = "medium"
  remedy    = "The log of Okta tells who did it. Let them change HR's list or the file of the program instead."
}

check "unused_are_closed" {
  condition = length(local.unused) == 0
  message   = "${length(local.unused)} accounts are open that nobody used for 90 days."
  severity  = "medium"
  remedy    = "Let Okta suspend them: Workflow, Automations. Start the runbook stale-accounts for those that are there."
}

evidence "seconds" {
  value       = { join = phase.join.duration, move = phase.move.duration, leave = phase.leave.duration }
  description = "seconds until who came, moved and left had what they should, and no more"
}

evidence "by_hand" {
  value       = length(local.by_hand)
  description = "accounts that were made or closed by hand within a week"
}

evidence "unused" {
  value       = length(local.unused)
  description = "open accounts that nobody used for 90 days"
}
