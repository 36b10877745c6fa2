runbook "github-outside-collaborators" {
  language  = 1
  title     = "Who from outside can still reach our code?"
  owner     = role.operators
  read_only = true
  timeout   = "10m"
  summary   = <<-EOT
    People from outside are given a repository for a project, and often keep it for years. Compares them every day with
    the list that the project keeps of those who should be there. It changes nothing; who is not on the list is for a
    person to remove.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(3)", "AC-17", "PS-7"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "30 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

use "github" {
  allow = ["github.outside_collaborators"]
}

locals {
  strangers = [for c in step.people.collaborators : c.login if !contains(org.known_outside, c.login)]
}

step "github.outside_collaborators" "people" {
  title      = "Ask GitHub who works here from outside"
  connection = connection.github
  timeout    = "5m"
}

check "known" {
  condition = length(local.strangers) == 0
  message   = "${length(local.strangers)} people from outside can reach repositories, and are not in org.known_outside."
  severity  = "high"
  remedy    = "Settings of the organization, Outside collaborators: remove who is done, and add who belongs there to org.known_outside in a pull request."
}

evidence "outside" {
  value       = length(step.people.collaborators)
  description = "how many people from outside can reach a repository"
}

evidence "strangers" {
  value       = length(local.strangers)
  description = "how many of them the project does not know"
}
