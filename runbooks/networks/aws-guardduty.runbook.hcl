runbook "aws-guardduty" {
  language  = 1
  title     = "Does GuardDuty watch all our accounts at AWS?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day whether Amazon GuardDuty is on, and reads the traffic, the names that are looked up and what people
    and programs do. It must watch every account, and new ones by itself. A grave finding must not lie about for long.
    It looks at the region of the connection, and changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.visibility-analytics"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SI-4", "SI-4(2)", "SI-4(4)", "SI-4(5)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "40 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "days" {
  type        = number
  title       = "Days that a grave finding may wait"
  description = "Of findings of severity 7 and more."
  default     = 3
  min         = 1
  max         = 30
}

use "aws_guardduty" {
  allow = [
    "aws_guardduty.get_detector", "aws_guardduty.get_findings", "aws_guardduty.get_organization",
    "aws_guardduty.list_detectors", "aws_guardduty.list_members", "aws_guardduty.list_open_findings",
  ]
}

locals {
  # What the three sources are called that tell of traffic, of names that are looked up, and of what is done.
  wanted  = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"]
  missing = flatten([for id, d in step.state : [for s in local.wanted : s if !contains(d.sources, s)]])
  off     = [for id, d in step.state : id if !d.on]
  apart   = [for id, o in step.organization : id if !o.all]
  members = flatten([for id, m in step.members : m.members])
  outside = [for m in local.members : m.account if !m.on]
  open    = flatten([for id, f in step.open : f.findings])
  more    = anytrue([for id, f in step.open : f.more])
  late    = flatten([for id, s in step.since : [for f in s.findings : f.type if before(f.since, addtime(run.started_at, "-${input.days}d"))]])
}

step "aws_guardduty.list_detectors" "here" {
  title = "Find GuardDuty"
}

step "aws_guardduty.get_detector" "state" {
  title    = "Ask whether it is on, and what it reads"
  for_each = { for id in step.here.detectors : id => id }
  detector = each.key
}

step "aws_guardduty.get_organization" "organization" {
  title    = "Ask whether new accounts join"
  for_each = { for id in step.here.detectors : id => id }
  detector = each.key
}

step "aws_guardduty.list_members" "members" {
  title    = "Ask which accounts it watches"
  for_each = { for id in step.here.detectors : id => id }
  detector = each.key
}

step "aws_guardduty.list_open_findings" "open" {
  title    = "Look for grave findings that are open"
  for_each = { for id in step.here.detectors : id => id }
  detector = each.key
  severity = 7
}

step "aws_guardduty.get_findings" "since" {
  title    = "Ask since when they are"
  for_each = { for id, f in step.open : id => f.findings if length(f.findings) > 0 }
  detector = each.key
  findings = each.value
}

check "seen" {
  condition = length(step.here.detectors) > 0
  message   = "There is no GuardDuty in this region."
  severity  = "high"
  remedy    = "Turn GuardDuty on in the region of the connection aws_guardduty, from the account that administers it for the organization."
}

check "on" {
  condition = length(step.here.detectors) > 0 && length(local.off) == 0
  message   = "GuardDuty is there, and suspended."
  severity  = "high"
  remedy    = "In the console of GuardDuty, Settings: resume it."
}

check "sources" {
  condition = length(step.here.detectors) > 0 && length(local.missing) == 0
  message   = "GuardDuty does not read ${join(", ", distinct(local.missing))}."
  severity  = "high"
  remedy    = "These sources are on wherever GuardDuty is. Turn it off and on again in this region, or ask AWS."
}

check "new_accounts" {
  condition = length(step.here.detectors) > 0 && length(local.apart) == 0
  message   = "An account that is new in the organization is not watched by itself."
  severity  = "high"
  remedy    = "In the console of GuardDuty, Accounts, Auto-enable: choose all accounts."
}

check "accounts" {
  condition = length(local.members) > 0 && length(local.outside) == 0
  message   = "Of ${length(local.members)} accounts ${length(local.outside)} are not watched. None at all means that nobody else joined."
  severity  = "high"
  remedy    = "In the console of GuardDuty, Accounts, choose those that are not enabled, and enable them."
}

check "looked_at" {
  condition = length(step.here.detectors) > 0 && !local.more && length(local.late) == 0
  message   = "${length(local.late)} grave findings are open for longer than ${input.days} days, or there are too many to look at all."
  severity  = "high"
  remedy    = "Look at each in the console of GuardDuty, Findings, severity high. Act on it, then archive it."
}

evidence "accounts" {
  value       = length(local.members)
  description = "how many accounts GuardDuty knows beside that of the connection"
}

evidence "outside" {
  value       = length(local.outside)
  description = "how many of them it does not watch"
}

evidence "open" {
  value       = length(local.open)
  description = "how many grave findings are open; at most 50 are counted"
}

evidence "late" {
  value       = length(local.late)
  description = "how many of them for too long"
}

evidence "sources" {
  value       = length(local.wanted) - length(local.missing)
  description = "how many of the three sources it reads: traffic, names that are looked up, what is done"
}
