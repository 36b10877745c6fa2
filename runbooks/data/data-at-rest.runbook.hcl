runbook "data-at-rest" {
  language  = 1
  title     = "Is our data encrypted where it lies, and on its way there?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day whether each store and each backup in AWS is encrypted, with keys that are renewed every year. Buckets
    and the database must refuse whoever comes without encryption. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-encryption"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-8", "SC-12", "SC-28", "SC-28(1)", "CP-9(8)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "25 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "postgres" {
  allow = ["postgres.get_settings", "postgres.list_host_rules"]
}

use "steampipe" {
  allow = ["steampipe.list_backups", "steampipe.list_kms_keys", "steampipe.list_stores"]
}

locals {
  bare    = [for s in step.cloud.stores : s if !s.encrypted]
  loose   = [for s in step.cloud.stores : s if s.kind == "bucket" && !s.only_tls]
  copies  = [for b in step.backups.backups : b if !b.encrypted]
  forever = [for k in step.keys.keys : k if !k.rotates]
  plain   = [for r in step.rules.rules : r if !r.encrypted && !r.refuses]
}

step "steampipe.list_stores" "cloud" {
  title   = "List what keeps data in AWS"
  timeout = "15m"
}

step "steampipe.list_backups" "backups" {
  title   = "List the backups in AWS"
  timeout = "15m"
}

step "steampipe.list_kms_keys" "keys" {
  title   = "List the keys of AWS that are ours"
  timeout = "10m"
}

step "postgres.get_settings" "database" {
  title   = "Read how the database is set up"
  timeout = "1m"
}

step "postgres.list_host_rules" "rules" {
  title   = "List who is let in to the database, and how"
  timeout = "1m"
}

check "at_rest" {
  condition = length(step.cloud.stores) > 0 && length(local.bare) == 0
  message   = "${length(local.bare)} of ${length(step.cloud.stores)} stores are not encrypted."
  severity  = "high"
  remedy    = "A database is encrypted by restoring a snapshot of it with a key. Give each bucket a default encryption."
}

check "copies_too" {
  condition = length(step.backups.backups) > 0 && length(local.copies) == 0
  message   = "Of ${length(step.backups.backups)} things that are backed up, ${length(local.copies)} have a backup that is not encrypted."
  severity  = "high"
  remedy    = "Give the vault of AWS Backup a key, and copy the old backups into it."
}

check "on_the_way" {
  condition = length(local.loose) == 0 && step.database.ssl && length(step.rules.rules) > 0 && length(local.plain) == 0
  message   = "${length(local.loose)} buckets and ${length(local.plain)} lines of pg_hba.conf let in without encryption."
  severity  = "high"
  remedy    = "Deny in the policy of each bucket what comes without aws:SecureTransport, and write hostssl for each line of pg_hba.conf."
}

check "keys_are_renewed" {
  condition = length(step.keys.keys) > 0 && length(local.forever) == 0
  message   = "${length(local.forever)} of ${length(step.keys.keys)} keys are never renewed."
  severity  = "medium"
  remedy    = "Switch automatic rotation on for each key in KMS."
}

evidence "stores" {
  value       = length(step.cloud.stores)
  description = "how many stores there are in AWS"
}

evidence "bare" {
  value       = length(local.bare)
  description = "how many of them are not encrypted"
}

evidence "keys" {
  value       = length(step.keys.keys)
  description = "how many keys of AWS are ours"
}
