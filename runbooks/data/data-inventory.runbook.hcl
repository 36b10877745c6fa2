runbook "data-inventory" {
  language  = 1
  title     = "Do we know where our data is?"
  owner     = role.operators
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Finds every bucket, table and database in AWS, and every database of PostgreSQL, each day, and compares them with your
    own list. Most of them must be on it. Most must be closed to the public, so that data does not get lost that way. It
    changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-inventory-management"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-8", "CM-12", "CM-12(1)", "PM-5(1)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "30 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "share" {
  type        = number
  title       = "Percent of what is found that must be known"
  default     = 51
  min         = 51
  max         = 100
  description = "The model says most data."
}

input "known" {
  type        = list(string)
  title       = "Stores that we know"
  default     = []
  description = "Empty: those of org.data_stores. Others are for tests; such a run does not count for the score."
}

use "postgres" {
  allow = ["postgres.list_databases"]
}

use "steampipe" {
  allow = ["steampipe.list_stores"]
}

locals {
  known  = length(input.known) == 0 ? keys(org.data_stores) : input.known
  found  = concat([for s in step.cloud.stores : s.id], step.own.names)
  listed = [for name in local.found : name if contains(local.known, name)]
  closed = [for s in step.cloud.stores : s if s.closed]
}

step "steampipe.list_stores" "cloud" {
  title   = "Find what keeps data in AWS"
  timeout = "15m"
}

step "postgres.list_databases" "own" {
  title   = "Find the databases of PostgreSQL"
  timeout = "1m"
}

check "both_seen" {
  condition = length(step.cloud.stores) > 0 && length(step.own.names) > 0
  message   = "In AWS, or in PostgreSQL, nothing was found that keeps data: one of them was not looked at."
  severity  = "high"
  remedy    = "Look whether Steampipe has keys that may list buckets, tables and databases in all regions, and whether the connection postgres leads to the right server."
}

check "known" {
  condition = length(local.listed) * 100 >= input.share * length(local.found)
  message   = "${length(local.listed)} of ${length(local.found)} stores are on our list; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Write those that are missing into org.data_stores, with who answers for them, or remove what nobody needs."
}

check "kept_in" {
  condition = length(local.closed) * 100 >= 51 * length(step.cloud.stores)
  message   = "Only ${length(local.closed)} of ${length(step.cloud.stores)} stores in AWS are closed to the public."
  severity  = "high"
  remedy    = "Switch Block Public Access on for each bucket, or for the whole account, and take databases off the public network."
}

evidence "found" {
  value       = length(local.found)
  description = "how many stores were found"
}

evidence "known" {
  value       = length(local.listed)
  description = "how many of them are on our list"
}

evidence "closed" {
  value       = length(local.closed)
  description = "how many stores in AWS are closed to the public"
}
