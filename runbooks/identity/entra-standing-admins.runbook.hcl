runbook "entra-standing-admins" {
  language  = 1
  title     = "Is nobody a Microsoft administrator all the time?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Looks every day in Microsoft Entra who has a role of an administrator for good. People take such a role for some
    hours when they need it; only the accounts for emergencies keep it. A role that ends within a week is fine. It
    changes nothing, and keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.access-management"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(7)", "AC-6(5)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "18 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "entra" {
  allow = ["entra.list_active_roles"]
}

locals {
  people   = [for r in step.roles.roles : r if !contains(org.emergency_principals, r.principal)]
  standing = [for r in local.people : r if r.standing]
  lasting  = [for r in local.people : r if r.until != "" && before(addtime(run.started_at, "7d"), r.until)]
}

step "entra.list_active_roles" "roles" {
  title   = "Ask Entra who has a role now"
  timeout = "10m"
}

check "seen" {
  condition = length(step.roles.roles) > 0
  message   = "Entra names nobody with a role. There is always one, so nothing was looked at."
  severity  = "high"
  remedy    = "Give the application of this runbook the permission RoleAssignmentSchedule.Read.Directory."
}

check "none_for_good" {
  condition = length(local.standing) == 0
  message   = "${length(local.standing)} roles are held for good by somebody who is not named in org.emergency_principals."
  severity  = "high"
  remedy    = "In Privileged Identity Management, make them eligible instead of active. An application that cannot do without is named in org.emergency_principals."
}

check "none_for_long" {
  condition = length(local.lasting) == 0
  message   = "${length(local.lasting)} roles are held for more than another week."
  severity  = "high"
  remedy    = "In Privileged Identity Management, make them eligible: who needs a role takes it for some hours. A week is our own figure."
}

evidence "roles" {
  value       = length(step.roles.roles)
  description = "how many roles are held now"
}

evidence "standing" {
  value       = length(local.standing)
  description = "how many of them are held for good, those for emergencies left out"
}

evidence "lasting" {
  value       = length(local.lasting)
  description = "how many of them are held for more than another week"
}
