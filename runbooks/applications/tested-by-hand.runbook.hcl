runbook "tested-by-hand" {
  language  = 1
  title     = "Did somebody look before we released?"
  owner     = role.security
  read_only = true
  timeout   = "6d"
  summary   = <<-EOT
    Every month, for each critical repository: did a scanner read the code, and did another try what runs, within the last
    month? Then somebody who knows attacks reads the results, tries by hand what no scanner can, and says so.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.application-security-testing"
  stage     = "initial"
  fresh_for = "45d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CA-8", "RA-5", "SA-11", "SA-11(1)", "SA-11(8)"]
  fresh_for = "45d"
}

trigger "schedule" "monthly" {
  cron = "30 8 4 * *"
}

trigger "manual" "form" {}

access {
  who = [role.security, role.engineers]
}

input "repositories" {
  type        = list(string)
  title       = "Repositories, as OWNER/NAME"
  default     = []
  description = "Empty: org.critical_repositories. Others are for tests; such a run does not count for the score."
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
  allow = ["github_rest.list_scans", "github_rest.get_release"]
}

locals {
  reading = length(input.static) == 0 ? org.scanners.static : input.static
  trying  = length(input.dynamic) == 0 ? org.scanners.dynamic : input.dynamic
  named   = length(input.repositories) == 0 ? org.critical_repositories : input.repositories
  month   = addtime(run.started_at, "-31d")
  static  = [for r in local.named : r if anytrue([for s in step.scans[r].scans : contains(local.reading, s.tool) && before(local.month, s.created_at)])]
  dynamic = [for r in local.named : r if anytrue([for s in step.scans[r].scans : contains(local.trying, s.tool) && before(local.month, s.created_at)])]
  unread  = [for r in local.named : r if !contains(local.static, r)]
  untried = [for r in local.named : r if !contains(local.dynamic, r)]
  # GitHub keeps the newest hundred scans in sight, so only releases of the last month are judged.
  too_early = [for r in local.named : r if step.release[r].published_at != "never" && before(local.month, step.release[r].published_at == "never" ? "2000-01-01" : step.release[r].published_at) && !anytrue([for s in step.scans[r].scans : contains(concat(local.reading, local.trying), s.tool) && before(addtime(step.release[r].published_at, "-31d"), s.created_at) && before(s.created_at, step.release[r].published_at)])]
}

step "github_rest.list_scans" "scans" {
  title      = "Ask which scanners looked"
  for_each   = local.named
  parallel   = 4
  repository = each.value
  branch     = org.audited.code
}

step "github_rest.get_release" "release" {
  title      = "Ask for the newest release"
  for_each   = local.named
  parallel   = 4
  repository = each.value
}

ask "expert" {
  to       = [role.security]
  question = "Read what the scanners found, and try by hand what they cannot: may Ada see what is Bob's, may somebody skip a step, or pay less? Did you, for each of these repositories?"
  timeout  = "5d"

  show {
    title = "What was looked at"
    table = [for r in local.named : { repository = r, code_was_read = contains(local.static, r), was_tried = contains(local.dynamic, r) }]
  }
  answer "tried" {
    type  = bool
    title = "I read the results, and tried each of them by hand"
  }
  answer "grave" {
    type  = number
    title = "Grave holes that I found, and that no scanner had"
    min   = 0
    max   = 999
  }
}

check "code_was_read" {
  condition = length(local.named) > 0 && length(local.unread) == 0
  message   = "No scanner read the code of ${length(local.unread)} of ${length(local.named)} repositories within a month."
  severity  = "high"
  remedy    = "Switch code scanning on in the repository, or let a job upload the report of the scanner that you use. org.scanners names those that count."
}

check "was_tried" {
  condition = length(local.untried) == 0
  message   = "No scanner tried what runs of ${length(local.untried)} repositories within a month."
  severity  = "high"
  remedy    = "Let a job run ZAP or Nuclei against a test environment, and upload its report to code scanning."
}

check "before_release" {
  condition = length(local.too_early) == 0
  message   = "${length(local.too_early)} repositories were released within a month without a scan in the month before."
  severity  = "medium"
  remedy    = "Scan first, then release: require the scan as a check of the branch from which you release."
}

check "expert" {
  condition = ask.expert.tried && ask.expert.grave == 0
  message   = "Nobody tried them by hand, or grave holes were found: ${ask.expert.grave}."
  severity  = "high"
  remedy    = "Mend what was found, then start this again. Where nobody has the time, name fewer repositories as critical, or ask somebody from outside."
}

evidence "repositories" {
  value       = length(local.named)
  description = "how many repositories are named as critical"
}

evidence "scanned" {
  value       = { static = length(local.static), dynamic = length(local.dynamic) }
  description = "of how many a scanner read the code, and of how many another tried what runs, within a month"
}

evidence "found_by_hand" {
  value       = ask.expert.grave
  description = "grave holes that a person found and no scanner had"
}
