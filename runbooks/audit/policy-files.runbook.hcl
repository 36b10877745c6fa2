runbook "policy-files" {
  language  = 1
  title     = "Are our policies written, approved and begun?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every Monday, looks at the policies that people wrote: each is a file here, has an owner, was reviewed within a year, and
    cannot be changed without a yes of its owner. Each has begun: something in this repository enforces a part of it.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.governance"
  stage     = "initial"
  fresh_for = "14d"
}

satisfies "cisa-ztmm" {
  function  = "data.governance"
  stage     = "initial"
  fresh_for = "14d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-1", "IA-1", "MP-1"]
  fresh_for = "14d"
}

trigger "schedule" "weekly" {
  every = "monday 06:00"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "github" {
  allow = ["github.branch_rules"]
}

step "file.read" "policy" {
  title    = "Read the policies"
  for_each = org.policies
  parallel = 4
  path     = each.value.path
}

step "file.read" "begun" {
  title    = "Look for what enforces them"
  for_each = org.policies
  parallel = 4
  path     = each.value.begun
}

step "file.read" "owners" {
  title = "Read who owns which files"
  path  = ".github/CODEOWNERS"
}

step "github.branch_rules" "rules" {
  title      = "Ask what a change needs"
  connection = connection.github
  timeout    = "5m"
  branch     = org.audited.code
}

check "written" {
  for_each  = org.policies
  condition = step.policy[each.key].exists && length(split("\nOwner: ", step.policy[each.key].text)) == 2 && length(split("\nReviewed: ", step.policy[each.key].text)) == 2
  message   = "There is no ${each.value.path}, or it has not one line that begins with Owner: and one with Reviewed:"
  severity  = "high"
  remedy    = "Write the policy down there. One page is enough to begin with."
}

check "reviewed" {
  for_each  = org.policies
  condition = before(addtime(run.started_at, "-365d"), substr(split("\nReviewed: ", step.policy[each.key].text)[1], 0, 10)) && !before(run.started_at, substr(split("\nReviewed: ", step.policy[each.key].text)[1], 0, 10))
  message   = "Nobody reviewed ${each.value.path} within a year."
  severity  = "medium"
  remedy    = "Read it with its owner, change what is no longer so, and write the day into the line Reviewed."
}

check "approved" {
  for_each  = org.policies
  condition = strcontains(step.owners.text, each.value.path) && step.rules.code_owners && step.rules.reviews >= 1
  message   = "${each.value.path} can be changed without a yes of its owner."
  severity  = "high"
  remedy    = "Name it with its owner in .github/CODEOWNERS, and require a review of code owners in the rules of the branch."
}

check "begun" {
  for_each  = org.policies
  condition = step.begun[each.key].exists
  message   = "Nothing enforces ${each.value.path}: there is no ${each.value.begun}."
  severity  = "medium"
  remedy    = "Adopt a runbook that enforces a part of it, and name its file in org.policies."
}

evidence "policies" {
  value       = { for name, p in step.policy : name => p.sha256 }
  description = "the fingerprint of each policy, so that an auditor knows which version it was"
}

evidence "rules" {
  value       = { code_owners = step.rules.code_owners, reviews = step.rules.reviews }
  description = "what a change of a policy needs"
}
