runbook "admission-drill" {
  language  = 1
  title     = "Is what breaks our policies refused at once?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Asks the cluster every day whether it would let in three programs: one that is fine, one that was not released properly,
    one that wants too much power. None is started. The policies must be those that git has, an hour after a change at most.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.governance"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-3(8)", "CM-6(1)", "CM-7(5)", "CM-14", "SI-7(15)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "5 7 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.engineers]
}

input "namespaces" {
  type        = list(string)
  title       = "Namespaces in which applications run for real"
  default     = []
  description = "Empty: org.production_namespaces. Others are for tests; such a run does not count for the score."
}

use "kubernetes" {
  allow = ["kubernetes.try_pod", "kubernetes.list_gitops", "kubernetes.list_tiers", "kubernetes.list_admission_rules"]
}

use "github_rest" {
  allow = ["github_rest.list_changes"]
}

locals {
  spaces   = length(input.namespaces) == 0 ? org.production_namespaces : input.namespaces
  open     = [for s in local.spaces : s if !step.unreleased[s].refused || !step.powerful[s].refused]
  shut     = [for s in local.spaces : s if step.fine[s].refused]
  policies = [for a in step.gitops.apps : a if a.name == org.policies_app]
  newest   = [for c in step.changes.changes : c.commit if before(c.merged_at, addtime(run.started_at, "-1h"))]
  fresh    = [for c in step.changes.changes : c.commit if !before(c.merged_at, addtime(run.started_at, "-1h"))]
  lenient  = [for r in step.rules.rules : r.policy if !r.refuses]
  bare     = [for n in step.tiers.namespaces : n.name if contains(local.spaces, n.name) && length([for r in step.rules.rules : r if r.refuses && r.tier == n.tier && n.tier != ""]) == 0]
}

step "kubernetes.try_pod" "fine" {
  title     = "Ask about one that is fine"
  for_each  = local.spaces
  parallel  = 4
  namespace = each.value
  image     = org.allowed_image
}

step "kubernetes.try_pod" "unreleased" {
  title     = "Ask about one that was not released properly"
  for_each  = local.spaces
  parallel  = 4
  namespace = each.value
  image     = org.refused_image
}

step "kubernetes.try_pod" "powerful" {
  title      = "Ask about one that wants too much power"
  for_each   = local.spaces
  parallel   = 4
  namespace  = each.value
  image      = org.allowed_image
  privileged = true
}

step "kubernetes.list_tiers" "tiers" {
  title = "Ask how critical each namespace is"
}

step "kubernetes.list_admission_rules" "rules" {
  title = "Ask what the cluster refuses"
}

step "kubernetes.list_gitops" "gitops" {
  title = "Ask which policies are in force"
}

step "github_rest.list_changes" "changes" {
  title      = "Ask which policies git has"
  repository = org.policies_repository
  branch     = org.audited.code
}

check "refused" {
  condition = length(local.spaces) > 0 && length(local.open) == 0
  message   = "${length(local.open)} of ${length(local.spaces)} namespaces would let in what breaks the policies."
  severity  = "high"
  remedy    = "Look which policy should have refused it, and whether it is bound to that namespace with the action Deny."
}

check "lets_work" {
  condition = length(local.shut) == 0
  message   = "${length(local.shut)} namespaces would refuse a program that is fine, so that a refusal shows nothing there."
  severity  = "medium"
  remedy    = "Ask by hand with kubectl run --dry-run=server: the answer says which policy refuses it."
}

check "every_policy_enforced" {
  condition = length(local.lenient) == 0 && length(local.bare) == 0
  message   = "${length(local.lenient)} policies only warn, and ${length(local.bare)} namespaces have none of their tier."
  severity  = "high"
  remedy    = "Give each binding the action Deny, and each namespace of production a tier that has policies."
}

check "from_git" {
  condition = length(local.policies) == 1 && alltrue([for p in local.policies : p.synced && p.heals && length(local.newest) > 0 && (length([for c in local.fresh : c if c == p.commit]) > 0 || p.commit == local.newest[0])])
  message   = "The policies in the cluster are not those that git had an hour ago, or somebody could change them by hand."
  severity  = "high"
  remedy    = "Argo CD shows what keeps the policies from being brought in. Let it sync them by itself, with selfHeal and prune."
}

evidence "namespaces" {
  value       = { asked = length(local.spaces), refuse = length(local.spaces) - length(local.open) }
  description = "namespaces of production that were asked, and how many refuse both programs that break the policies"
}

evidence "policies" {
  value       = { refuse = length(step.rules.rules) - length(local.lenient), commit = [for p in local.policies : p.commit] }
  description = "how many policies refuse, and the commit of git from which they come"
}
