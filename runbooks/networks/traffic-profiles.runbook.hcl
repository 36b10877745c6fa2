runbook "traffic-profiles" {
  language  = 1
  title     = "Has every application its kind of traffic, and a limit?"
  owner     = role.engineers
  read_only = true
  timeout   = "16d"
  summary   = <<-EOT
    Looks every month which applications have a kind of traffic, whether the kinds differ, and whether whatever is let in
    from outside has a limit. Then it asks one of the engineers whether each application still is of the right kind. It
    changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.network-traffic-management"
  stage     = "initial"
  fresh_for = "60d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-5", "SC-5(2)", "CM-3"]
  fresh_for = "60d"
}

trigger "schedule" "monthly" {
  cron = "15 7 3 * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.engineers, role.security]
}

input "share" {
  type        = number
  title       = "Percent of the applications that must have a kind"
  default     = 50
  min         = 50
  max         = 100
  description = "The model says that one begins with it; 50 is our own figure."
}

input "profiles" {
  type        = list(string)
  title       = "Kinds of traffic"
  default     = []
  description = "Empty: those of org.traffic_profiles. Others are for tests; such a run does not count for the score."
}

use "kubernetes" {
  allow = ["kubernetes.list_deployments", "kubernetes.list_ingresses"]
}

locals {
  kinds     = length(input.profiles) == 0 ? keys(org.traffic_profiles) : input.profiles
  limits    = length(input.profiles) == 0 ? values(org.traffic_profiles) : [for at, p in input.profiles : at]
  ours      = [for d in step.deployments.deployments : d if !contains(org.system_namespaces, d.namespace)]
  mapped    = [for d in local.ours : d if contains(local.kinds, d.profile)]
  strange   = [for d in local.ours : d if d.profile != "" && !contains(local.kinds, d.profile)]
  ingresses = [for i in step.ingresses.ingresses : i if !contains(org.system_namespaces, i.namespace)]
  free      = [for i in local.ingresses : i if i.limit == 0]
}

step "kubernetes.list_deployments" "deployments" {
  title   = "List the applications"
  timeout = "10m"
}

step "kubernetes.list_ingresses" "ingresses" {
  title   = "List what is let in from outside"
  timeout = "10m"
}

ask "audit" {
  needs    = [step.deployments, step.ingresses]
  to       = [role.engineers]
  question = "Go through the applications with your team: is each still of the right kind of traffic, and is no limit in the way of its users?"
  timeout  = "14d"

  show {
    title = "Applications and their kinds"
    table = [for d in local.ours : { application = "${d.namespace}/${d.name}", kind = d.profile == "" ? "none" : d.profile }]
  }

  answer "right" {
    type  = bool
    title = "Every one is of the right kind, or was changed now"
  }
  answer "changed" {
    type  = number
    title = "How many were changed"
    min   = 0
  }
}

check "seen" {
  condition = length(local.ours) > 0 && length(local.ingresses) > 0
  message   = "Kubernetes names no application, or nothing that is let in from outside: there was nothing to look at."
  severity  = "high"
  remedy    = "Give the account of this runbook the right to list deployments and ingresses in all namespaces."
}

check "distinct" {
  condition = length(local.kinds) > 1 && length(distinct(local.limits)) == length(local.limits)
  message   = "There is only one kind of traffic, or two kinds have the same limit."
  severity  = "medium"
  remedy    = "Write the kinds into org.traffic_profiles, each with a limit of its own."
}

check "mapped" {
  condition = length(local.mapped) * 100 >= input.share * length(local.ours) && length(local.strange) == 0
  message   = "${length(local.mapped)} of ${length(local.ours)} applications have a kind of traffic, and ${length(local.strange)} one that there is not; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Give each deployment the label traffic-profile with one of the kinds in org.traffic_profiles."
}

check "limited" {
  condition = length(local.free) == 0
  message   = "${length(local.free)} of ${length(local.ingresses)} ingresses have no limit."
  severity  = "high"
  remedy    = "Give each ingress the annotation nginx.ingress.kubernetes.io/limit-rps with the limit of its kind."
}

check "audited" {
  condition = ask.audit.right
  message   = "The engineers say that an application is of the wrong kind."
  severity  = "medium"
  remedy    = "Change its label and its limit in a pull request, and start this runbook again."
}

evidence "applications" {
  value       = length(local.ours)
  description = "how many applications there are"
}

evidence "mapped" {
  value       = length(local.mapped)
  description = "how many of them have a kind of traffic"
}

evidence "changed" {
  value       = ask.audit.changed
  description = "how many the engineers changed this time"
}
