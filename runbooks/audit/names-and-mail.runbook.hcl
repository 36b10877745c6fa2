runbook "names-and-mail" {
  language  = 1
  title     = "Can nobody forge our names, or mail in our name?"
  owner     = role.operators
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every week, looks our domains up as everybody does: their answers are signed, they say who may make certificates for them,
    and tell others to refuse mail that is not ours. It needs no account anywhere, and changes nothing.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-20", "SI-8"]
  fresh_for = "30d"
}

trigger "schedule" "weekly" {
  every = "monday 05:15"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

step "dns.lookup" "signed" {
  title    = "Look whether answers are signed"
  timeout  = "2m"
  for_each = org.domains
  parallel = 4
  name     = each.value
  type     = "SOA"
}

step "dns.lookup" "certificates" {
  title    = "Look who may make certificates"
  timeout  = "2m"
  for_each = org.domains
  parallel = 4
  name     = each.value
  type     = "CAA"
}

step "dns.lookup" "senders" {
  title    = "Look who may send mail"
  timeout  = "2m"
  for_each = org.domains
  parallel = 4
  name     = each.value
  type     = "SPF"
}

step "dns.lookup" "forged" {
  title    = "Look what becomes of forged mail"
  timeout  = "2m"
  for_each = org.domains
  parallel = 4
  name     = each.value
  type     = "DMARC"
}

check "signed" {
  for_each  = org.domains
  condition = step.signed[each.key].found && step.signed[each.key].authenticated
  message   = "The answers about ${each.value} are not signed: somebody on the way can change them."
  severity  = "medium"
  remedy    = "Switch DNSSEC on where the domain is kept, and give its key to where it was bought."
}

check "certificates" {
  for_each  = org.domains
  condition = step.certificates[each.key].found
  message   = "Anybody who sells certificates may make one for ${each.value}."
  severity  = "low"
  remedy    = "Add a CAA record that names who makes yours, as: 0 issue \"letsencrypt.org\""
}

check "senders" {
  for_each  = org.domains
  condition = step.senders[each.key].valid && contains(["fail", "softfail"], step.senders[each.key].all)
  message   = "${each.value} does not say who may send mail in its name, or allows everybody."
  severity  = "high"
  remedy    = "Write a TXT record that begins with v=spf1, names your senders, and ends with -all."
}

check "forged_is_refused" {
  for_each  = org.domains
  condition = step.forged[each.key].valid && contains(["quarantine", "reject"], step.forged[each.key].policy) && step.forged[each.key].percent == 100
  message   = "Forged mail in the name of ${each.value} is not refused."
  severity  = "high"
  remedy    = "Write a TXT record at _dmarc of the domain: v=DMARC1; p=reject; rua=mailto: and an address that reads the reports."
}

evidence "domains" {
  value       = [for name, d in step.signed : { domain = name, signed = d.authenticated, forged = step.forged[name].policy }]
  description = "domain by domain, whether its answers are signed, and what becomes of forged mail"
}
