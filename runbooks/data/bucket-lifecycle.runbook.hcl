runbook "bucket-lifecycle" {
  language  = 1
  title     = "Do our most important buckets look after themselves?"
  owner     = role.engineers
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every day, looks at the buckets without which the work stops: each deletes by itself what is old, or keeps what must stay, and
    none can be opened to the public or have exceptions for single files. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.automation-orchestration"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-3", "AC-6", "SI-12"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "0 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.engineers]
}

use "gcs" {
  allow = ["gcs.list_buckets"]
}

locals {
  lives  = [for b in step.buckets.buckets : b.name if length(b.deletes) > 0 || b.kept > 0]
  closed = [for b in step.buckets.buckets : b.name if b.private && b.uniform]
}

step "gcs.list_buckets" "buckets" {
  title   = "List the buckets"
  timeout = "5m"
  project = org.data_project

  expect "plausible" {
    condition = length(self.buckets) > 0
    message   = "The project has no bucket: compare org.data_project."
  }
}

check "ends_by_itself" {
  for_each  = org.critical_buckets
  condition = contains(local.lives, each.value)
  message   = "${each.value} neither deletes what is old nor keeps what must stay, or there is no such bucket."
  severity  = "medium"
  remedy    = "In Google Cloud, open the bucket, Lifecycle, and add a rule that deletes; or Protection, and set a retention policy."
}

check "closed_by_itself" {
  for_each  = org.critical_buckets
  condition = contains(local.closed, each.value)
  message   = "${each.value} can be opened to the public, or has exceptions for single files, or there is no such bucket."
  severity  = "high"
  remedy    = "In Google Cloud, open the bucket, Permissions: prevent public access, and switch to uniform access."
}

evidence "buckets" {
  value       = { all = length(step.buckets.buckets), end_by_themselves = length(local.lives), closed = length(local.closed) }
  description = "buckets, those that delete or keep by themselves, and those that cannot be opened to the public"
}
