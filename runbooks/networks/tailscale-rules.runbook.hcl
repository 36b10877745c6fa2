runbook "tailscale-rules" {
  language  = 1
  title     = "Can only some reach what is critical in our tailnet?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Reads every day who may reach what in Tailscale. No rule may let everybody reach everything, nor what you named
    as critical, and the rules must have tests of their own. A rule about a bare address is not judged. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.network-segmentation"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-4", "SC-7(5)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "25 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "tags" {
  type        = list(string)
  title       = "Tags of what is critical"
  default     = []
  description = "Empty: org.critical_tags. Others are for tests; such a run does not count for the score."
}

use "tailscale" {
  allow = ["tailscale.get_policy", "tailscale.list_devices"]
}

locals {
  tags      = length(input.tags) == 0 ? org.critical_tags : input.tags
  everybody = ["*", "autogroup:member", "autogroup:members", "autogroup:tagged"]
  broad     = [for r in step.policy.rules : r if anytrue([for s in r.sources : contains(local.everybody, s)])]
  open      = [for r in local.broad : r if contains(r.targets, "*:*")]
  # A rule that names an address instead of a tag is not seen as one about what is critical.
  exposed  = [for r in local.broad : r if anytrue([for t in r.targets : startswith(t, "*:") || anytrue([for c in local.tags : startswith(t, "${c}:")])])]
  critical = [for d in step.devices.devices : d if anytrue([for c in local.tags : contains(d.tags, c)])]
}

step "tailscale.get_policy" "policy" {
  title   = "Read the rules"
  timeout = "5m"
}

step "tailscale.list_devices" "devices" {
  title   = "List the devices"
  timeout = "5m"
}

check "stated" {
  condition = step.policy.stated
  message   = "The policy has no rules, and without any Tailscale lets everybody reach everything."
  severity  = "high"
  remedy    = "Write rules (grants) that say who may reach what. An empty list lets nobody reach anything."
}

check "no_open_door" {
  condition = length(local.open) == 0
  message   = "${length(local.open)} rules let everybody reach everything."
  severity  = "high"
  remedy    = "Take the rule from * to *:* away; it comes with a new tailnet. Write one rule for each group and what it needs."
}

check "something_critical" {
  condition = length(local.critical) > 0
  message   = "No device has a tag of org.critical_tags, so nothing shows that what is critical is set apart."
  severity  = "medium"
  remedy    = "Give the servers that matter most a tag of their own, and name it in org.critical_tags."
}

check "set_apart" {
  condition = length(local.exposed) == 0
  message   = "${length(local.exposed)} rules let everybody reach what is critical."
  severity  = "high"
  remedy    = "Let only the group that works there reach the tag, on the ports that it needs."
}

check "tried" {
  condition = step.policy.tests > 0
  message   = "The rules have no tests, so the next change may open a door unseen."
  severity  = "medium"
  remedy    = "Add tests to the policy file: for one person of each group, what must be refused. Tailscale turns away a change that breaks one."
}

evidence "rules" {
  value       = length(step.policy.rules)
  description = "how many rules there are"
}

evidence "tests" {
  value       = step.policy.tests
  description = "how many tests the rules have"
}

evidence "critical" {
  value       = length(local.critical)
  description = "how many devices have a tag of what is critical"
}
