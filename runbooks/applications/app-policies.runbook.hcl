runbook "app-policies" {
  language  = 1
  title     = "Do our policies for applications hold by themselves?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day at the policy that people wrote, and at what enforces it. Each namespace has a tier, and each tier has
    policies in the cluster that refuse. GitHub refuses changes without review, tests and scans. Grave holes are mended in time.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.governance"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-1", "CM-3", "CM-7(5)", "PL-1", "SA-1", "SA-10", "SI-2"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "55 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.engineers]
}

input "days" {
  type        = number
  title       = "Days that a grave hole in a package may be open"
  default     = 14
  min         = 1
  max         = 60
  description = "Counted from the day on which GitHub told of it."
}

use "kubernetes" {
  allow = ["kubernetes.list_tiers", "kubernetes.list_admission_rules"]
}

use "github" {
  allow = ["github.organization_rulesets", "github.organization_dependabot_alerts"]
}

locals {
  spaces   = [for n in step.spaces.namespaces : n if !contains(org.system_namespaces, n.name)]
  untiered = [for n in local.spaces : n.name if !contains(org.tiers, n.tier)]
  refusing = [for r in step.rules.rules : r.tier if r.refuses]
  unruled  = [for t in org.tiers : t if !contains(local.refusing, t)]
  rulesets = [for r in step.rulesets.rulesets : r if r.enforcement == "active" && r.target == "branch" && length(r.exclude) == 0 && length([for b in r.bypass : b if endswith(b, " always")]) == 0]
  reviewed = [for r in local.rulesets : r if contains(r.rules, "pull_request") && contains(r.rules, "required_status_checks")]
  scanned  = [for r in local.rulesets : r if contains(r.rules, "code_scanning")]
  late     = [for a in step.packages.alerts : a if contains(["high", "critical"], a.severity) && before(a.created_at, addtime(run.started_at, "-${input.days}d"))]
}

step "file.read" "policy" {
  title = "Read the policy"
  path  = org.app_policy
}

step "kubernetes.list_tiers" "spaces" {
  title = "Ask how critical each namespace is"
}

step "kubernetes.list_admission_rules" "rules" {
  title = "Ask what the cluster refuses"
}

step "github.organization_rulesets" "rulesets" {
  title        = "Ask what GitHub refuses"
  connection   = connection.github
  organization = org.github_organization
  timeout      = "5m"
}

step "github.organization_dependabot_alerts" "packages" {
  title        = "Ask for packages with known holes"
  connection   = connection.github
  organization = org.github_organization
  timeout      = "5m"
}

check "written" {
  condition = step.policy.exists && length(split("\nOwner: ", step.policy.text)) == 2 && length(split("\nReviewed: ", step.policy.text)) == 2 && before(addtime(run.started_at, "-365d"), substr(split("\nReviewed: ", step.policy.text)[1], 0, 10))
  message   = "There is no policy with an owner that was reviewed within a year."
  severity  = "high"
  remedy    = "Write it down in the file that org.app_policy names, with a line \"Owner: ...\" and a line \"Reviewed: \" and the day."
}

check "tiers_written" {
  condition = step.policy.exists && alltrue([for t in org.tiers : strcontains(lower(step.policy.text), "\n## ${lower(t)}")])
  message   = "The policy has not a chapter for each tier."
  severity  = "medium"
  remedy    = "Write a chapter \"## \" and the name of the tier for each, which says what holds there and nowhere else."
}

check "every_namespace_has_a_tier" {
  condition = length(local.spaces) > 0 && length(local.untiered) == 0
  message   = "${length(local.untiered)} of ${length(local.spaces)} namespaces have no tier, or one that is not in org.tiers."
  severity  = "high"
  remedy    = "Label each namespace with tier=, as the policy says."
}

check "cluster_refuses" {
  condition = contains(local.refusing, "*") && length(local.unruled) == 0
  message   = "${length(local.unruled)} tiers have no policy of their own in the cluster that refuses, or none holds for all."
  severity  = "high"
  remedy    = "Bind a validating admission policy with the action Deny to each tier, and one to all namespaces."
}

check "github_refuses" {
  condition = length(local.reviewed) > 0 && length(local.scanned) > 0
  message   = "No rule of the organization that holds for all keeps changes without review and tests out, or without a scan."
  severity  = "high"
  remedy    = "Make rulesets of the organization for all repositories: pull request, status checks, code scanning results; nobody may always bypass."
}

check "mended" {
  condition = length(local.late) == 0
  message   = "${length(local.late)} grave holes in packages are open for more than ${input.days} days."
  severity  = "high"
  remedy    = "The Security tab of the organization lists them under Dependabot. Merge the update, or dismiss it there with a reason."
}

evidence "policy" {
  value       = step.policy.sha256
  description = "the fingerprint of the policy, so that an auditor knows which version it was"
}

evidence "namespaces" {
  value       = { all = length(local.spaces), with_tier = length(local.spaces) - length(local.untiered) }
  description = "namespaces of applications, and how many have a tier"
}

evidence "rules" {
  value       = { cluster = length(local.refusing), github = length(local.rulesets) }
  description = "policies in the cluster that refuse, and rules of GitHub in force that nobody may always bypass"
}
