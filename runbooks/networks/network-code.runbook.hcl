runbook "network-code" {
  language  = 1
  title     = "Are our networks made from code, and until when?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day at each network that you named. Terraform must make it from git, where a change needs a second person and
    passes tests; what is there must be what the code says. Each must say until when it lives, and that day must be ahead.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.automation-orchestration"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "cisa-ztmm" {
  function  = "networks.automation-orchestration"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-2", "CM-2(2)", "CM-3", "CM-3(2)", "CM-6(1)", "CM-8(2)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "30 7 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.engineers]
}

input "networks" {
  type        = list(string)
  title       = "Networks, by the names of their workspaces"
  default     = []
  description = "Empty: org.networks. Others are for tests; such a run does not count for the score."
}

use "terraform" {
  allow = ["terraform.list_workspaces", "terraform.get_drift", "terraform.list_runs"]
}

use "github" {
  allow = ["github.branch_rules"]
}

locals {
  named   = length(input.networks) == 0 ? org.networks : input.networks
  seen    = [for w in step.workspaces.workspaces : w if w.id != org.drill_workspace]
  missing = [for n in local.named : n if !contains([for w in local.seen : w.name], n)]
  endless = [for w in local.seen : w.name if !w.ends && (w.lives_until == "" || before(w.lives_until == "" ? "2000-01-01" : w.lives_until, run.started_at))]
  by_hand = [for w in local.seen : w.name if !w.from_git || anytrue([for r in step.runs[w.name].runs : !r.from_git && before(addtime(run.started_at, "-30d"), r.created_at)])]
  # Rules are asked of one branch of one repository: what comes from another, nobody looked at.
  elsewhere = [for w in local.seen : w.name if lower(w.repository) != lower(org.network_repository) || !contains(["", org.audited.code], w.branch)]
  unseen    = [for w in local.seen : w.name if !w.watched]
  drifting  = [for w in local.seen : w.name if w.watched && (step.drift[w.name].drifted || before(step.drift[w.name].compared_at, addtime(run.started_at, "-2d")))]
}

step "terraform.list_workspaces" "workspaces" {
  title        = "List what is made from code"
  organization = org.terraform_organization
  tag          = org.network_tag
  timeout      = "5m"
}

step "terraform.get_drift" "drift" {
  title     = "Ask whether what is there is what the code says"
  for_each  = [for w in step.workspaces.workspaces : w if w.watched && w.id != org.drill_workspace]
  by        = "name"
  parallel  = 4
  workspace = each.value.id
}

step "terraform.list_runs" "runs" {
  title     = "Ask how changes came in"
  for_each  = [for w in step.workspaces.workspaces : w if w.id != org.drill_workspace]
  by        = "name"
  parallel  = 4
  workspace = each.value.id
}

step "github.branch_rules" "rules" {
  title      = "Ask what a change of the code needs"
  connection = connection.github
  repository = org.network_repository
  branch     = org.audited.code
}

check "all_in_code" {
  condition = length(local.named) > 0 && length(local.missing) == 0
  message   = "${length(local.missing)} of ${length(local.named)} networks are not made by Terraform."
  severity  = "high"
  remedy    = "Bring each into code (terraform import), in a workspace with the tag that org.network_tag names."
}

check "has_an_end" {
  condition = length(local.endless) == 0
  message   = "${length(local.endless)} networks do not say until when they live, or should be gone by now."
  severity  = "medium"
  remedy    = "Give the workspace a tag until:2026-12-31, at most when somebody will look whether it is still needed. Take away what is not."
}

check "from_git" {
  condition = length(local.by_hand) == 0
  message   = "${length(local.by_hand)} networks do not come from git, or were changed past it within a month."
  severity  = "high"
  remedy    = "Connect the workspace with its repository, and let nobody but Terraform apply there."
}

check "second_person" {
  condition = length(local.elsewhere) == 0 && step.rules.pull_requests && step.rules.reviews >= 1 && length(step.rules.checks) > 0
  message   = "A change of the code of networks can come in without a second person or a test, or ${length(local.elsewhere)} come from another repository or branch."
  severity  = "high"
  remedy    = "Let each network come from org.network_repository. Require a reviewed pull request for the branch, and as checks the plan of Terraform and a scan of it."
}

check "watched" {
  condition = length(local.unseen) == 0
  message   = "Nobody compares ${length(local.unseen)} networks with their code."
  severity  = "high"
  remedy    = "Switch health assessments on for the workspace, so that Terraform compares them every day."
}

check "as_written" {
  condition = length(local.drifting) == 0
  message   = "${length(local.drifting)} networks are not what their code says, or were not compared for two days."
  severity  = "high"
  remedy    = "Look at the drift of the workspace: bring the change into git, or apply the code again."
}

evidence "networks" {
  value       = { named = length(local.named), in_code = length(local.named) - length(local.missing), as_written = length(local.seen) - length(local.unseen) - length(local.drifting) }
  description = "networks that are named, that are made from code, and that are what their code says"
}

evidence "ends" {
  value       = length(local.seen) - length(local.endless)
  description = "networks that say until when they live, a day ahead"
}
