runbook "kubernetes-secrets" {
  language  = 1
  title     = "Are the secrets of our cluster encrypted, and who reaches all of them?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day how the server of Kubernetes was started: whether it encrypts what it keeps, writes down who asks,
    and lets nobody in without a name. Looks also who may do everything. In a cluster that a cloud runs, this cannot be
    seen, and does not pass.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-6", "AC-6(5)", "AU-12", "SC-28", "SC-28(1)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "35 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "admins" {
  type        = list(string)
  title       = "Who may do everything"
  default     = []
  description = "Empty: org.cluster_admins. Others are for tests; such a run does not count for the score."
}

use "kubernetes" {
  allow = ["kubernetes.get_version", "kubernetes.list_api_servers", "kubernetes.list_cluster_admins"]
}

locals {
  admins   = length(input.admins) == 0 ? org.cluster_admins : input.admins
  mighty   = distinct(flatten([for b in step.mighty.bindings : b.subjects]))
  extra    = [for name in local.mighty : name if !contains(local.admins, name)]
  plain    = [for s in step.servers.servers : s if !s.encrypts_secrets]
  careless = [for s in step.servers.servers : s if s.anonymous || !s.audits]
}

step "kubernetes.get_version" "cluster" {
  title   = "Ask which version the cluster runs"
  timeout = "1m"
}

step "kubernetes.list_api_servers" "servers" {
  title   = "Look how its API servers were started"
  timeout = "2m"
}

step "kubernetes.list_cluster_admins" "mighty" {
  title   = "List who may do everything"
  timeout = "5m"
}

check "encrypted" {
  condition = length(step.servers.servers) > 0 && length(local.plain) == 0
  message   = "${length(local.plain)} of ${length(step.servers.servers)} API servers keep secrets as they are, or none can be seen."
  severity  = "high"
  remedy    = "Start kube-apiserver with --encryption-provider-config, best with a key service (kms), and write all secrets anew."
}

check "careful" {
  condition = length(local.careless) == 0
  message   = "${length(local.careless)} API servers let somebody in without a name, or write down nobody who asks."
  severity  = "high"
  remedy    = "Start kube-apiserver with --anonymous-auth=false and --audit-policy-file."
}

check "few" {
  condition = length(local.mighty) > 0 && length(local.extra) == 0
  message   = "${length(local.extra)} people, groups or programs may do everything and are not on our list."
  severity  = "high"
  remedy    = "Take the cluster role binding to cluster-admin away and give a role with what is needed, or name them in org.cluster_admins."
}

evidence "version" {
  value       = step.cluster.version
  description = "the version of Kubernetes that the cluster runs"
}

evidence "servers" {
  value       = length(step.servers.servers)
  description = "how many API servers were seen"
}

evidence "mighty" {
  value       = length(local.mighty)
  description = "how many people, groups and programs may do everything"
}
