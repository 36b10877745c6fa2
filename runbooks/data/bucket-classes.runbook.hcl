runbook "bucket-classes" {
  language  = 1
  title     = "Does every bucket do what its class of data asks for?"
  owner     = role.engineers
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every day, compares all buckets with one list of classes of data: what is in a bucket is deleted when its class says, is
    encrypted with the key that it says, and is open to nobody. At least four of five must be as they should. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.automation-orchestration"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "cisa-ztmm" {
  function  = "data.governance"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-16", "MP-6", "SC-28(1)", "SI-12"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "15 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.engineers]
}

use "gcs" {
  allow = ["gcs.list_buckets"]
}

locals {
  all      = step.buckets.buckets
  classed  = [for b in local.all : b if contains(keys(org.bucket_classes), b.class)]
  as_asked = [for b in local.all : b if contains(keys(org.bucket_classes), b.class) ? contains(b.deletes, org.bucket_classes[b.class].days) && (!org.bucket_classes[b.class].own_key || b.own_key) && b.private && b.uniform && b.owner != "" : false]
  wrong    = [for b in local.classed : b if !contains([for c in local.as_asked : c.name], b.name)]
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

check "one_list_for_all" {
  condition = length(local.classed) * 5 >= length(local.all) * 4
  message   = "Only ${length(local.classed)} of ${length(local.all)} buckets have a class of the list."
  severity  = "medium"
  remedy    = "Give each bucket the label class, with a word that stands in org.bucket_classes."
}

check "as_asked" {
  condition = length(local.as_asked) * 5 >= length(local.all) * 4
  message   = "Only ${length(local.as_asked)} of ${length(local.all)} buckets do what their class asks for."
  severity  = "high"
  remedy    = "Let what makes the buckets, as Terraform, take days and key from org.bucket_classes, and run it."
}

evidence "buckets" {
  value       = { all = length(local.all), classed = length(local.classed), as_asked = length(local.as_asked), wrong = length(local.wrong) }
  description = "buckets, those with a class of the list, those that do what it asks for, and those that do not"
}

evidence "classes" {
  value       = org.bucket_classes
  description = "what each class asks for"
}
