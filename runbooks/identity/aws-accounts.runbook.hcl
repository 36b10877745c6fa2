runbook "aws-accounts" {
  language  = 1
  title     = "Are our accounts at AWS closed to who should not be in?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Asks Security Hub every day about all accounts and regions of AWS. Nobody may be at the console with a password
    alone, old keys must be gone, the root user must have none, and what is done must be written down. What you
    suppress there is counted, and does not fail. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(3)", "AU-12", "AU-9", "IA-2(1)", "IA-2(2)", "IA-5(1)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "50 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "aws_cloudtrail" {
  allow = ["aws_cloudtrail.get_status", "aws_cloudtrail.list_trails"]
}

use "aws_security_hub" {
  allow = ["aws_security_hub.list_aggregators", "aws_security_hub.list_findings"]
}

locals {
  # Controls of Security Hub that judge each account, so that there is always an answer.
  always = ["CloudTrail.1", "GuardDuty.1", "IAM.4", "IAM.6", "IAM.7"]
  # And those that judge things of which there may be none.
  sometimes = ["CloudTrail.2", "CloudTrail.4", "IAM.3", "IAM.5", "IAM.8"]
  controls  = concat(local.always, local.sometimes)
  # Trails that hold what is done in every region, whole, and so that a change of them shows.
  trails = [for t in step.trails.trails : t.arn if t.everywhere && t.validated]
  # CloudTrail tells seconds since 1970; two days, since the day of the run has begun.
  recent   = (days_between("1970-01-01", run.started_at) - 1) * 86400
  written  = [for arn, s in step.written : arn if s.logging && !s.broken && s.delivered > local.recent]
  judged   = concat([for id, c in step.failed : id if length(c.findings) > 0], [for id, c in step.passed : id if length(c.findings) > 0])
  unjudged = [for id in local.always : id if !contains(local.judged, id)]
  failing  = flatten([for id, c in step.failed : [for f in c.findings : id if !f.suppressed]])
  left     = flatten([for id, c in step.failed : [for f in c.findings : id if f.suppressed]])
  more     = [for id, c in step.failed : id if c.more]
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

step "aws_cloudtrail.list_trails" "trails" {
  title = "Ask CloudTrail for its trails"
}

step "aws_cloudtrail.get_status" "written" {
  title    = "Ask whether a trail is written"
  for_each = { for arn in local.trails : arn => arn }
  arn      = each.key
}

check "written_down" {
  condition = length(local.written) > 0
  message   = "No trail of every region, with log file validation, was written in the last two days."
  severity  = "high"
  remedy    = "In the console of CloudTrail, make a trail of all regions with log file validation, and see that its bucket takes what is delivered."
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
  remedy    = "In the console of Security Hub, Controls, each shows the accounts, users and keys that fail, and what to do about them."
}

evidence "trails" {
  value       = length(local.written)
  description = "how many trails of every region are written, with log file validation"
}

evidence "controls" {
  value       = length(distinct(local.judged))
  description = "how many controls of Security Hub were judged, in all accounts and regions"
}

evidence "failing" {
  value       = length(local.failing)
  description = "how many accounts, users, keys or trails do not keep one of them; at most 100 are counted for each"
}

evidence "suppressed" {
  value       = length(local.left)
  description = "how many more somebody has suppressed"
}
