runbook "entra-policy-as-code" {
  language  = 1
  title     = "Does Entra enforce what our policy says?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every day, compares what this repository says about signing in with what Microsoft Entra enforces: each rule is there, is
    switched on, asks for what it should, and leaves out nobody but accounts for emergencies. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.governance"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2", "AC-3", "CM-2", "CM-6", "IA-2"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "15 7 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "entra" {
  allow = ["entra.list_policies", "entra.list_policy_changes"]
}

locals {
  names    = keys(org.access_policies)
  reviewed = substr(split("\nReviewed: ", step.written.text)[1], 0, 10)
  extra    = [for p in step.live.policies : p if p.enforced && !contains(local.names, p.name)]
  asked = {
    second_factor      = [for p in step.live.policies : p.name if p.enforced && (p.second_factor || p.phishing_resistant)]
    phishing_resistant = [for p in step.live.policies : p.name if p.enforced && p.phishing_resistant]
    managed_device     = [for p in step.live.policies : p.name if p.enforced && p.managed_device]
    blocks             = [for p in step.live.policies : p.name if p.enforced && p.blocks]
  }
  # Two policies may have one name: the one that holds for everybody must be the one that asks.
  everywhere = [for p in step.live.policies : p if p.enforced && p.everybody && p.everything && p.always]
  asked_everywhere = {
    second_factor      = [for p in local.everywhere : p.name if p.second_factor || p.phishing_resistant]
    phishing_resistant = [for p in local.everywhere : p.name if p.phishing_resistant]
    managed_device     = [for p in local.everywhere : p.name if p.managed_device]
    blocks             = [for p in local.everywhere : p.name if p.blocks]
  }
}

step "file.read" "written" {
  title = "Read the policy that people wrote"
  path  = org.policies.identity.path
}

step "entra.list_policies" "live" {
  title   = "Ask Entra what it enforces"
  timeout = "5m"

  expect "plausible" {
    condition = length(self.policies) > 0
    message   = "Entra names no policy at all: look whether the application may read them."
  }
}

step "entra.list_policy_changes" "changes" {
  title   = "Ask who changed it in a week"
  timeout = "5m"
  since   = addtime(run.started_at, "-7d")
}

check "as_written" {
  for_each  = org.access_policies
  condition = contains(local.asked[each.value.demands], each.key)
  message   = "Entra does not enforce \"${each.key}\": it is not there, is not switched on, or asks for less."
  severity  = "high"
  remedy    = "Run the pipeline that writes the policies of Entra, or mend the policy there."
}

check "for_everybody" {
  for_each  = org.access_policies
  condition = !each.value.everybody || contains(local.asked_everywhere[each.value.demands], each.key)
  message   = "\"${each.key}\" does not hold for all people, all applications, or at all times."
  severity  = "high"
  remedy    = "In the policy in Entra, choose all users and all resources, and remove its conditions."
}

check "nobody_left_out" {
  for_each  = org.access_policies
  condition = alltrue([for p in step.live.policies : p.name != each.key || alltrue([for x in p.excluded : contains(org.emergency_principals, x)])])
  message   = "\"${each.key}\" leaves out somebody who is not an account for emergencies."
  severity  = "high"
  remedy    = "In the policy in Entra, under Users, Exclude, remove them."
}

check "declared" {
  condition = anytrue([for p in local.everywhere : contains(local.names, p.name)])
  message   = "No policy that this repository names is in force for everybody and everywhere."
  severity  = "high"
  remedy    = "Name in org.access_policies what must be in force in Entra, for everybody first."
}

check "nothing_else" {
  condition = length(local.extra) == 0
  message   = "${length(local.extra)} policies are in force in Entra that this repository does not know."
  severity  = "medium"
  remedy    = "Write them down in org.access_policies, or switch them off."
}

check "reviewed" {
  condition = before(addtime(run.started_at, "-180d"), local.reviewed) && !before(run.started_at, local.reviewed)
  message   = "Nobody reviewed the policy about identities within half a year."
  severity  = "medium"
  remedy    = "Read it with its owner, change what is no longer so, and write the day into the line Reviewed."
}

evidence "enforced" {
  value       = length([for p in step.live.policies : p if p.enforced])
  description = "policies that Entra enforces"
}

evidence "changes" {
  value       = { all = length(step.changes.changes), by_people = length([for c in step.changes.changes : c if c.by == "person"]) }
  description = "changes of policies in a week, and how many people made by hand"
}
