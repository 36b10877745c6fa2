runbook "service-redundancy" {
  language  = 1
  title     = "Does one machine less stop our work?"
  owner     = role.operators
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day whether each critical application runs at least twice, on different machines or in different zones,
    and whether others do so too. Applications that run once stop with the machine that they run on. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.network-resilience"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CP-10", "SC-5", "SC-36"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "15 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "critical" {
  type        = list(string)
  title       = "Namespaces of critical applications"
  default     = []
  description = "Empty: org.critical_namespaces. Others are for tests; such a run does not count for the score."
}

use "kubernetes" {
  allow = ["kubernetes.list_deployments", "kubernetes.list_disruption_budgets"]
}

locals {
  critical = length(input.critical) == 0 ? org.critical_namespaces : input.critical
  ours     = [for d in step.deployments.deployments : d if !contains(org.system_namespaces, d.namespace)]
  first    = [for d in local.ours : d if contains(local.critical, d.namespace)]
  weak     = [for d in local.first : d if d.ready < 2 || !d.spread]
  others   = [for d in local.ours : d if !contains(local.critical, d.namespace)]
  strong   = [for d in local.others : d if d.ready >= 2 && d.spread]
  short    = [for b in step.budgets.budgets : b if b.healthy < b.wanted]
}

step "kubernetes.list_deployments" "deployments" {
  title   = "List the applications"
  timeout = "10m"
}

step "kubernetes.list_disruption_budgets" "budgets" {
  title   = "List how many pods must stay while others go"
  timeout = "10m"
}

check "critical" {
  condition = length(local.first) > 0 && length(local.weak) == 0
  message   = "${length(local.weak)} of ${length(local.first)} critical applications run only once, or on one machine."
  severity  = "high"
  remedy    = "Set replicas to 2 or more, and spread the pods with topologySpreadConstraints or podAntiAffinity. Name the right namespaces in org.critical_namespaces."
}

check "others_too" {
  condition = length(local.strong) > 0
  message   = "Of the ${length(local.others)} other applications none runs twice on different machines."
  severity  = "medium"
  remedy    = "Begin with those that most people use: replicas of 2, spread over machines."
}

check "enough_left" {
  condition = length(step.budgets.budgets) > 0 && length(local.short) == 0
  message   = "No application says how many pods must stay, or ${length(local.short)} have fewer than they must."
  severity  = "medium"
  remedy    = "Give each application a PodDisruptionBudget, and look at the pods of those that have too few."
}

evidence "critical" {
  value       = length(local.first)
  description = "how many critical applications there are"
}

evidence "weak" {
  value       = length(local.weak)
  description = "how many of them one machine can stop"
}

evidence "strong" {
  value       = length(local.strong)
  description = "how many others run twice on different machines"
}
