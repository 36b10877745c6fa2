runbook "leaver" {
  language = 1
  title    = "Somebody leaves"
  owner    = role.it_support
  timeout  = "2d"
  summary  = <<-EOT
    On the last day IT support starts this. A manager says yes, then the person is signed out everywhere and their account
    is closed. It looks again whether Okta shows it as closed. Accounts for emergencies are never closed.
  EOT

  concurrency {
    key = input.login
  }
}

satisfies "nist-sp-800-53" {
  controls = ["PS-4"]
}

trigger "manual" "form" {}

access {
  who = [role.it_support]
}

input "login" {
  type     = string
  title    = "Work e-mail of whoever leaves"
  pattern  = "[a-z0-9._+-]+@[a-z0-9.-]+"
  example  = "ada@acme.example"
  personal = true
}

use "okta" {
  allow = ["okta.get_user", "okta.end_sessions", "okta.deactivate_user"]
}

step "okta.get_user" "person" {
  title = "Look the person up"
  login = input.login

  expect "known" {
    condition = self.found && !contains(org.emergency_accounts, input.login)
    message   = "Okta knows nobody with this address, or it is an account for emergencies: nothing was closed."
  }
}

approval "manager" {
  needs   = [step.person]
  from    = [role.managers]
  min     = 1
  timeout = "1d"

  show {
    title = "Close the account of ${input.login}?"
    text  = "They are signed out everywhere and lose every group. To come back, they get a new password and their groups by hand."
  }
}

step "okta.deactivate_user" "close" {
  title   = "Close the account"
  needs   = [approval.manager]
  user_id = step.person.id

  retry {
    max   = 3
    delay = "5s"
  }
  undo "none" {
    reason = "Opening it again gives back no group; whoever was closed by mistake is let in again by hand."
  }
}

step "okta.end_sessions" "sessions" {
  title   = "Sign them out everywhere"
  needs   = [approval.manager]
  user_id = step.person.id

  retry {
    max   = 3
    delay = "5s"
  }
  undo "none" {
    reason = "A session that has ended stays so."
  }
}

step "okta.get_user" "after" {
  title = "Look again"
  needs = [step.close, step.sessions]
  login = input.login
}

check "closed" {
  condition = step.after.status == "DEPROVISIONED"
  message   = "Okta shows the account as ${step.after.status}, not as closed."
  severity  = "high"
  remedy    = "Close it by hand in Okta, under Directory, People: More actions, Deactivate."
}

evidence "closed" {
  value       = step.after.status == "DEPROVISIONED"
  description = "whether Okta showed the account as closed afterwards"
}
