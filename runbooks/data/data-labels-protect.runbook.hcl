runbook "data-labels-protect" {
  language  = 1
  title     = "Does the label of data decide how it is kept in?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Finds every store each day: all of them must be on your list, and each must say how sensitive it is and who answers
    for it. What is sensitive must be closed to the public and to strangers, let nobody in without encryption, and be
    searched by Macie. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-inventory-management"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-16", "AC-23", "CM-12(1)", "SI-4(18)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "35 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "known" {
  type        = list(string)
  title       = "Stores that we know"
  default     = []
  description = "Empty: those of org.data_stores. Others are for tests; such a run does not count for the score."
}

input "sensitive" {
  type        = list(string)
  title       = "Words for what is sensitive"
  default     = []
  description = "Empty: org.sensitive_classes. Others are for tests; such a run does not count for the score."
}

use "postgres" {
  allow = ["postgres.list_databases"]
}

use "steampipe" {
  allow = ["steampipe.list_discovery", "steampipe.list_stores"]
}

locals {
  known     = length(input.known) == 0 ? keys(org.data_stores) : input.known
  sensitive = length(input.sensitive) == 0 ? org.sensitive_classes : input.sensitive
  classes   = concat(org.data_classes, input.sensitive)
  found     = concat([for s in step.cloud.stores : s.id], step.own.names)
  strange   = [for name in local.found : name if !contains(local.known, name)]
  bare      = [for s in step.cloud.stores : s if !contains(local.classes, s.class) || s.owner == ""]
  secret    = [for s in step.cloud.stores : s if contains(local.sensitive, s.class)]
  leaky     = [for s in local.secret : s if !s.closed || !s.insiders || !s.only_tls && s.kind == "bucket"]
  unseen    = [for s in local.secret : s if s.kind == "bucket" && !contains(step.search.buckets, replace(s.id, "arn:aws:s3:::", ""))]
}

step "steampipe.list_stores" "cloud" {
  title   = "Find what keeps data in AWS"
  timeout = "15m"
}

step "postgres.list_databases" "own" {
  title   = "Find the databases of PostgreSQL"
  timeout = "1m"
}

step "steampipe.list_discovery" "search" {
  title   = "Ask what looks for sensitive data by itself"
  timeout = "10m"
}

check "all_known" {
  condition = length(step.cloud.stores) > 0 && length(step.own.names) > 0 && length(local.strange) == 0
  message   = "${length(local.strange)} of ${length(local.found)} stores are not on our list, or nothing was found at all."
  severity  = "high"
  remedy    = "Write them into org.data_stores, with who answers for them, or remove what nobody needs."
}

check "all_labelled" {
  condition = length(local.bare) == 0
  message   = "${length(local.bare)} stores do not say how sensitive they are, in our words, or who answers for them."
  severity  = "medium"
  remedy    = "Give each the tags data-class, with one of org.data_classes, and owner."
}

check "kept_in" {
  condition = length(local.secret) > 0 && length(local.leaky) == 0
  message   = "Of ${length(local.secret)} sensitive stores ${length(local.leaky)} let strangers in, or somebody in without encryption."
  severity  = "high"
  remedy    = "Give each sensitive bucket Block Public Access, and a policy that denies whoever is not of your organization (aws:PrincipalOrgID) and what comes without encryption (aws:SecureTransport)."
}

check "searched" {
  condition = length(local.unseen) == 0
  message   = "${length(local.unseen)} sensitive buckets are not searched by a job of Macie that goes on."
  severity  = "medium"
  remedy    = "Add them to a scheduled job of Macie."
}

evidence "found" {
  value       = length(local.found)
  description = "how many stores were found"
}

evidence "sensitive" {
  value       = length(local.secret)
  description = "how many of them are sensitive"
}

evidence "leaky" {
  value       = length(local.leaky)
  description = "how many of those are not kept in as they must be"
}
