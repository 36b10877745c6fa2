runbook "config-from-git" {
  language  = 1
  title     = "Do our applications adapt by themselves?"
  owner     = role.engineers
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day whether the settings of applications stand in git and are in force, and whether somebody improved them
    lately. What runs must grow with its load by itself, and certificates must be renewed by themselves.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.automation-orchestration"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "cisa-ztmm" {
  function  = "applications.automation-orchestration"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-2(2)", "CM-3", "CM-6", "SC-5(2)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "35 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.engineers, role.security]
}

input "namespaces" {
  type        = list(string)
  title       = "Namespaces in which applications run for real"
  default     = []
  description = "Empty: org.production_namespaces. Others are for tests; such a run does not count for the score."
}

use "kubernetes" {
  allow = ["kubernetes.list_workloads", "kubernetes.list_gitops", "kubernetes.list_autoscalers", "kubernetes.list_resizers", "kubernetes.list_certificates"]
}

use "github_rest" {
  allow = ["github_rest.list_changes"]
}

locals {
  spaces   = length(input.namespaces) == 0 ? org.production_namespaces : input.namespaces
  programs = [for w in flatten([for k in step.workloads : k.workloads]) : w if contains(local.spaces, w.namespace)]
  apps     = [for a in step.gitops.apps : a if contains(local.spaces, a.namespace)]
  without  = [for s in local.spaces : s if !contains([for a in local.apps : a.namespace], s)]
  off      = [for a in local.apps : a.name if !a.synced || !a.healthy]
  elastic  = concat([for a in step.autoscalers.autoscalers : "${a.namespace}/${a.target}" if a.works && a.most > a.least], [for r in step.resizers.resizers : "${r.namespace}/${r.target}" if r.acts])
  stiff    = [for w in local.programs : w.name if !contains(local.elastic, "${w.namespace}/${w.name}")]
  ending   = [for c in step.certificates.certificates : c.name if contains(local.spaces, c.namespace) && (!c.ready || !c.renewed || before(c.ends, addtime(run.started_at, "7d")))]
  improved = [for c in step.changes.changes : c if before(addtime(run.started_at, "-90d"), c.merged_at) && (contains(c.labels, org.change_labels.security) || contains(c.labels, org.change_labels.performance))]
}

step "kubernetes.list_workloads" "workloads" {
  title    = "List what runs"
  for_each = ["deployments", "statefulsets"]
  kind     = each.value
}

step "kubernetes.list_gitops" "gitops" {
  title = "Ask Argo CD whether it is as it stands in git"
}

step "kubernetes.list_autoscalers" "autoscalers" {
  title = "Ask what grows with its load"
}

step "kubernetes.list_resizers" "resizers" {
  title = "Ask what gets as much as it needs"
}

step "kubernetes.list_certificates" "certificates" {
  title = "Ask for the certificates"
}

step "github_rest.list_changes" "changes" {
  title      = "Ask what was changed in the settings"
  repository = org.settings_repository
  branch     = org.audited.code
}

check "in_force" {
  condition = length(local.programs) > 0 && length(local.without) == 0 && length(local.off) == 0
  message   = "${length(local.without)} namespaces do not come from git, and ${length(local.off)} applications are not as they stand there, or not well."
  severity  = "high"
  remedy    = "Argo CD shows what differs. Bring what was changed by hand into git, or let Argo CD put it back."
}

check "improved" {
  condition = length(local.improved) > 0
  message   = "For three months nobody changed a setting of an application for security or for speed."
  severity  = "medium"
  remedy    = "Go through where they run, who reaches them, and what is slow. Give a change of it in git the label that org.change_labels names."
}

check "follows_load" {
  condition = length(local.stiff) == 0
  message   = "${length(local.stiff)} of ${length(local.programs)} programs do not grow with their load."
  severity  = "medium"
  remedy    = "Give each a horizontal autoscaler that may add at least one pod, or a vertical one that acts."
}

check "renews" {
  condition = length(local.ending) == 0
  message   = "${length(local.ending)} certificates are not renewed by themselves, or end within a week."
  severity  = "high"
  remedy    = "Look at the certificate with cert-manager's own tool: it says what its issuer answered."
}

evidence "programs" {
  value       = { all = length(local.programs), follow_load = length(local.programs) - length(local.stiff) }
  description = "programs in production, and how many of them grow with their load by themselves"
}

evidence "improvements" {
  value       = length(local.improved)
  description = "changes of settings within three months that were made for security or for speed"
}

evidence "certificates" {
  value       = length([for c in step.certificates.certificates : c if contains(local.spaces, c.namespace)])
  description = "certificates in production that cert-manager looks after"
}
