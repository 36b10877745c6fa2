runbook "aws-unused-access" {
  language  = 1
  title     = "Does nobody at AWS hold access that is not used, or not ours?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Asks IAM Access Analyzer every day what strangers reach, and which roles, keys, passwords and permissions nobody uses.
    What strangers reach must be closed or archived in a week, what is unused in a month. It sees the region of
    the connection, and the accounts that its analyzers watch. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-3", "AC-6", "AC-6(7)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "40 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "aws_access_analyzer" {
  allow = ["aws_access_analyzer.get_unused_days", "aws_access_analyzer.list_analyzers", "aws_access_analyzer.list_open_findings"]
}

locals {
  # How long access may lie unused, before an analyzer has to say so, in days.
  longest = 90
  # An analyzer that was made today has not looked at everything yet: that it finds nothing means nothing.
  outside = [for a in step.analyzers.external : a.arn if a.active && days_between(a.since, run.started_at) >= 2]
  strict  = [for name, p in step.period : name if p.days > 0 && p.days <= local.longest]
  unused  = [for a in step.analyzers.unused : a.arn if a.active && contains(local.strict, a.name) && days_between(a.since, run.started_at) >= 2]

  open      = flatten([for arn, found in step.open : found.findings])
  idle      = flatten([for arn, found in step.idle : found.findings])
  late_open = [for f in local.open : f.resource if days_between(f.since, run.started_at) > 7]
  late_idle = [for f in local.idle : f.type if days_between(f.since, run.started_at) > 30]
  unread    = [for f in concat(local.open, local.idle) : f.resource if f.broken]
  more      = concat([for arn, found in step.open : arn if found.more], [for arn, found in step.idle : arn if found.more])
}

step "aws_access_analyzer.list_analyzers" "analyzers" {
  title = "Ask which analyzers there are"
}

step "aws_access_analyzer.get_unused_days" "period" {
  title    = "Ask after how many days access counts as unused"
  for_each = { for a in step.analyzers.unused : a.name => a.arn }
  name     = each.key
  retry {
    max   = 3
    delay = "5s"
  }
}

step "aws_access_analyzer.list_open_findings" "open" {
  title    = "Ask what strangers reach"
  for_each = { for arn in local.outside : arn => arn }
  analyzer = each.key
  retry {
    max   = 3
    delay = "5s"
  }
}

step "aws_access_analyzer.list_open_findings" "idle" {
  title    = "Ask what nobody uses"
  for_each = { for arn in local.unused : arn => arn }
  analyzer = each.key
  retry {
    max   = 3
    delay = "5s"
  }
}

check "watched_outside" {
  condition = length(local.outside) > 0
  message   = "No analyzer that works looks for what strangers reach."
  severity  = "high"
  remedy    = "In the console of IAM, Access analyzer, make an analyzer for external access, for the whole organization if you can. It counts from its second day on."
}

check "watched_unused" {
  condition = length(local.unused) > 0
  message   = "No analyzer that works looks for access that nobody used for ${local.longest} days."
  severity  = "high"
  remedy    = "In the console of IAM, Access analyzer, make an analyzer for unused access with a period of ${local.longest} days or less. AWS asks money for each user and role. It counts from its second day on."
}

check "all_seen" {
  condition = length(local.more) == 0 && length(local.unread) == 0
  message   = "There is more than what was looked at: an analyzer found more than 100 things, or could not read ${length(local.unread)} of them."
  severity  = "high"
  remedy    = "In the console of IAM, Access analyzer, close or archive what is there. Where an error stands, let the analyzer read that policy or key."
}

check "closed" {
  condition = length(local.late_open) == 0
  message   = "${length(local.late_open)} things are open to strangers for more than a week: ${join(", ", distinct(local.late_open))}."
  severity  = "high"
  remedy    = "In the console of IAM, Access analyzer, each names the policy that opens it. Take the stranger out of it, or archive it and write why."
}

check "used" {
  condition = length(local.late_idle) == 0
  message   = "${length(local.late_idle)} roles, keys, passwords or permissions are still there a month after they were found to be unused."
  severity  = "medium"
  remedy    = "In the console of IAM, Access analyzer, Unused access, each says since when. Delete it, or take away what is not used; archive what is for emergencies."
}

evidence "analyzers" {
  value       = length(local.outside) + length(local.unused)
  description = "how many analyzers work, and were asked"
}

evidence "open" {
  value       = length(local.open)
  description = "how many things strangers reach that nobody archived; at most 100 are counted for each analyzer"
}

evidence "idle" {
  value       = length(local.idle)
  description = "how many roles, keys, passwords and permissions are unused; at most 100 are counted for each analyzer"
}

evidence "late" {
  value       = length(local.late_open) + length(local.late_idle)
  description = "how many of both are there for too long"
}
