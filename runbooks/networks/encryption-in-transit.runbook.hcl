runbook "encryption-in-transit" {
  language  = 1
  title     = "Is everything encrypted on its way, whatever it speaks?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day at web sites, mail servers, the database and what Kubernetes lets in: all of them must speak new TLS
    alone. Certificates must be renewed by themselves, with a new key each time. It counts the kinds of keys, so that you
    know what to change when one of them is broken. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.traffic-encryption"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-8", "SC-8(1)", "SC-12", "SC-17"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "55 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "days" {
  type    = number
  title   = "Days that a certificate must still be valid"
  default = 14
  min     = 1
  max     = 90
}

use "kubernetes" {
  allow = ["kubernetes.list_certificates", "kubernetes.list_ingresses"]
}

use "postgres" {
  allow = ["postgres.get_settings", "postgres.list_host_rules"]
}

locals {
  fine      = ["TLS 1.2", "TLS 1.3"]
  keys      = [for s in concat(values(step.site), values(step.mail)) : s.chain[0].key]
  weak      = [for s in concat(values(step.site), values(step.mail)) : s if strcontains(s.chain[0].signature, "SHA1") || strcontains(s.chain[0].signature, "MD5") || contains(["RSA 1024", "RSA 512"], s.chain[0].key)]
  bare      = [for i in step.ingresses.ingresses : i if !i.encrypted]
  plain     = [for r in step.rules.rules : r if !r.encrypted && !r.refuses || contains(["trust", "password", "a mistake"], r.method)]
  automatic = [for c in step.certificates.certificates : c if c.ready && c.renewed && c.new_key]
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

step "tls.probe" "mail" {
  title    = "Look at a mail server"
  for_each = org.mail_servers
  parallel = 4
  on_error = "continue"
  timeout  = "30s"
  host     = each.value
  starttls = "smtp"

  retry {
    max   = 3
    delay = "5s"
  }
}

step "postgres.get_settings" "database" {
  title   = "Read how the database is set up"
  timeout = "1m"
}

step "postgres.list_host_rules" "rules" {
  title   = "List who is let in to the database, and how"
  timeout = "1m"
}

step "kubernetes.list_ingresses" "ingresses" {
  title   = "List what Kubernetes lets in"
  timeout = "5m"
}

step "kubernetes.list_certificates" "certificates" {
  title   = "List the certificates that are renewed by themselves"
  timeout = "5m"
}

check "sites" {
  for_each  = org.sites
  condition = step.site[each.key].reached && step.site[each.key].trusted && step.site[each.key].days_left >= input.days && alltrue([for v in step.site[each.key].versions : contains(local.fine, v)])
  message   = "${each.value.host} does not speak TLS 1.2 or later alone, or its certificate does not count, or soon will not."
  severity  = "high"
  remedy    = "Switch TLS 1.0 and 1.1 off at the site, and let its certificate be renewed by itself."
}

check "mail" {
  for_each  = org.mail_servers
  condition = step.mail[each.key].reached && step.mail[each.key].trusted && step.mail[each.key].days_left >= input.days && alltrue([for v in step.mail[each.key].versions : contains(local.fine, v)])
  message   = "${each.value} does not take mail with TLS 1.2 or later alone, or its certificate does not count, or soon will not."
  severity  = "high"
  remedy    = "Switch STARTTLS on and TLS 1.0 and 1.1 off at the mail server, with a certificate for its name."
}

check "database" {
  condition = step.database.ssl && contains(["TLSv1.2", "TLSv1.3"], step.database.oldest_tls) && length(local.plain) == 0
  message   = "The database lets in without encryption, or without a password worth the name: ${length(local.plain)} lines of pg_hba.conf."
  severity  = "high"
  remedy    = "Set ssl = on and ssl_min_protocol_version = 'TLSv1.2', and write hostssl with scram-sha-256 for each line of pg_hba.conf that is not of the machine itself."
}

check "let_in" {
  condition = length(step.ingresses.ingresses) > 0 && length(local.bare) == 0
  message   = "${length(local.bare)} of ${length(step.ingresses.ingresses)} ingresses let in without encryption."
  severity  = "high"
  remedy    = "Give each ingress a section tls with a certificate."
}

check "renewed" {
  condition = length(step.certificates.certificates) > 0 && length(local.automatic) * 100 >= 90 * length(step.certificates.certificates)
  message   = "${length(local.automatic)} of ${length(step.certificates.certificates)} certificates are renewed by themselves, each time with a new key; wanted are 90 percent."
  severity  = "medium"
  remedy    = "Let cert-manager look after each certificate, with privateKey.rotationPolicy Always; look at those that are not ready."
}

check "no_broken_kind" {
  condition = length(local.keys) > 0 && length(local.weak) == 0
  message   = "${length(local.weak)} certificates are of a kind that is broken."
  severity  = "high"
  remedy    = "Have them issued anew, with a key of ECDSA P-256 or RSA 2048 and SHA-256."
}

evidence "keys" {
  value       = { for k in distinct(local.keys) : k => length([for other in local.keys : other if other == k]) }
  description = "the kinds of keys that sites and mail servers have, and how many have each"
}

evidence "automatic" {
  value       = length(local.automatic)
  description = "how many certificates are renewed by themselves with a new key"
}

evidence "ingresses" {
  value       = length(step.ingresses.ingresses)
  description = "how many ways in Kubernetes has"
}
