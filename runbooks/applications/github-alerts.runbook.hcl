runbook "github-alerts" {
  language  = 1
  title     = "Are known holes in our code mended in time?"
  owner     = role.operators
  read_only = true
  timeout   = "10m"
  summary   = <<-EOT
    GitHub tells of packages with known holes, and of holes that its scanner found in the code. Looks every day whether one
    that is grave has been open for longer than it may. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.application-security-testing"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SI-2", "RA-5", "SA-11(1)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "35 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
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
