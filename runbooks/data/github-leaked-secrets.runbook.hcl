runbook "github-leaked-secrets" {
  language  = 1
  title     = "Has a leaked password or key been left as it is?"
  owner     = role.operators
  read_only = true
  timeout   = "10m"
  summary   = <<-EOT
    GitHub tells when a password or a key stands in the code. Looks every day whether one of them still works, or was seen
    in public. Whoever finds it needs minutes. It changes nothing, and never sees the secret itself.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["IA-5(7)", "SC-28", "IR-4"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "40 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

use "github" {
  allow = ["github.organization_secret_alerts"]
}

locals {
  working = [for a in step.leaks.alerts : a if a.validity == "active"]
  open    = [for a in step.leaks.alerts : a if before(a.created_at, addtime(run.started_at, "-7d"))]
}

step "github.organization_secret_alerts" "leaks" {
  title      = "Ask for secrets that stand in code"
  connection = connection.github
  timeout    = "5m"
}

check "none_works" {
  condition = length(local.working) == 0
  message   = "${length(local.working)} leaked secrets still open something."
  severity  = "high"
  remedy    = "Revoke each where it was made, before anything else; then close the alert in the Security tab of its repository."
}

check "none_is_left" {
  condition = length(local.open) == 0
  message   = "${length(local.open)} leaked secrets have had no answer for a week."
  severity  = "medium"
  remedy    = "Open the Security tab of the organization, Secret scanning, and close each with what was done."
}

evidence "leaks" {
  value       = length(step.leaks.alerts)
  description = "how many leaked secrets have no answer yet"
}
