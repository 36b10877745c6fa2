runbook "kubernetes-isolation" {
  language  = 1
  title     = "Are our applications in Kubernetes kept apart?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day whether the namespaces of Kubernetes refuse whatever nobody asked for, in both directions, and whether
    a rule lets everybody in or out. It believes what Kubernetes says: whether the network obeys is for the runbook
    connection-drill. It changes nothing, and keeps numbers only.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.network-segmentation"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-4", "SC-7", "SC-7(5)", "SC-7(21)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "10 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "share" {
  type        = number
  title       = "Percent of the namespaces that must refuse by default"
  default     = 80
  min         = 80
  max         = 100
  description = "The model says more of the network; 80 is our own figure for it."
}

use "kubernetes" {
  allow = ["kubernetes.list_namespaces", "kubernetes.list_network_policies"]
}

locals {
  ours  = [for n in step.namespaces.names : n if !contains(org.system_namespaces, n)]
  whole = [for p in step.policies.policies : p if p.everything]
  # Refused in both directions, by one policy or by two.
  apart = [for n in local.ours : n if length([for p in local.whole : p if p.namespace == n && p.ingress]) > 0 && length([for p in local.whole : p if p.namespace == n && p.egress]) > 0]
  wide  = [for p in step.policies.policies : p if(p.from_anywhere || p.to_anywhere) && contains(local.ours, p.namespace) && !contains(org.open_namespaces, p.namespace)]
}

step "kubernetes.list_namespaces" "namespaces" {
  title   = "List the namespaces"
  timeout = "5m"
}

step "kubernetes.list_network_policies" "policies" {
  title   = "List the network policies"
  timeout = "10m"
}

check "seen" {
  condition = length(local.ours) > 0
  message   = "There is no namespace but those of the cluster itself, so nothing was looked at."
  severity  = "high"
  remedy    = "Look whether the address of the connection kubernetes is that of the cluster that you mean."
}

check "apart" {
  condition = length(local.apart) * 100 >= input.share * length(local.ours)
  message   = "${length(local.apart)} of ${length(local.ours)} namespaces refuse by default, in and out; wanted are ${input.share} percent."
  severity  = "high"
  remedy    = "Give each namespace a network policy with an empty podSelector and both policy types. Then write one for each connection that is needed."
}

check "narrow" {
  condition = length(local.wide) == 0
  message   = "${length(local.wide)} network policies let everybody in, or let something reach everything."
  severity  = "high"
  remedy    = "Name who may connect, by labels. Where a namespace must be open, as that of the ingress controller, name it in org.open_namespaces."
}

evidence "namespaces" {
  value       = length(local.ours)
  description = "how many namespaces there are, without those of the cluster itself"
}

evidence "apart" {
  value       = length(local.apart)
  description = "how many of them refuse by default, in and out"
}

evidence "wide" {
  value       = length(local.wide)
  description = "how many network policies are open to everybody"
}
