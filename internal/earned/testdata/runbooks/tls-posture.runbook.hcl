runbook "tls-posture" {
  language  = 1
  title     = "Are our certificates and TLS versions fine?"
  owner     = role.operators
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Opens a TLS connection to each site of the project (org.sites) and looks at the version and at the
    certificate. A site that cannot be reached is unknown, not passed. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.traffic-encryption"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-17", "SC-8", "SC-8(1)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "40 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "days" {
  type    = number
  title   = "Days that a certificate must still be valid"
  default = 14
  min     = 1
  max     = 90
}

step "tls.probe" "site" {
  title    = "Look at a site"
  for_each = org.sites
  parallel = 4
  on_error = "continue"
  timeout  = "30s"
  host     = each.value.host
  port     = each.value.port
  roots    = each.value.roots

  retry {
    max   = 3
    delay = "5s"
  }
}

check "encrypted" {
  for_each  = org.sites
  condition = step.site[each.key].reached && contains(["TLS 1.2", "TLS 1.3"], step.site[each.key].version)
  message   = "${each.value.host} does not answer with TLS 1.2 or later."
  severity  = "high"
}

check "trusted" {
  for_each  = org.sites
  condition = step.site[each.key].trusted
  message   = "${each.value.host}: a browser would refuse its certificate (${step.site[each.key].trust_error})."
  severity  = "high"
}

check "not_ending" {
  for_each  = org.sites
  condition = step.site[each.key].days_left >= input.days
  message   = "${each.value.host}: the certificate ends in ${step.site[each.key].days_left} days."
  severity  = "medium"
  remedy    = "Renew it, and find out why it was not renewed by itself."
}

evidence "sites" {
  value       = [for name, s in step.site : { site = name, version = s.version, ends = s.not_after, sha256 = s.fingerprint }]
  description = "version, end of the certificate and its fingerprint, site by site"
}
