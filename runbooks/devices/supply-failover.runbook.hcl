runbook "supply-failover" {
  language  = 1
  title     = "Do we see every machine now, and could a supplier fail today?"
  owner     = role.engineers
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Looks every day whether Fleet and CrowdStrike see the same machines within the hour. It asks your second source for each
    image that you build upon: is it there, and the same to the byte? Grave holes in parts must not stay for a week.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.asset-supply-chain-risk-management"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-8(2)", "SR-3", "SR-3(1)", "SI-2(2)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "30 13 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.engineers, role.security]
}

use "fleet" {
  allow = ["fleet.list_hosts"]
}

use "crowdstrike" {
  allow = ["crowdstrike.list_hosts"]
}

use "github" {
  allow = ["github.organization_dependabot_alerts"]
}

use "registry" {
  allow = ["HEAD /v2/**"]
}

use "registry_mirror" {
  allow = ["HEAD /v2/**"]
}

# Whoever spoke to one within the hour must have spoken to the other within two: so new is the view.
locals {
  accept = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json"
  fleet  = distinct([for h in step.fleet.hosts : lower(h.serial) if !before(h.seen, addtime(run.started_at, "-2h"))])
  falcon = distinct([for h in step.falcon.hosts : lower(h.serial) if h.role != "Mobile" && !before(h.seen, addtime(run.started_at, "-1h"))])
  both   = length(local.fleet) + length(local.falcon) - length(distinct(concat(local.fleet, local.falcon)))
  old    = [for a in step.parts.alerts : a if contains(["high", "critical"], a.severity) && before(a.created_at, addtime(run.started_at, "-7d"))]
  first  = [for name, s in step.first : s.headers["docker-content-digest"]]
  second = [for name, s in step.second : s.headers["docker-content-digest"]]
  spare  = length(distinct(local.first)) + length(distinct(local.second)) - length(distinct(concat(local.first, local.second)))
}

step "fleet.list_hosts" "fleet" {
  title   = "List the machines that Fleet knows"
  timeout = "10m"
}

step "crowdstrike.list_hosts" "falcon" {
  title   = "List the machines that CrowdStrike knows"
  timeout = "15m"
}

step "github.organization_dependabot_alerts" "parts" {
  title      = "Ask for parts of our software with known holes"
  connection = connection.github
  timeout    = "5m"
}

step "http.request" "first" {
  title      = "Ask the first source for each image"
  connection = connection.registry
  for_each   = org.base_images
  by         = "name"
  method     = "HEAD"
  path       = "/v2/${each.value.name}/manifests/${each.value.tag}"
  headers    = { accept = local.accept }
  ok         = [200]
}

step "http.request" "second" {
  title      = "Ask the second source for each image"
  connection = connection.registry_mirror
  for_each   = org.base_images
  by         = "name"
  method     = "HEAD"
  path       = "/v2/${each.value.name}/manifests/${each.value.tag}"
  headers    = { accept = local.accept }
  ok         = [200]
}

check "seen" {
  condition = length(local.falcon) > 0 && length(local.second) > 0
  message   = "CrowdStrike heard of no machine within the hour, or no image is named, so nothing was compared."
  severity  = "high"
  remedy    = "Look whether the tokens of this runbook may read hosts, and name in org.base_images what you build upon."
}

check "seen_now" {
  condition = local.both * 100 >= 98 * length(local.falcon)
  message   = "Of ${length(local.falcon)} machines that spoke to CrowdStrike within the hour, ${local.both} spoke to Fleet within two; wanted are 98 percent."
  severity  = "high"
  remedy    = "Bring the rest into Fleet, by the way all others came. Its absence means that nobody looks after the machine."
}

check "spare" {
  condition = alltrue([for d in concat(local.first, local.second) : matches(d, "sha(256|512):[0-9a-f]+")]) && local.spare == length(distinct(local.first)) && length(local.first) == length(local.second)
  message   = "${local.spare} of ${length(distinct(local.first))} images are the same, to the byte, at the second source."
  severity  = "high"
  remedy    = "Let your second source copy the images every hour. An image that differs was changed at one of the two: find out at which."
}

check "parts_mended" {
  condition = length(local.old) == 0
  message   = "${length(local.old)} parts of our software have had a grave hole for more than 7 days."
  severity  = "high"
  remedy    = "Let Dependabot open pull requests by itself, and merge those whose tests pass by rule."
}

evidence "machines_now" {
  value       = length(local.falcon)
  description = "machines that spoke to CrowdStrike within the hour"
}

evidence "seen_by_both" {
  value       = local.both
  description = "how many of them spoke to Fleet within two hours"
}

evidence "images" {
  value       = length(local.first)
  description = "images that we build upon"
}

evidence "spare" {
  value       = local.spare
  description = "how many of them are the same at the second source"
}

evidence "old_holes" {
  value       = length(local.old)
  description = "parts of our software that have had a grave hole for more than 7 days"
}
