runbook "service-scaling" {
  language  = 1
  title     = "Do most of our applications grow by themselves when they must?"
  owner     = role.operators
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day how many applications get more pods by themselves when more is asked of them, and whether what decides
    that works. Looks also whether as many pods run as must. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.network-resilience"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CP-10", "SC-5", "SC-5(2)", "SC-36"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "20 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "share" {
  type        = number
  title       = "Percent of the applications that must grow by themselves"
  default     = 51
  min         = 51
  max         = 100
  description = "The model says the majority."
}

use "kubernetes" {
  allow = ["kubernetes.list_autoscalers", "kubernetes.list_deployments", "kubernetes.list_disruption_budgets"]
}

locals {
  ours    = [for d in step.deployments.deployments : "${d.namespace}/${d.name}" if !contains(org.system_namespaces, d.namespace)]
  growing = distinct([for a in step.autoscalers.autoscalers : "${a.namespace}/${a.target}" if a.kind == "Deployment" && a.works && a.least >= 2 && a.most > a.least])
  elastic = [for name in local.ours : name if contains(local.growing, name)]
  stuck   = [for a in step.autoscalers.autoscalers : a if !a.works && !contains(org.system_namespaces, a.namespace)]
  short   = [for b in step.budgets.budgets : b if b.healthy < b.wanted]
}

step "kubernetes.list_deployments" "deployments" {
  title   = "List the applications"
  timeout = "10m"
}

step "kubernetes.list_autoscalers" "autoscalers" {
  title   = "List what scales by itself"
  timeout = "10m"
}

step "kubernetes.list_disruption_budgets" "budgets" {
  title   = "List how many pods must stay while others go"
  timeout = "10m"
}

check "grow" {
  condition = length(local.ours) > 0 && length(local.elastic) * 100 >= input.share * length(local.ours)
  message   = "${length(local.elastic)} of ${length(local.ours)} applications grow by themselves, from two pods on; wanted are ${input.share} percent."
  severity  = "high"
  remedy    = "Give them a HorizontalPodAutoscaler with minReplicas of 2 and a greater maxReplicas."
}

check "work" {
  condition = length(local.stuck) == 0
  message   = "${length(local.stuck)} autoscalers cannot scale, or do not see what they scale by."
  severity  = "medium"
  remedy    = "Look at their conditions (kubectl describe hpa): most often the metrics server is missing, or the pods state no requests."
}

check "enough_left" {
  condition = length(step.budgets.budgets) > 0 && length(local.short) == 0
  message   = "No application says how many pods must stay, or ${length(local.short)} have fewer than they must."
  severity  = "medium"
  remedy    = "Give each application a PodDisruptionBudget, and look at the pods of those that have too few."
}

evidence "applications" {
  value       = length(local.ours)
  description = "how many applications there are"
}

evidence "elastic" {
  value       = length(local.elastic)
  description = "how many of them grow by themselves"
}
