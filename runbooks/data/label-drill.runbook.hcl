runbook "label-drill" {
  language  = 1
  title     = "Do our labels see every kind of data?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Tries the rules for labels every night on made-up samples whose class is known, of every kind of data that you keep.
    It also looks whether every column has a label that fits what stands there, and whether every bucket is searched as a
    whole. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-categorization"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-16", "AC-16(3)", "RA-2", "CM-12(1)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "10 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "share" {
  type        = number
  title       = "Percent of the samples of a kind that must be seen as what they are"
  default     = 95
  min         = 90
  max         = 100
  description = "The model has no figure; 95 is our own."
}

input "kinds" {
  type        = list(string)
  title       = "Kinds of data"
  default     = []
  description = "Empty: org.data_kinds. Others are for tests; such a run does not count for the score."
}

use "postgres" {
  allow = ["postgres.count_labels", "postgres.judge_corpus", "postgres.sample_columns"]
}

use "steampipe" {
  allow = ["steampipe.list_discovery", "steampipe.list_stores"]
}

locals {
  kinds   = length(input.kinds) == 0 ? org.data_kinds : input.kinds
  tried   = [for k in step.corpus.kinds : k.kind if k.samples >= 10]
  missing = [for name in local.kinds : name if !contains(local.tried, name)]
  blind   = [for k in step.corpus.kinds : k if k.found * 100 < input.share * k.samples]
  whole   = [for j in step.search.jobs : j if j.scheduled && j.running && !j.failed && j.sample == 100]
  buckets = [for s in step.cloud.stores : s if s.kind == "bucket"]
  unseen  = [for s in local.buckets : s if !contains(step.search.buckets, replace(s.id, "arn:aws:s3:::", ""))]
}

step "postgres.judge_corpus" "corpus" {
  title   = "Try the rules on samples"
  timeout = "5m"
  rules   = jsonencode(org.label_rules)
}

step "postgres.count_labels" "labels" {
  title   = "Count the labels"
  timeout = "5m"
  classes = org.data_classes
}

step "postgres.sample_columns" "review" {
  title   = "Hold the labels against what stands there"
  timeout = "20m"
  rules   = jsonencode(org.label_rules)
}

step "steampipe.list_stores" "cloud" {
  title   = "Find what keeps data in AWS"
  timeout = "15m"
}

step "steampipe.list_discovery" "search" {
  title   = "Ask what looks for sensitive data by itself"
  timeout = "10m"
}

check "every_kind" {
  condition = length(local.kinds) > 1 && length(local.missing) == 0
  message   = "Of ${length(local.kinds)} kinds of data, ${length(local.missing)} have fewer than ten samples."
  severity  = "medium"
  remedy    = "Put ten made-up samples or more of each kind in org.data_kinds into the table data_corpus, some of them of no class."
}

check "seen" {
  condition = length(step.corpus.kinds) > 0 && length(local.blind) == 0
  message   = "Of ${length(local.blind)} kinds of data, fewer than ${input.share} percent of the samples were seen as what they are."
  severity  = "high"
  remedy    = "Mend the expressions for content in org.label_rules until the samples are seen."
}

check "every_column" {
  condition = step.labels.columns > 0 && step.labels.columns_labelled == step.labels.columns && length(step.review.wrong) == 0
  message   = "${step.labels.columns_labelled} of ${step.labels.columns} columns have a label, and ${length(step.review.wrong)} hold what theirs does not say."
  severity  = "high"
  remedy    = "Start the runbook label-columns, and change the labels that it tells of."
}

check "every_bucket" {
  condition = length(local.buckets) > 0 && length(local.whole) > 0 && length(local.unseen) == 0
  message   = "${length(local.unseen)} of ${length(local.buckets)} buckets are not searched by Macie, or no job of it looks at everything."
  severity  = "high"
  remedy    = "Let a scheduled job of Macie, with a sampling depth of 100 percent, search every bucket."
}

evidence "kinds" {
  value       = [for k in step.corpus.kinds : { samples = k.samples, found = k.found }]
  description = "of each kind of data, how many samples there are and how many were seen as what they are"
}

evidence "columns" {
  value       = step.labels.columns
  description = "how many columns there are"
}

evidence "buckets" {
  value       = length(local.buckets)
  description = "how many buckets there are"
}
