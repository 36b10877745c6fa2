runbook "github-alerts" {
  language  = 1
  title     = "Are known holes in our code mended in time?"
  owner     = role.operators
  read_only = true
  timeout   = "10m"
  summary   = <<-EOT
    Looks every day whether a grave hole in a package or in code is open for longer than it may. What you deploy must be
    tested: a scanner reads it before each change comes in, and another tries what runs, every month. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.application-security-testing"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SI-2", "RA-5", "SA-11(1)", "SA-11(8)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "35 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "repositories" {
  type        = list(string)
  title       = "Repositories from which something is deployed"
  default     = []
  description = "Empty: org.deployed_repositories. Others are for tests; such a run does not count for the score."
}

input "static" {
  type        = list(string)
  title       = "Scanners that read code"
  default     = []
  description = "Empty: those of org.scanners. Others are for tests; such a run does not count for the score."
}

input "dynamic" {
  type        = list(string)
  title       = "Scanners that try what runs"
  default     = []
  description = "Empty: those of org.scanners. Others are for tests; such a run does not count for the score."
}

use "github_rest" {
  allow = ["github_rest.list_scans", "github_rest.list_required_checks"]
}

use "github" {
  allow = ["github.organization_dependabot_alerts", "github.organization_code_alerts"]
}

input "days" {
  type        = number
  title       = "Days that a grave hole may be open"
  default     = 14
  min         = 1
  max         = 60
  description = "Counted from the day on which GitHub told of it."
}

locals {
  named    = length(input.repositories) == 0 ? org.deployed_repositories : input.repositories
  reading  = length(input.static) == 0 ? org.scanners.static : input.static
  trying   = length(input.dynamic) == 0 ? org.scanners.dynamic : input.dynamic
  month    = addtime(run.started_at, "-31d")
  unread   = [for r in local.named : r if !anytrue([for s in step.scans[r].scans : contains(local.reading, s.tool) && before(local.month, s.created_at)])]
  untried  = [for r in local.named : r if !anytrue([for s in step.scans[r].scans : contains(local.trying, s.tool) && before(local.month, s.created_at)])]
  ungated  = [for r in local.named : r if length([for t in step.gates[r].tools : t if contains(local.reading, t)]) == 0]
  grave    = ["high", "critical"]
  since    = addtime(run.started_at, "-${input.days}d")
  packages = [for a in step.packages.alerts : a if contains(local.grave, a.severity) && before(a.created_at, local.since)]
  code     = [for a in step.code.alerts : a if contains(local.grave, a.severity) && before(a.created_at, local.since)]
}

step "github.organization_dependabot_alerts" "packages" {
  title      = "Ask for packages with known holes"
  connection = connection.github
  timeout    = "5m"
}

step "github.organization_code_alerts" "code" {
  title      = "Ask for holes that the scanner found"
  connection = connection.github
  timeout    = "5m"
}

step "github_rest.list_scans" "scans" {
  title      = "Ask which scanners looked"
  for_each   = local.named
  parallel   = 4
  repository = each.value
  branch     = org.audited.code
}

step "github_rest.list_required_checks" "gates" {
  title      = "Ask what must pass before a change comes in"
  for_each   = local.named
  parallel   = 4
  repository = each.value
  branch     = org.audited.code
}

# Where nothing scans there are no alerts either: an empty list alone shows nothing.
check "scanned" {
  condition = length(local.named) > 0 && length(local.unread) == 0 && length(local.untried) == 0
  message   = "Of ${length(local.named)} repositories ${length(local.unread)} were not read by a scanner within a month, and what runs of ${length(local.untried)} was not tried."
  severity  = "high"
  remedy    = "Switch code scanning on. Let a job run ZAP or Nuclei against a test environment every month, and upload its report to code scanning."
}

check "no_way_past" {
  condition = length(local.ungated) == 0
  message   = "In ${length(local.ungated)} of ${length(local.named)} repositories a change comes in although the scanner found something, or did not look."
  severity  = "high"
  remedy    = "Make a ruleset for the branch from which you deploy that requires code scanning results."
}

check "packages" {
  condition = length(local.packages) == 0
  message   = "${length(local.packages)} grave holes in packages are open for more than ${input.days} days."
  severity  = "high"
  remedy    = "The Security tab of the organization lists them under Dependabot. Merge the update, or dismiss it there with a reason."
}

check "code" {
  condition = length(local.code) == 0
  message   = "${length(local.code)} grave holes in the code are open for more than ${input.days} days."
  severity  = "high"
  remedy    = "The Security tab of the organization lists them under Code scanning. Mend them, or dismiss them there with a reason."
}

evidence "open" {
  value       = length(step.packages.alerts) + length(step.code.alerts)
  description = "all that are open, grave or not, of whatever age"
}

evidence "tested" {
  value       = { named = length(local.named), read = length(local.named) - length(local.unread), tried = length(local.named) - length(local.untried), gated = length(local.named) - length(local.ungated) }
  description = "repositories from which is deployed: how many a scanner read, of how many what runs was tried, and into how many nothing comes past the scan"
}
