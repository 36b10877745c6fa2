runbook "github-two-factor" {
  language  = 1
  title     = "Does everybody sign in to GitHub with two factors?"
  owner     = role.operators
  read_only = true
  timeout   = "10m"
  summary   = <<-EOT
    Looks every day whether the organization on GitHub lets nobody in without a second factor, and who has none. A
    password alone is the most common way in. It changes nothing, and it keeps a number, never a name.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["IA-2(1)", "IA-2(2)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "20 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

use "github" {
  allow = ["github.two_factor"]
}

step "github.two_factor" "people" {
  title      = "Ask GitHub who has no second factor"
  connection = connection.github
  timeout    = "5m"
}

check "everybody" {
  condition = length(step.people.without) == 0
  message   = "${length(step.people.without)} people can sign in with a password alone."
  severity  = "high"
  remedy    = "In the settings of the organization, People shows who has none. Write to them, then require it for everybody."
}

check "required" {
  condition = step.people.required
  message   = "The organization does not ask for a second factor, so the next one to join may have none."
  severity  = "medium"
  remedy    = "Settings of the organization, Authentication security: require two-factor authentication for everyone."
}

evidence "without" {
  value       = length(step.people.without)
  description = "how many members and outside collaborators have no second factor"
}
