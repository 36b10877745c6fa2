runbook "cloudflare-tls" {
  language  = 1
  title     = "Is all that goes through Cloudflare encrypted well?"
  owner     = role.operators
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day at each zone in Cloudflare: whether old TLS is switched off, and whether a request without encryption
    is sent to the encrypted page. The way to your own server must be encrypted as well, with a certificate that counts.
    It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.traffic-encryption"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-8", "SC-8(1)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "45 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

use "cloudflare" {
  allow = ["cloudflare.get_setting", "cloudflare.list_zones"]
}

step "cloudflare.list_zones" "zones" {
  title   = "List the zones"
  timeout = "5m"
}

step "cloudflare.get_setting" "oldest" {
  title    = "Ask for the oldest TLS that is let in"
  for_each = step.zones.zones
  by       = "name"
  parallel = 4
  on_error = "continue"
  zone_id  = each.value.id
  name     = "min_tls_version"
}

step "cloudflare.get_setting" "always" {
  title    = "Ask whether everything is sent to the encrypted page"
  for_each = step.zones.zones
  by       = "name"
  parallel = 4
  on_error = "continue"
  zone_id  = each.value.id
  name     = "always_use_https"
}

step "cloudflare.get_setting" "origin" {
  title    = "Ask how the way to our own server is encrypted"
  for_each = step.zones.zones
  by       = "name"
  parallel = 4
  on_error = "continue"
  zone_id  = each.value.id
  name     = "ssl"
}

check "seen" {
  condition = length(step.zones.zones) > 0
  message   = "Cloudflare names no zone, so nothing was looked at."
  severity  = "high"
  remedy    = "Give the token of this runbook the permissions Zone Read and Zone Settings Read, for all zones."
}

check "no_old_tls" {
  condition = alltrue([for s in values(step.oldest) : contains(["1.2", "1.3"], s.value)])
  message   = "A zone still lets TLS 1.0 or 1.1 in."
  severity  = "high"
  remedy    = "In each zone, SSL/TLS, Edge Certificates: set the minimum TLS version to 1.2."
}

check "always_encrypted" {
  condition = alltrue([for s in values(step.always) : s.value == "on"])
  message   = "A zone answers requests that are not encrypted."
  severity  = "high"
  remedy    = "In each zone, SSL/TLS, Edge Certificates: switch Always Use HTTPS on."
}

check "origin_too" {
  condition = alltrue([for s in values(step.origin) : contains(["strict", "origin_pull"], s.value)])
  message   = "Between Cloudflare and a server of ours the traffic is not encrypted, or nobody looks at the certificate."
  severity  = "high"
  remedy    = "In each zone, SSL/TLS, Overview: choose Full (strict), once the server has a certificate that Cloudflare trusts."
}

evidence "zones" {
  value       = [for name, s in step.oldest : { zone = name, oldest = s.value }]
  description = "zone by zone, the oldest TLS that is let in"
}
