runbook "data-privileges" {
  language  = 1
  title     = "Can only few reach all of our data?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day who may do everything in the database, what everybody who connects may do, and which stores in AWS are
    open to the public. Who may do everything stands on a short list of yours. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-access"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-3", "AC-6", "AC-6(5)", "AC-6(7)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "50 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "admins" {
  type        = list(string)
  title       = "Roles that may do everything"
  default     = []
  description = "Empty: those of org.database_admins. Others are for tests; such a run does not count for the score."
}

input "share" {
  type        = number
  title       = "Percent of the stores in AWS that must be closed"
  default     = 100
  min         = 90
  max         = 100
  description = "Below 100 where something is public on purpose, such as a web site."
}

use "postgres" {
  allow = ["postgres.list_public_grants", "postgres.list_roles"]
}

use "steampipe" {
  allow = ["steampipe.list_stores"]
}

locals {
  admins = length(input.admins) == 0 ? org.database_admins : input.admins
  mighty = [for r in step.roles.roles : r if r.superuser || r.bypasses || r.makes_roles]
  extra  = [for r in local.mighty : r if !contains(local.admins, r.name)]
  closed = [for s in step.cloud.stores : s if s.closed]
}

step "postgres.list_roles" "roles" {
  title   = "List the roles of the database"
  timeout = "2m"
}

step "postgres.list_public_grants" "everybody" {
  title   = "List what everybody may do there"
  timeout = "2m"
}

step "steampipe.list_stores" "cloud" {
  title   = "List what keeps data in AWS"
  timeout = "15m"
}

check "few_admins" {
  condition = length(step.roles.roles) > 0 && length(local.extra) == 0
  message   = "${length(local.extra)} roles of the database may do everything, pass its rules by, or make roles, and are not on our list."
  severity  = "high"
  remedy    = "Take it from them (alter role … nosuperuser nobypassrls nocreaterole), or name them in org.database_admins."
}

check "nothing_for_everybody" {
  condition = length(step.everybody.grants) == 0
  message   = "Whoever can connect may reach ${length(step.everybody.grants)} tables or schemas."
  severity  = "high"
  remedy    = "Revoke it (revoke all on … from public) and grant it to the roles that need it."
}

check "closed" {
  condition = length(step.cloud.stores) > 0 && length(local.closed) * 100 >= input.share * length(step.cloud.stores)
  message   = "${length(local.closed)} of ${length(step.cloud.stores)} stores in AWS are closed to the public; wanted are ${input.share} percent."
  severity  = "high"
  remedy    = "Switch Block Public Access on for each bucket, or for the whole account, and take databases off the public network."
}

evidence "mighty" {
  value       = length(local.mighty)
  description = "how many roles may do everything, pass rules by, or make roles"
}

evidence "everybody" {
  value       = length(step.everybody.grants)
  description = "how many things everybody who connects may reach"
}

evidence "closed" {
  value       = length(local.closed)
  description = "how many stores in AWS are closed to the public"
}
