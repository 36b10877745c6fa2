runbook "workflow-pinning" {
  language  = 1
  title     = "Do our workflows run only code that we chose?"
  owner     = role.operators
  read_only = true
  timeout   = "10m"
  summary   = <<-EOT
    Looks at every workflow file of this repository. An action that is named by a tag or a branch can be
    changed by its owner overnight, and a token that may write everything makes that worse. It changes
    nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.secure-development-deployment"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-6", "CM-14", "SR-4"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "0 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

step "git.inspect" "repository" {
  title = "Read the workflow files of the newest commit"
  look  = ["head", "workflows"]
}

check "pinned" {
  for_each  = step.repository.workflows
  by        = "path"
  condition = length(each.value.unpinned) == 0
  message   = "${each.value.path} uses actions that can change: ${truncate(join(", ", each.value.unpinned), 300)}."
  severity  = "high"
  remedy    = "Name each action by the 40 digits of a commit, with the version in a comment."
}

check "least_power" {
  for_each  = step.repository.workflows
  by        = "path"
  condition = !each.value.write_all
  message   = "${each.value.path} gives its jobs a token that may write everything."
  severity  = "high"
  remedy    = "Write `permissions: {}` at the top, and give each job what it needs."
}

evidence "head" {
  value       = step.repository.head
  description = "the commit that was looked at"
}

evidence "workflows" {
  value       = length(step.repository.workflows)
  description = "workflow files"
}

waivable "pinned" {
  by      = [role.operators]
  max_for = "30d"
}
