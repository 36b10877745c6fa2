runbook "separate-teams" {
  language  = 1
  title     = "Can whoever writes a program not bring it into production?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day whether developers, security and operations are different people. Only operations may say yes to a
    deployment, and change what runs in production. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.secure-development-deployment"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-5", "AC-6", "CM-3", "CM-5"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "50 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "namespaces" {
  type        = list(string)
  title       = "Namespaces in which applications run for real"
  default     = []
  description = "Empty: org.production_namespaces. Others are for tests; such a run does not count for the score."
}

input "repositories" {
  type        = list(string)
  title       = "Repositories from which something is deployed"
  default     = []
  description = "Empty: org.deployed_repositories. Others are for tests; such a run does not count for the score."
}

use "kubernetes" {
  allow = ["kubernetes.list_writing_roles", "kubernetes.list_bindings"]
}

use "github" {
  allow = ["github.team_members"]
}

use "github_rest" {
  allow = ["github_rest.list_environments"]
}

locals {
  spaces  = length(input.namespaces) == 0 ? org.production_namespaces : input.namespaces
  named   = length(input.repositories) == 0 ? org.deployed_repositories : input.repositories
  people  = flatten([for team, t in step.teams : [for m in t.members : m.id]])
  empty   = [for team, t in step.teams : team if length(t.members) == 0]
  twice   = length(local.people) - length(distinct(local.people))
  gated   = [for r in local.named : r if anytrue([for e in step.environments[r].environments : e.name == org.production && e.reviewed && e.branches && !e.bypassed && length(e.reviewers) > 0 && alltrue([for who in e.reviewers : who == org.separate_teams.operations])])]
  writing = [for r in flatten([for k in step.roles : k.roles]) : "${r.namespace}/${r.name}" if r.namespace == "" || contains(local.spaces, r.namespace)]
  known   = concat(org.kubernetes_emergency, org.kubernetes_operators)
  bound   = [for b in flatten([for k in step.bindings : k.bindings]) : b if(b.namespace == "" || contains(local.spaces, b.namespace)) && (contains(local.writing, "/${b.role}") || contains(local.writing, "${b.namespace}/${b.role}"))]
  others  = distinct(flatten([for b in local.bound : [for p in b.people : p if !contains(local.known, p)]]))
}

step "github.team_members" "teams" {
  title        = "Ask who is in which team"
  for_each     = org.separate_teams
  connection   = connection.github
  organization = org.github_organization
  team         = each.value
  timeout      = "5m"
}

step "github_rest.list_environments" "environments" {
  title      = "Ask who says yes to a deployment"
  for_each   = local.named
  parallel   = 4
  repository = each.value
}

step "kubernetes.list_writing_roles" "roles" {
  title    = "List the roles that may change what runs"
  for_each = ["roles", "clusterroles"]
  kind     = each.value
}

step "kubernetes.list_bindings" "bindings" {
  title    = "List who has them"
  for_each = ["rolebindings", "clusterrolebindings"]
  kind     = each.value
}

check "different_people" {
  condition = length(step.teams) == 3 && length(local.empty) == 0 && local.twice == 0
  message   = "${local.twice} times somebody is in two of the teams for development, security and operations, or ${length(local.empty)} of them have nobody."
  severity  = "high"
  remedy    = "Let each person be in one of the teams that org.separate_teams names, and each team have somebody."
}

check "operations_say_yes" {
  condition = length(local.named) > 0 && length(local.gated) == length(local.named)
  message   = "From ${length(local.named) - length(local.gated)} of ${length(local.named)} repositories is deployed without a yes of operations, or an administrator may pass them by."
  severity  = "high"
  remedy    = "In the settings of the repository, Environments: require the team for operations as the only reviewer, let protected branches alone deploy, and take away that administrators may bypass."
}

check "operations_alone_change" {
  condition = length(local.writing) > 0 && length(local.others) == 0
  message   = "${length(local.others)} people or groups besides operations may change what runs in production, or no role could be seen."
  severity  = "high"
  remedy    = "Take the binding away. Groups of operations belong into org.kubernetes_operators, those for emergencies into org.kubernetes_emergency."
}

evidence "teams" {
  value       = { people = length(distinct(local.people)), twice = local.twice }
  description = "people in the teams for development, security and operations, and how often one is in two of them"
}

evidence "deployments" {
  value       = { repositories = length(local.named), gated = length(local.gated) }
  description = "repositories from which is deployed, and of how many only operations say yes"
}

evidence "others" {
  value       = length(local.others)
  description = "people and groups besides operations who may change what runs, those for emergencies left aside"
}
