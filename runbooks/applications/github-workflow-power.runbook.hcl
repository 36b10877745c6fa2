runbook "github-workflow-power" {
  language  = 1
  title     = "May workflows run only what we chose?"
  owner     = role.operators
  read_only = true
  timeout   = "10m"
  summary   = <<-EOT
    A workflow runs code of other people with keys of ours. Looks every day whether the organization pins that code by its
    exact content, gives a job no more than reading unless it asks, and lets no workflow approve a change. It changes
    nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.secure-development-deployment"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-7(5)", "AC-6", "SR-4"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "45 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

use "github" {
  allow = ["github.organization_actions_permissions"]
}

step "github.organization_actions_permissions" "power" {
  title      = "Ask what workflows may do"
  connection = connection.github
  timeout    = "5m"
}

check "chosen" {
  condition = contains(["selected", "local_only"], step.power.allowed)
  message   = "Workflows may run code of anybody."
  severity  = "high"
  remedy    = "Settings of the organization, Actions, General: allow only selected actions."
}

check "pinned" {
  condition = step.power.pinned
  message   = "Code of others may be named by a tag, which its owner can move overnight."
  severity  = "high"
  remedy    = "Settings of the organization, Actions, General: require actions to be pinned to a full-length commit."
}

check "reads_only" {
  condition = step.power.token == "read"
  message   = "Every job can write to its repository unless its workflow says otherwise."
  severity  = "high"
  remedy    = "Settings of the organization, Actions, General, Workflow permissions: read repository contents."
}

check "no_approval" {
  condition = !step.power.approves
  message   = "A workflow may approve a pull request, which makes a review worth nothing."
  severity  = "high"
  remedy    = "Settings of the organization, Actions, General, Workflow permissions: do not allow Actions to approve pull requests."
}

evidence "power" {
  value       = { allowed = step.power.allowed, pinned = step.power.pinned, token = step.power.token, approves = step.power.approves }
  description = "what workflows of the organization may do"
}
