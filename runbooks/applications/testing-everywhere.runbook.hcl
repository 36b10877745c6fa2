runbook "testing-everywhere" {
  language  = 1
  title     = "Is everything that we write tested all the time?"
  owner     = role.security
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Looks every day at each repository of the organization. A scanner must have read it, and no change may come in past the
    scan. What is deployed must be tried every week. In a repository with known holes the scanners must find them.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.application-security-testing"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["RA-5", "RA-5(2)", "SA-11", "SA-11(1)", "SA-11(8)", "SI-2"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "15 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.engineers]
}

input "deployed" {
  type        = list(string)
  title       = "Repositories from which something is deployed, as OWNER/NAME"
  default     = []
  description = "Empty: org.deployed_repositories. Others are for tests; such a run does not count for the score."
}

input "static" {
  type        = list(string)
  title       = "Scanners that read code"
  default     = []
  description = "Empty: org.scanners.static. Others are for tests; such a run does not count for the score."
}

input "dynamic" {
  type        = list(string)
  title       = "Scanners that try what runs"
  default     = []
  description = "Empty: org.scanners.dynamic. Others are for tests; such a run does not count for the score."
}

use "github_rest" {
  allow = ["github_rest.list_repositories", "github_rest.list_scans", "github_rest.list_required_checks"]
}

use "github" {
  allow = ["github.code_alerts"]
}

locals {
  reading  = length(input.static) == 0 ? org.scanners.static : input.static
  trying   = length(input.dynamic) == 0 ? org.scanners.dynamic : input.dynamic
  deployed = length(input.deployed) == 0 ? org.deployed_repositories : input.deployed
  week     = addtime(run.started_at, "-7d")
  all      = [for r in step.repositories.repositories : r if r.name != org.seeded_repository]
  unread   = [for r in local.all : r.name if !anytrue([for s in step.scans[r.name].scans : contains(local.reading, s.tool) && before(before(local.week, r.pushed_at) ? local.week : addtime(r.pushed_at, "-1d"), s.created_at)])]
  ungated  = [for r in local.all : r.name if length([for t in step.gates[r.name].tools : t if contains(local.reading, t)]) == 0]
  untried  = [for r in local.deployed : r if !anytrue([for a in local.all : a.name == r && anytrue([for s in step.scans[a.name].scans : contains(local.trying, s.tool) && before(local.week, s.created_at)])])]
  found    = distinct([for a in step.seeded.alerts : a.tool])
}

step "github_rest.list_repositories" "repositories" {
  title        = "List the repositories"
  organization = org.github_organization
  timeout      = "10m"

  expect "some" {
    condition = length(self.repositories) > 0 && length(self.repositories) <= 500
    message   = "There are ${length(self.repositories)} repositories to look at; this can be done for 1 to 500."
  }
}

step "github_rest.list_scans" "scans" {
  title      = "Ask which scanners looked"
  for_each   = step.repositories.repositories
  by         = "name"
  parallel   = 8
  repository = each.value.name
  branch     = each.value.branch

  retry {
    max   = 3
    delay = "30s"
  }
}

step "github_rest.list_required_checks" "gates" {
  title      = "Ask what must pass before a change comes in"
  for_each   = step.repositories.repositories
  by         = "name"
  parallel   = 8
  repository = each.value.name
  branch     = each.value.branch

  retry {
    max   = 3
    delay = "30s"
  }
}

step "github.code_alerts" "seeded" {
  title      = "Look what the scanners find where there are holes"
  connection = connection.github
  repository = org.seeded_repository
}

check "all_read" {
  condition = length(local.unread) == 0
  message   = "No scanner read ${length(local.unread)} of ${length(local.all)} repositories within a week, or since the newest change where that is older."
  severity  = "high"
  remedy    = "Switch code scanning on for the whole organization, under Code security, with its default setup and a weekly scan."
}

check "no_way_past" {
  condition = length(local.ungated) == 0
  message   = "In ${length(local.ungated)} of ${length(local.all)} repositories a change comes in although the scanner found something, or did not look."
  severity  = "high"
  remedy    = "Make a ruleset of the organization for all default branches that requires code scanning results."
}

check "all_tried" {
  condition = length(local.deployed) > 0 && length(local.untried) == 0
  message   = "What is deployed from ${length(local.untried)} of ${length(local.deployed)} repositories was not tried within a week."
  severity  = "high"
  remedy    = "Let a job run ZAP or Nuclei against it every few days, and upload its report to code scanning."
}

check "they_find" {
  condition = anytrue([for t in local.found : contains(local.reading, t)]) && anytrue([for t in local.found : contains(local.trying, t)])
  message   = "In the repository with known holes ${length(local.found)} scanners found something; one of each kind must."
  severity  = "high"
  remedy    = "Keep holes in org.seeded_repository for both kinds of scanners, leave their alerts open, and look why a scanner does not see them."
}

evidence "repositories" {
  value       = length(local.all)
  description = "how many repositories are worked on"
}

evidence "covered" {
  value       = { read = length(local.all) - length(local.unread), gated = length(local.all) - length(local.ungated), tried = length(local.deployed) - length(local.untried), deployed = length(local.deployed) }
  description = "how many were read, how many let no change in past the scan, and how many of those that are deployed were tried within a week"
}
