runbook "tls-posture" {
  language  = 1
  title     = "Are our certificates and TLS settings fine?"
  owner     = role.security
  read_only = true
  summary   = "Looks at every public site once a day. Changes nothing."
}

satisfies "cisa-ztmm" {
  function  = "networks.traffic-encryption"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls = ["SC-8", "SC-8(1)", "SC-12"]
}

trigger "schedule" "daily" {
  cron = "15 5 * * *"
}

locals {
  tier_one = { for name, s in org.sites : name => s if s.tier == 1 }
}

step "tls.probe" "site" {
  for_each = org.sites
  parallel = 8
  on_error = "continue"
  timeout  = "30s"
  host     = each.value.host
  port     = each.value.port
}

check "certificate_valid" {
  for_each  = org.sites
  condition = default(step.site[each.key].days_left, -1) > 21
  message   = "${each.value.host}: the certificate ends in ${default(step.site[each.key].days_left, 0)} days."
  severity  = each.value.tier == 1 ? "high" : "low"
}

check "modern_tls" {
  for_each  = local.tier_one
  condition = contains(["TLS 1.2", "TLS 1.3"], default(step.site[each.key].version, "none"))
  message   = "${each.value.host} answers with ${default(step.site[each.key].version, "no TLS at all")}."
  severity  = "high"
}

check "trusted" {
  for_each  = org.sites
  condition = default(step.site[each.key].trusted, false)
  message   = "${each.value.host} shows a certificate that nobody should trust: ${default(step.site[each.key].trust_error, "it shows none")}."
  severity  = "high"
}

evidence "sites" {
  value = [for name, s in step.site : { site = name, expires = s.not_after, version = s.version, sha256 = s.fingerprint }]
}
