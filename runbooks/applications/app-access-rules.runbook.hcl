runbook "app-access-rules" {
  language  = 1
  title     = "Does every application let in only who needs it?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Looks every day at how Cloudflare Access decides, for each application that you named. It must let in people by group or
    by name, on a healthy device, and ask for one thing more. After eight hours at most they sign in again.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.application-access"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-3", "AC-6", "AC-12", "AC-17"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "55 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "apps" {
  type        = list(string)
  title       = "Addresses of the applications"
  default     = []
  description = "Empty: org.apps. Others are for tests; such a run does not count for the score."
}

use "cloudflare" {
  allow = ["cloudflare.list_access_rules"]
}

locals {
  named   = length(input.apps) == 0 ? org.apps : input.apps
  seen    = [for a in step.rules.apps : a if contains(local.named, a.domain)]
  missing = [for d in local.named : d if !contains([for a in local.seen : a.domain], d)]
  open    = [for a in local.seen : a.domain if a.bypassed]
  wide    = [for a in local.seen : a.domain if !a.narrow]
  blind   = [for a in local.seen : a.domain if !a.posture || !a.context]
  endless = [for a in local.seen : a.domain if length(a.sessions) == 0 || !alltrue([for s in a.sessions : matches(s, "[1-8]h|[1-9][0-9]?m|[1-4][0-9]{2}m|0s")])]
}

step "cloudflare.list_access_rules" "rules" {
  title      = "Ask how Access decides"
  account_id = org.cloudflare_account
  timeout    = "5m"
}

check "all_seen" {
  condition = length(local.named) > 0 && length(local.missing) == 0
  message   = "${length(local.missing)} of ${length(local.named)} applications do not stand behind Access, or have no policy there."
  severity  = "high"
  remedy    = "Add each to Access in Cloudflare One, with a policy of its own. Where org.apps is empty, name your applications there."
}

check "nobody_unseen" {
  condition = length(local.open) == 0
  message   = "${length(local.open)} applications have a policy that lets people past Access."
  severity  = "high"
  remedy    = "Take away the policies that bypass."
}

check "narrow" {
  condition = length(local.wide) == 0
  message   = "${length(local.wide)} applications let in a whole domain, an address range, or everybody."
  severity  = "high"
  remedy    = "Let each policy include groups or single people who need the application, and nothing wider."
}

check "context" {
  condition = length(local.blind) == 0
  message   = "${length(local.blind)} applications do not ask both for a healthy device and for one thing more, in every policy."
  severity  = "high"
  remedy    = "Require a device posture check in each policy, and besides it a second factor, a certificate, a country or a network."
}

check "ends" {
  condition = length(local.endless) == 0
  message   = "${length(local.endless)} applications keep people signed in for more than eight hours, or do not say how long."
  severity  = "medium"
  remedy    = "Set the session duration of the application, and of each of its policies, to 8 hours or less."
}

evidence "apps" {
  value       = length(local.named)
  description = "how many applications are named"
}

evidence "fine" {
  value       = length([for a in local.seen : a if !a.bypassed && a.narrow && a.posture && a.context && !contains(local.endless, a.domain)])
  description = "how many of them decide by group, device and one thing more, and end after eight hours"
}
