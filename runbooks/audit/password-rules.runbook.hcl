runbook "password-rules" {
  language  = 1
  title     = "Are our passwords long, and guessing them short?"
  owner     = role.security
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every week, looks what Okta asks of passwords: twelve characters at least, none that everybody uses, and after ten wrong ones
    the account is locked. It sees no password, and changes nothing.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-7", "IA-5(1)"]
  fresh_for = "30d"
}

trigger "schedule" "weekly" {
  every = "monday 05:30"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "okta" {
  allow = ["okta.list_password_rules"]
}

locals {
  active = [for r in step.passwords.rules : r if r.active]
  short  = [for r in local.active : r if r.min_length < 12]
  common = [for r in local.active : r if !r.common_refused]
  free   = [for r in local.active : r if r.attempts < 1 || r.attempts > 10]
}

step "okta.list_password_rules" "passwords" {
  title   = "Ask what is asked of passwords"
  timeout = "5m"
}

check "long_enough" {
  condition = length(local.active) > 0 && length(local.short) == 0
  message   = "${length(local.short)} of ${length(local.active)} rules allow fewer than twelve characters."
  severity  = "medium"
  remedy    = "Okta, Security, Authenticators, Password: let the minimum length be 12 or more in every rule."
}

check "nobody_elses" {
  condition = length(local.active) > 0 && length(local.common) == 0
  message   = "${length(local.common)} of ${length(local.active)} rules allow passwords that everybody uses."
  severity  = "medium"
  remedy    = "Okta, Security, Authenticators, Password: switch on Common password check in every rule."
}

check "guessing_ends" {
  condition = length(local.active) > 0 && length(local.free) == 0
  message   = "${length(local.free)} of ${length(local.active)} rules let somebody guess more than ten times."
  severity  = "high"
  remedy    = "Okta, Security, Authenticators, Password: lock the account after at most ten attempts in every rule."
}

evidence "rules" {
  value       = { active = length(local.active), short = length(local.short), common = length(local.common), without_lock = length(local.free) }
  description = "rules for passwords that are in force, and those that ask for less"
}
