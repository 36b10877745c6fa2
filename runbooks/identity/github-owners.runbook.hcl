runbook "github-owners" {
  language  = 1
  title     = "Do only a few people own the organization?"
  owner     = role.operators
  read_only = true
  timeout   = "10m"
  summary   = <<-EOT
    An owner can read everything, add anybody and remove every rule. Counts the owners every day: more than a few is
    too many, and a single one is too few for the day on which that person is away. It changes nothing.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-6(5)", "AC-2(7)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "25 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

use "github" {
  allow = ["github.members"]
}

input "most" {
  type        = number
  title       = "Owners at most"
  default     = 4
  min         = 2
  max         = 20
  description = "Another number than the usual one does not count for the score."
}

locals {
  owners = length([for m in step.people.members : m if m.owner])
}

step "github.members" "people" {
  title      = "Ask GitHub who belongs to the organization"
  connection = connection.github
  timeout    = "5m"
}

check "few" {
  condition = local.owners <= input.most
  message   = "${local.owners} people own the organization, and ${input.most} should be enough."
  severity  = "high"
  remedy    = "Make members of those who only need to write: settings of the organization, People, Change role."
}

check "more_than_one" {
  condition = local.owners >= 2
  message   = "Only ${local.owners} person owns the organization. When that account is lost, so is everything."
  severity  = "medium"
  remedy    = "Make a second trusted person an owner, with a hardware key for a second factor."
}

evidence "owners" {
  value       = local.owners
  description = "how many people own the organization"
}

evidence "members" {
  value       = length(step.people.members)
  description = "how many people belong to it"
}
