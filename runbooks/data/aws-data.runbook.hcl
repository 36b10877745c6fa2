runbook "aws-data" {
  language  = 1
  title     = "Is our data at AWS closed and encrypted?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Asks Security Hub every day, for all accounts and regions of AWS, about storage and databases. Are they closed to the
    public, and encrypted where they lie and on the way? Are their keys kept? What you suppress there is counted, and does
    not fail. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-access"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "cisa-ztmm" {
  function  = "data.data-encryption"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-3", "SC-12", "SC-28(1)", "SC-7", "SC-8(1)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "50 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "aws_security_hub" {
  allow = ["aws_security_hub.list_aggregators", "aws_security_hub.list_findings"]
}

locals {
  # Controls of Security Hub that judge each account, so that there is always an answer.
  always = ["EC2.7", "S3.1"]
  # And those that judge things of which there may be none.
  sometimes = ["EC2.1", "EC2.3", "KMS.3", "KMS.5", "RDS.1", "RDS.2", "RDS.3", "S3.2", "S3.3", "S3.5", "S3.8"]
  controls  = concat(local.always, local.sometimes)
  judged    = concat([for id, c in step.failed : id if length(c.findings) > 0], [for id, c in step.passed : id if length(c.findings) > 0])
  unjudged  = [for id in local.always : id if !contains(local.judged, id)]
  failing   = flatten([for id, c in step.failed : [for f in c.findings : id if !f.suppressed]])
  left      = flatten([for id, c in step.failed : [for f in c.findings : id if f.suppressed]])
  more      = [for id, c in step.failed : id if c.more]
}

step "aws_security_hub.list_aggregators" "regions" {
  title = "Ask whether the findings of all regions come together"
}

step "aws_security_hub.list_findings" "failed" {
  title    = "Ask where a control fails"
  for_each = { for id in local.controls : id => id }
  control  = each.key
  status   = "FAILED"
  retry {
    max   = 3
    delay = "5s"
  }
}

step "aws_security_hub.list_findings" "passed" {
  title    = "Ask where it passes"
  for_each = { for id in local.controls : id => id }
  control  = each.key
  status   = "PASSED"
  retry {
    max   = 3
    delay = "5s"
  }
}

check "all_regions" {
  condition = length(step.regions.aggregators) > 0
  message   = "Security Hub tells of one region alone."
  severity  = "high"
  remedy    = "In the console of Security Hub, Settings, Regions: link all regions to that of the connection aws_security_hub, and future ones too."
}

check "seen" {
  condition = length(local.unjudged) == 0
  message   = "Security Hub has not judged ${join(", ", local.unjudged)}."
  severity  = "high"
  remedy    = "Turn the standard AWS Foundational Security Best Practices on, with these controls, in the account that administers Security Hub. Its first answers take a day."
}

check "none_fails" {
  condition = length(local.failing) == 0 && length(local.more) == 0
  message   = "${length(local.failing)} things or more do not keep ${join(", ", distinct(concat(local.failing, local.more)))}."
  severity  = "high"
  remedy    = "In the console of Security Hub, Controls, each shows the buckets, disks, databases and keys that fail, and what to do about them."
}

evidence "controls" {
  value       = length(distinct(local.judged))
  description = "how many controls of Security Hub were judged, in all accounts and regions"
}

evidence "failing" {
  value       = length(local.failing)
  description = "how many buckets, disks, databases or keys do not keep one of them; at most 100 are counted for each"
}

evidence "suppressed" {
  value       = length(local.left)
  description = "how many more somebody has suppressed"
}
