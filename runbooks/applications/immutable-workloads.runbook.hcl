runbook "immutable-workloads" {
  language  = 1
  title     = "Does what runs change only by being released again?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day at what runs in production. Each program must be the one that was released, may not change its own
    files, and comes from git by itself. No person may change it or go into it, and no administrator deploys past the rules.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.secure-development-deployment"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-6", "CM-3", "CM-5", "CM-7", "CM-14", "SI-7"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "25 6 * * *"
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
  allow = ["kubernetes.list_workloads", "kubernetes.list_running", "kubernetes.list_writing_roles", "kubernetes.list_bindings"]
}

use "github_rest" {
  allow = ["github_rest.list_environments"]
}

locals {
  spaces    = length(input.namespaces) == 0 ? org.production_namespaces : input.namespaces
  workloads = [for w in flatten([for k in step.workloads : k.workloads]) : w if contains(local.spaces, w.namespace)]
  pods      = flatten([for p in step.running : p.pods])
  changing  = [for w in local.workloads : w.name if !w.pinned || !w.sealed]
  by_hand   = [for w in local.workloads : w.name if !w.from_git]
  others    = [for p in local.pods : p.name if !p.same || p.debugged]
  writing   = [for r in flatten([for k in step.roles : k.roles]) : r.name if r.namespace == "" || contains(local.spaces, r.namespace)]
  people    = distinct(flatten([for b in flatten([for k in step.bindings : k.bindings]) : [for p in b.people : p if !contains(org.kubernetes_emergency, p)] if(b.namespace == "" || contains(local.spaces, b.namespace)) && contains(local.writing, b.role)]))
  real      = flatten([for e in step.environments : [for x in e.environments : x if x.name == org.production]])
}

step "kubernetes.list_workloads" "workloads" {
  title    = "List what runs"
  for_each = ["deployments", "statefulsets", "daemonsets"]
  kind     = each.value
}

step "kubernetes.list_running" "running" {
  title     = "Compare it with what was released"
  for_each  = local.spaces
  parallel  = 4
  namespace = each.value
}

step "kubernetes.list_writing_roles" "roles" {
  title    = "List the roles that may change it"
  for_each = ["roles", "clusterroles"]
  kind     = each.value
}

step "kubernetes.list_bindings" "bindings" {
  title    = "List who has them"
  for_each = ["rolebindings", "clusterrolebindings"]
  kind     = each.value
}

step "github_rest.list_environments" "environments" {
  title      = "Ask who may deploy"
  for_each   = org.deployed_repositories
  parallel   = 4
  repository = each.value
}

check "seen" {
  condition = length(local.workloads) > 0 && length(local.pods) > 0
  message   = "In these namespaces nothing runs: there was nothing to look at."
  severity  = "high"
  remedy    = "Name the namespaces in org.production_namespaces in which your applications run."
}

check "unchanging" {
  condition = length(local.changing) == 0
  message   = "${length(local.changing)} of ${length(local.workloads)} programs are not named by their digest, or may change their own files."
  severity  = "high"
  remedy    = "Name each image with @sha256, and set readOnlyRootFilesystem for each container. What must write gets a volume."
}

check "as_released" {
  condition = length(local.others) == 0
  message   = "${length(local.others)} of ${length(local.pods)} pods run something else than was released, or somebody went into them."
  severity  = "high"
  remedy    = "Delete these pods, so that they start as they were released, and find out who changed them."
}

check "from_git" {
  condition = length(local.by_hand) == 0
  message   = "${length(local.by_hand)} programs were put there by something else than Argo CD."
  severity  = "high"
  remedy    = "Bring them into git, and let Argo CD put them there."
}

check "nobody_changes" {
  condition = length(local.people) == 0
  message   = "${length(local.people)} people or groups may change what runs in production, or go into it."
  severity  = "high"
  remedy    = "Take the binding away. Those for emergencies belong into org.kubernetes_emergency, and the keys to them into a safe."
}

check "nobody_deploys_past" {
  condition = length(local.real) >= length(org.deployed_repositories) && length([for e in local.real : e if e.bypassed || !e.branches]) == 0
  message   = "From ${length([for e in local.real : e if e.bypassed || !e.branches])} repositories an administrator may deploy past the rules, or from any branch; ${length(local.real)} of ${length(org.deployed_repositories)} have the environment."
  severity  = "high"
  remedy    = "In the settings of the repository, Environments: let only protected branches deploy, and take away that administrators may bypass."
}

evidence "programs" {
  value       = { all = length(local.workloads), unchanging = length(local.workloads) - length(local.changing), from_git = length(local.workloads) - length(local.by_hand) }
  description = "programs in production, how many of them cannot change while they run, and how many come from git by themselves"
}

evidence "pods" {
  value       = { all = length(local.pods), as_released = length(local.pods) - length(local.others) }
  description = "pods in production, and how many run exactly what was released"
}

evidence "people" {
  value       = length(local.people)
  description = "people and groups who may change what runs, those for emergencies left aside"
}
