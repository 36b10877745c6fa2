runbook "vault-posture" {
  language  = 1
  title     = "Is Vault itself kept well?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day whether Vault is open, takes more than one person to open, and writes down what it is asked in two
    places. One signs in to it for a working day at most. Its policies must not let anybody do everything, and nothing
    that it lent may be stuck. It changes nothing.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-12", "IA-5", "SC-12", "AC-6"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "45 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "hours" {
  type        = number
  title       = "Hours that a sign-in may last at most"
  default     = 12
  min         = 1
  max         = 24
  description = "Our own figure."
}

use "vault" {
  allow = [
    "vault.count_stuck_leases", "vault.get_seal_status", "vault.list_audit_devices", "vault.list_auth_methods", "vault.list_mounts", "vault.list_policies",
    "vault.read_policy"
  ]
}

locals {
  # The tokens of Vault itself have no such time of their own: each has one.
  ways   = [for m in step.ways.methods : m if m.type != "token"]
  long   = [for m in local.ways : m if m.longest == 0 || m.longest > input.hours * 3600]
  mighty = [for p in step.policy : p if p.everything]
}

step "vault.get_seal_status" "seal" {
  title   = "Ask whether it is open, and who opens it"
  timeout = "1m"
}

step "vault.list_audit_devices" "audit" {
  title   = "Ask where it writes what it is asked"
  timeout = "1m"
}

step "vault.list_auth_methods" "ways" {
  title   = "List how one can sign in"
  timeout = "1m"
}

step "vault.list_mounts" "mounts" {
  title   = "List what it keeps and makes"
  timeout = "1m"
}

step "vault.list_policies" "policies" {
  title   = "List the policies"
  timeout = "1m"
}

step "vault.read_policy" "policy" {
  title    = "Read what a policy lets do"
  for_each = step.policies.names
  parallel = 4
  on_error = "continue"
  name     = each.value
}

step "vault.count_stuck_leases" "stuck" {
  title   = "Count what could not be taken back"
  timeout = "1m"
}

check "open" {
  condition = !step.seal.sealed && (step.seal.type != "shamir" || step.seal.threshold > 1)
  message   = "Vault is sealed, or one person alone can open it."
  severity  = "high"
  remedy    = "Unseal it, and make new shares of its key of which two or more are needed (vault operator rekey)."
}

check "written_down" {
  condition = length(step.audit.devices) > 1
  message   = "Vault writes in ${length(step.audit.devices)} places what it is asked. With one, it stops when that place is full; with none, nobody sees anything."
  severity  = "high"
  remedy    = "Enable two audit devices, such as a file and a socket to where your logs are."
}

check "short" {
  condition = length(local.ways) > 0 && length(local.long) == 0
  message   = "${length(local.long)} of ${length(local.ways)} ways to sign in last for longer than ${input.hours} hours."
  severity  = "medium"
  remedy    = "Tune each of them: vault auth tune -max-lease-ttl=12h PATH."
}

check "not_everything" {
  condition = length(step.policies.names) > 0 && length(local.mighty) == 0
  message   = "${length(local.mighty)} policies let somebody do everything."
  severity  = "high"
  remedy    = "Write out the paths that are needed, in place of the star."
}

check "nothing_stuck" {
  condition = length(step.mounts.mounts) > 0 && step.stuck.count == 0
  message   = "${step.stuck.count} things that Vault lent could not be taken back."
  severity  = "high"
  remedy    = "Look at them (sys/leases?type=irrevocable), remove those accounts by hand, and then the leases."
}

evidence "ways" {
  value       = length(local.ways)
  description = "in how many ways one can sign in"
}

evidence "mounts" {
  value       = [for type in distinct([for m in step.mounts.mounts : m.type]) : { type = type, count = length([for m in step.mounts.mounts : m if m.type == type]) }]
  description = "what Vault keeps and makes, and how many of each"
}

evidence "policies" {
  value       = length(step.policies.names)
  description = "how many policies were read"
}
