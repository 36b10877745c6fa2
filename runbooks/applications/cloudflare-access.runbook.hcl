runbook "cloudflare-access" {
  language  = 1
  title     = "Does Cloudflare Access guard our critical applications?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Looks every day whether each application that you named as critical stands behind Cloudflare Access. Nobody may
    get past it unseen, the sign-in must end within a day, and one at least must ask for a healthy device. It changes
    nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.application-access"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "cisa-ztmm" {
  function  = "applications.accessible-applications"
  stage     = "initial"
  fresh_for = "7d"
}

# Some devices must tell how they are before they are let in: one critical application is what the stage asks for.
satisfies "cisa-ztmm" {
  function  = "devices.resource-access"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-3", "AC-12", "AC-17"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "50 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "apps" {
  type        = list(string)
  title       = "Addresses of the critical applications"
  default     = []
  description = "Empty: org.critical_apps. Others are for tests; such a run does not count for the score."
}

use "cloudflare" {
  allow = ["cloudflare.list_access_apps"]
}

locals {
  named    = length(input.apps) == 0 ? org.critical_apps : input.apps
  critical = [for a in step.apps.apps : a if contains(local.named, a.domain)]
  guarded  = distinct([for a in local.critical : a.domain])
  missing  = [for d in local.named : d if !contains(local.guarded, d)]
  open     = [for a in local.critical : a.domain if a.bypassed || a.anybody]
  endless  = [for a in local.critical : a.domain if length(a.sessions) == 0 || !alltrue([for s in a.sessions : matches(s, "([1-9]|1[0-9]|2[0-4])h|[1-9][0-9]{0,2}m|[1-9][0-9]{0,3}s|0s")])]
  checked  = [for a in local.critical : a.domain if a.posture]
}

step "cloudflare.list_access_apps" "apps" {
  title      = "List what stands behind Access"
  account_id = org.cloudflare_account
  timeout    = "5m"
}

check "named" {
  condition = length(local.named) > 0
  message   = "org.critical_apps names no application, so nothing was looked at."
  severity  = "high"
  remedy    = "Name the applications without which the work stops, as they stand in Access."
}

check "guarded" {
  condition = length(local.missing) == 0
  message   = "${length(local.missing)} critical applications do not stand behind Access."
  severity  = "high"
  remedy    = "Add each as an application in Cloudflare One, and let nobody reach its server by another way. This runbook does not look at other ways."
}

check "nobody_unseen" {
  condition = length(local.open) == 0
  message   = "${length(local.open)} critical applications let somebody in unseen, or let in whoever signs in anywhere."
  severity  = "high"
  remedy    = "Take away policies that bypass, and those that allow everyone without requiring more."
}

check "ends" {
  condition = length(local.endless) == 0
  message   = "${length(local.endless)} critical applications keep people signed in for more than a day, or do not say how long."
  severity  = "medium"
  remedy    = "Set the session duration of the application, and of each of its policies, to 24 hours or less."
}

check "healthy_device" {
  condition = length(local.checked) > 0
  message   = "No critical application asks whether the device is healthy."
  severity  = "medium"
  remedy    = "Make a device posture check in Cloudflare One, and require it in every policy of one critical application to begin with."
}

evidence "critical" {
  value       = length(local.named)
  description = "how many applications are named as critical"
}

evidence "guarded" {
  value       = length(local.guarded)
  description = "how many of them stand behind Access"
}

evidence "healthy_device" {
  value       = length(local.checked)
  description = "how many of them ask whether the device is healthy, in every policy"
}
