runbook "mesh-encryption" {
  language  = 1
  title     = "Do our services prove who they are, with keys that few can touch?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day whether services of the mesh speak with each other only encrypted, each with a certificate of its own.
    Every certificate must be short-lived, and get a new key each time. Nobody may both use the keys of Vault and decide
    over them. Every site must offer the newest TLS. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.traffic-encryption"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-8", "SC-8(1)", "SC-12", "SC-13", "SC-23"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "5 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "days" {
  type        = number
  title       = "Days that a certificate may live on at most"
  default     = 90
  min         = 1
  max         = 90
  description = "What lives shortly can be changed quickly."
}

input "mesh" {
  type        = string
  title       = "Namespace of Istio itself"
  default     = ""
  pattern     = "[a-z0-9-]*"
  description = "Empty: org.mesh_namespace. Another one is for tests; such a run does not count for the score."
}

use "kubernetes" {
  allow = ["kubernetes.list_certificates", "kubernetes.list_peer_authentications"]
}

use "vault" {
  allow = ["vault.list_audit_devices", "vault.list_policies", "vault.read_policy"]
}

locals {
  mesh   = [for r in step.mesh.rules : r if r.namespace == (input.mesh == "" ? org.mesh_namespace : input.mesh) && r.whole && r.mode == "STRICT"]
  weak   = [for r in step.mesh.rules : r if r.mode != "STRICT" && !(r.mode == "UNSET" && !r.whole) || r.ports > 0]
  rigid  = [for c in step.certificates.certificates : c if !(c.ready && c.renewed && c.new_key) || before(addtime(run.started_at, "${input.days}d"), c.ends == "" ? "9999-01-01T00:00:00Z" : c.ends)]
  mighty = [for p in step.policy : p if p.everything || p.uses_keys && p.manages_keys]
}

step "kubernetes.list_peer_authentications" "mesh" {
  title   = "List how services must prove who they are"
  timeout = "5m"
}

step "kubernetes.list_certificates" "certificates" {
  title   = "List the certificates that are renewed by themselves"
  timeout = "5m"
}

step "vault.list_policies" "policies" {
  title   = "List the policies of Vault"
  timeout = "1m"
}

step "vault.read_policy" "policy" {
  title    = "Read what a policy lets do"
  for_each = step.policies.names
  parallel = 4
  on_error = "continue"
  name     = each.value
  drill    = org.key_drill
}

step "vault.list_audit_devices" "audit" {
  title   = "Ask where Vault writes what it is asked"
  timeout = "1m"
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

check "whole_mesh" {
  condition = length(local.mesh) > 0 && length(local.weak) == 0
  message   = "No rule of the whole mesh asks for encryption with a certificate on both sides, or ${length(local.weak)} rules make an exception."
  severity  = "high"
  remedy    = "Write a PeerAuthentication with the mode STRICT in the namespace of Istio, and take away those that say another mode."
}

check "short_lived" {
  condition = length(step.certificates.certificates) > 0 && length(local.rigid) == 0
  message   = "${length(local.rigid)} of ${length(step.certificates.certificates)} certificates live for longer than ${input.days} days, or keep their key, or are not renewed by themselves."
  severity  = "high"
  remedy    = "Set duration to 2160h at most and privateKey.rotationPolicy to Always for each certificate of cert-manager."
}

check "few_touch_keys" {
  condition = length(step.policies.names) > 0 && length(local.mighty) == 0
  message   = "${length(local.mighty)} policies of Vault let somebody do everything, or both use keys and decide over them."
  severity  = "high"
  remedy    = "Write one policy for those who use a key (encrypt, decrypt) and another for those who keep it (keys), with the paths written out."
}

check "written_down" {
  condition = length(step.audit.devices) > 0
  message   = "Vault writes nowhere what it is asked, so nobody could see who used a key."
  severity  = "high"
  remedy    = "Enable an audit device, as vault audit enable file file_path=/var/log/vault_audit.log does."
}

check "newest_tls" {
  for_each  = org.sites
  condition = step.site[each.key].reached && contains(step.site[each.key].versions, "TLS 1.3") && alltrue([for v in step.site[each.key].versions : contains(["TLS 1.2", "TLS 1.3"], v)])
  message   = "${each.value.host} does not offer TLS 1.3, or still an old version."
  severity  = "medium"
  remedy    = "Switch TLS 1.3 on, and TLS 1.0 and 1.1 off, in the settings of the web server or its load balancer."
}

evidence "rules" {
  value       = length(step.mesh.rules)
  description = "how many rules of the mesh there are"
}

evidence "certificates" {
  value       = length(step.certificates.certificates)
  description = "how many certificates there are"
}

evidence "policies" {
  value       = length(step.policies.names)
  description = "how many policies of Vault were read"
}
