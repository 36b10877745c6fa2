runbook "data-redundancy" {
  language  = 1
  title     = "Does our data outlive a data centre, and can we go back in time?"
  owner     = role.operators
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day whether stores in AWS, and the database, would outlive the loss of a data centre. Looks also how far
    back one can go, whether backups are fresh, and whether one of them was restored lately. A backup that nobody restored
    is a hope. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-availability"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CP-6", "CP-9", "CP-9(1)", "CP-10"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "40 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "share" {
  type        = number
  title       = "Percent of the stores that must outlive a data centre"
  default     = 80
  min         = 80
  max         = 100
  description = "The model says primarily; 80 is our own figure."
}

input "days" {
  type        = number
  title       = "Days that one must be able to go back"
  default     = 7
  min         = 1
  max         = 365
  description = "Our own figure."
}

use "postgres" {
  allow = ["postgres.get_copies"]
}

use "steampipe" {
  allow = ["steampipe.list_backups", "steampipe.list_stores"]
}

locals {
  strong   = [for s in step.cloud.stores : s if s.redundant]
  deep     = concat([for s in step.cloud.stores : s.id if s.history == -1 || s.history >= input.days], [for b in step.backups.backups : b.id if b.days >= input.days])
  shallow  = [for s in step.cloud.stores : s if !contains(local.deep, s.id)]
  stale    = [for b in step.backups.backups : b if b.hours > 48]
  restored = [for b in step.backups.backups : b if b.restored >= 0 && b.restored <= 90]
}

step "steampipe.list_stores" "cloud" {
  title   = "List what keeps data in AWS"
  timeout = "15m"
}

step "steampipe.list_backups" "backups" {
  title   = "List the backups in AWS"
  timeout = "15m"
}

step "postgres.get_copies" "database" {
  title   = "Ask the database for its copies and its archive"
  timeout = "1m"
}

check "outlive" {
  condition = length(step.cloud.stores) > 0 && length(local.strong) * 100 >= input.share * length(step.cloud.stores)
  message   = "${length(local.strong)} of ${length(step.cloud.stores)} stores outlive the loss of a data centre; wanted are ${input.share} percent."
  severity  = "high"
  remedy    = "Switch Multi-AZ on for the databases that are missing, or put a second machine of the cluster into another zone."
}

check "history" {
  condition = length(local.shallow) == 0
  message   = "In ${length(local.shallow)} stores one cannot go back ${input.days} days."
  severity  = "high"
  remedy    = "Switch versioning on for buckets and point-in-time recovery for tables, and keep the backups of databases for longer."
}

check "fresh" {
  condition = length(step.backups.backups) > 0 && length(local.stale) == 0
  message   = "There is no backup, or ${length(local.stale)} are older than two days."
  severity  = "high"
  remedy    = "Look at the jobs of AWS Backup that failed, and take backups away of what is no more."
}

check "restored" {
  condition = length(local.restored) > 0
  message   = "No backup was restored within 90 days, so nobody knows whether they are any good."
  severity  = "medium"
  remedy    = "Restore one elsewhere, or let a restore testing plan of AWS Backup do it each month."
}

check "database" {
  condition = step.database.replicas > 0 && step.database.lag <= 60 && step.database.archiving && step.database.archived_before <= 3600
  message   = "The database has no copy that keeps up, or its archive has not grown for an hour."
  severity  = "high"
  remedy    = "Look at pg_stat_replication and pg_stat_archiver, and at the machine with the copy. Set archive_timeout to half an hour."
}

evidence "stores" {
  value       = length(step.cloud.stores)
  description = "how many stores there are in AWS"
}

evidence "strong" {
  value       = length(local.strong)
  description = "how many of them outlive the loss of a data centre"
}

evidence "restored" {
  value       = length(local.restored)
  description = "of how many a backup was restored within 90 days"
}

evidence "lag" {
  value       = step.database.lag
  description = "seconds that the copy of the database is behind"
}
