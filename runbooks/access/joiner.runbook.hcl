runbook "joiner" {
  language = 1
  title    = "Somebody new starts"
  owner    = role.it_support
  timeout  = "4d"
  summary  = <<-EOT
    Makes an account in Okta for somebody new, once a manager has said yes. Okta sends them a letter with which they choose
    their password. They are in no group yet: each access is asked for, and ends.
  EOT

  concurrency {
    key = input.login
  }
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2"]
}

trigger "manual" "form" {}

access {
  who = [role.it_support]
}

input "login" {
  type     = string
  title    = "Their work e-mail"
  pattern  = "[a-z0-9._+-]+@[a-z0-9.-]+"
  example  = "ada@acme.example"
  personal = true
}

input "first_name" {
  type       = string
  title      = "First name"
  max_length = 50
  personal   = true
}

input "last_name" {
  type       = string
  title      = "Last name"
  max_length = 50
  personal   = true
}

use "okta" {
  allow = ["okta.get_user", "okta.create_user"]
}

step "okta.get_user" "before" {
  title = "Look whether the account exists"
  login = input.login

  expect "new" {
    condition = !self.found
    message   = "Okta has an account with this address already: nothing was made. If they come back, open it again by hand."
  }
}

approval "manager" {
  needs   = [step.before]
  from    = [role.managers]
  min     = 1
  timeout = "3d"

  show {
    title = "Make an account for ${input.first_name} ${input.last_name}?"
    text  = "Its login is ${input.login}. It is in no group yet."
  }
}

ignore "RB4023" {
  reason = "Who works here keeps the account until they leave; the runbook leaver closes it."
  until  = "2027-11-30"
  on     = step.create
}

step "okta.create_user" "create" {
  title      = "Make the account"
  needs      = [approval.manager]
  login      = input.login
  first_name = input.first_name
  last_name  = input.last_name
}

step "okta.get_user" "after" {
  title = "Look again"
  needs = [step.create]
  login = input.login
}

check "made" {
  condition = step.after.found && contains(["PROVISIONED", "ACTIVE"], step.after.status)
  message   = "Okta does not show the account as made."
  severity  = "medium"
  remedy    = "Look in Okta, under Directory, People, whether the letter to the person was sent."
}

evidence "status" {
  value       = step.after.status
  description = "what Okta said of the account afterwards: PROVISIONED until its owner has chosen a password"
}
