runbook "sensitive-data-access" {
  language  = 1
  title     = "Who reaches sensitive data, and until when?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day at the tables that are labelled as sensitive: the database must decide row by row who sees what, and
    nobody may read them for good. It also looks whether people and programs prove who they are. It changes nothing, and
    keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-access"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(2)", "AC-3", "AC-3(13)", "AC-16", "IA-2"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "55 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "days" {
  type        = number
  title       = "Days after which access must end at the latest"
  default     = 90
  min         = 1
  max         = 180
  description = "Our own figure."
}

input "sensitive" {
  type        = list(string)
  title       = "Words for what is sensitive"
  default     = []
  description = "Empty: org.sensitive_classes. Others are for tests; such a run does not count for the score."
}

use "postgres" {
  allow = ["postgres.get_settings", "postgres.list_host_rules", "postgres.list_tables"]
}

locals {
  words     = length(input.sensitive) == 0 ? org.sensitive_classes : input.sensitive
  sensitive = [for t in step.tables.tables : t if contains(local.words, t.class)]
  blunt     = [for t in local.sensitive : t if !t.row_security || t.policies == 0 || t.public]
  standing  = [for t in local.sensitive : t if t.standing > 0]
  unlabeled = [for t in step.tables.tables : t if t.class == ""]
  open      = [for r in step.rules.rules : r if !r.refuses && (!r.encrypted || !contains(["scram-sha-256", "cert", "gss", "ldap", "radius", "oauth"], r.method))]
}

step "postgres.list_tables" "tables" {
  title   = "List the tables and who may read them"
  timeout = "5m"
  days    = input.days
}

step "postgres.list_host_rules" "rules" {
  title   = "List who is let in, and how"
  timeout = "1m"
}

step "postgres.get_settings" "settings" {
  title   = "Read how passwords are kept"
  timeout = "1m"
}

check "labelled" {
  condition = length(local.sensitive) > 0 && length(local.unlabeled) == 0
  message   = "No table is labelled as sensitive, or ${length(local.unlabeled)} have no label, so nobody knows who should read them."
  severity  = "medium"
  remedy    = "Write a label for each table into the table data_labels."
}

check "row_by_row" {
  condition = length(local.blunt) == 0
  message   = "${length(local.blunt)} of ${length(local.sensitive)} sensitive tables show all of their rows to whoever may read them."
  severity  = "high"
  remedy    = "Force row security for each (alter table … enable row level security, force row level security), with a policy of who sees what."
}

check "until_when" {
  condition = length(local.standing) == 0
  message   = "${length(local.standing)} sensitive tables can be read by somebody whose access does not end within ${input.days} days."
  severity  = "high"
  remedy    = "Let Vault lend accounts for a while, or say until when a role is valid (alter role … valid until)."
}

check "prove_it" {
  condition = length(step.rules.rules) > 0 && length(local.open) == 0 && step.settings.passwords == "scram-sha-256" && step.settings.ssl
  message   = "${length(local.open)} lines of pg_hba.conf let in without encryption, or without good proof of who it is."
  severity  = "high"
  remedy    = "Write hostssl with scram-sha-256 or cert for each line, and set password_encryption to scram-sha-256."
}

evidence "sensitive" {
  value       = length(local.sensitive)
  description = "how many tables are sensitive"
}

evidence "blunt" {
  value       = length(local.blunt)
  description = "how many of them are not kept row by row"
}

evidence "standing" {
  value       = length(local.standing)
  description = "how many somebody can read for good"
}
