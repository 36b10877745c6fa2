runbook "network-policies" {
  language  = 1
  title     = "Do our network rules come from git alone?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Looks every day whether the rules in force in Tailscale are those in git, where nobody changes them alone. Each part of
    the network must have rules of its own, and all inherit one: that a device is healthy. Nobody comes in by an address.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.governance"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "cisa-ztmm" {
  function  = "networks.governance"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-4", "CM-3", "CM-6", "SC-1", "SC-7"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "20 7 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "segments" {
  type        = list(string)
  title       = "Tags of the parts of the network"
  default     = []
  description = "Empty: org.network_segments. Others are for tests; such a run does not count for the score."
}

use "tailscale" {
  allow = ["tailscale.get_policy", "tailscale.read_policy", "tailscale.get_reach"]
}

use "github" {
  allow = ["github.branch_rules"]
}

locals {
  segments = length(input.segments) == 0 ? org.network_segments : input.segments
  bare     = [for s in local.segments : s if !anytrue([for r in step.policy.rules : anytrue([for t in r.targets : startswith(t, "${s}:")]) && !contains(r.sources, "*")])]
  by_place = [for r in step.policy.rules : r if anytrue([for s in r.sources : matches(s, "[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+(/[0-9]+)?|[0-9a-fA-F]*:[0-9a-fA-F:]*(/[0-9]+)?")])]
}

step "file.read" "file" {
  title = "Read the policy in git"
  path  = org.network_policy
}

step "github.branch_rules" "rules" {
  title      = "Ask what a change of it needs"
  connection = connection.github
  branch     = org.audited.code
}

step "tailscale.read_policy" "written" {
  title = "Read the policy in force"
}

step "tailscale.get_policy" "policy" {
  title = "Read its rules"
}

step "tailscale.get_reach" "reach" {
  title = "Read what they ask of devices"
}

check "in_git" {
  condition = step.file.exists && step.rules.pull_requests && step.rules.reviews >= 1
  message   = "There is no ${org.network_policy}, or it can be changed without somebody else's yes."
  severity  = "high"
  remedy    = "Put the policy file into git, and require a reviewed pull request for its branch."
}

check "in_force" {
  condition = step.file.exists && trim(replace(step.file.text, "\r\n", "\n")) == trim(replace(step.written.text, "\r\n", "\n"))
  message   = "The policy in force is not the one in git."
  severity  = "high"
  remedy    = "Let a job bring it from git into Tailscale at every merge, and change it in git alone. Bring what was changed by hand into git."
}

check "of_their_own" {
  condition = length(local.segments) > 0 && step.policy.stated && length(local.bare) == 0
  message   = "${length(local.bare)} of ${length(local.segments)} parts of the network have no rule of their own."
  severity  = "high"
  remedy    = "Write a rule for each tag of org.network_segments: who may reach it, at which ports."
}

check "for_all" {
  condition = step.reach.asks_devices
  message   = "There is no rule that all others inherit: some let in a device whatever its state."
  severity  = "high"
  remedy    = "Write a posture in the policy file, and name it in defaultSrcPosture."
}

check "nobody_by_place" {
  condition = length(local.by_place) == 0
  message   = "${length(local.by_place)} rules let somebody in because of the address that they come from."
  severity  = "medium"
  remedy    = "Name groups or tags as sources instead of addresses: who somebody is, and not where they sit."
}

check "tried" {
  condition = step.policy.tests > 0
  message   = "The rules have no tests, so the next change may open a door unseen."
  severity  = "medium"
  remedy    = "Add tests to the policy file; Tailscale turns away a change that breaks one."
}

evidence "policy" {
  value       = step.file.sha256
  description = "the fingerprint of the policy, so that an auditor knows which version it was"
}

evidence "rules" {
  value       = { all = length(step.policy.rules), segments = length(local.segments), by_place = length(local.by_place), tests = step.policy.tests }
  description = "rules, parts of the network, rules that go by an address, and tests"
}
