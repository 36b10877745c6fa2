runbook "okta-continuous-sign-in" {
  language  = 1
  title     = "Does Okta ask for a strong sign-in again and again?"
  owner     = role.security
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Looks every day at every rule by which Okta lets people into an application. Each must ask for a way to sign in that
    nobody can phish, and ask again after some hours. It also looks whether Okta ends a session that no longer fits
    the rules. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.authentication"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-12", "IA-2(1)", "IA-2(8)", "IA-11"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "10 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.it_support]
}

use "okta" {
  allow = ["okta.list_policies", "okta.list_app_rules", "okta.list_session_rules"]
}

# Twelve hours and less, as Okta writes a length of time. A longer one is written in other ways, and fails.
locals {
  judged  = [for p in step.policies.policies : p if p.active && !contains(org.emergency_policies, p.name)]
  ways    = flatten([for s in step.rules : [for r in s.rules : r if r.allows]])
  weak    = [for r in local.ways : r if !r.phishing_resistant]
  lasting = [for r in local.ways : r if !matches(r.again, "PT(0S|[0-9]{1,2}M|[1-6][0-9]{2}M|7[01][0-9]M|720M|[1-9]H|1[0-2]H)")]
  ending  = flatten([for s in step.watch : [for r in s.rules : r if r.ends_session && r.excluded == 0]])
}

step "okta.list_policies" "policies" {
  title = "List the policies of applications"
  type  = "ACCESS_POLICY"
}

step "okta.list_app_rules" "rules" {
  title     = "List their rules"
  for_each  = local.judged
  by        = "id"
  parallel  = 4
  policy_id = each.value.id

  retry {
    max   = 3
    delay = "20s"
  }
}

step "okta.list_policies" "sessions" {
  title = "List the policies of sessions"
  type  = "POST_AUTH_SESSION"
}

step "okta.list_session_rules" "watch" {
  title     = "List their rules"
  for_each  = [for p in step.sessions.policies : p if p.active]
  by        = "id"
  policy_id = each.value.id
}

check "seen" {
  condition = length(local.ways) > 0
  message   = "Okta names no rule that lets anybody in, so nothing was looked at."
  severity  = "high"
  remedy    = "Give the token of this runbook to an administrator who may read policies."
}

check "nobody_phished" {
  condition = length(local.weak) == 0
  message   = "${length(local.weak)} of ${length(local.ways)} rules let somebody in without a way to sign in that nobody can phish."
  severity  = "high"
  remedy    = "In Okta, under Security, Authentication policies: set Phishing-resistant in each rule, or remove the rule. Name a policy for emergencies in org.emergency_policies."
}

check "asked_again" {
  condition = length(local.lasting) == 0
  message   = "${length(local.lasting)} of ${length(local.ways)} rules do not ask again within 12 hours."
  severity  = "high"
  remedy    = "Set in each rule how often people are asked again to 12 hours or less. The figure is ours: the model has none."
}

check "sessions_end" {
  condition = length(local.ending) > 0
  message   = "No rule that is in force, for everybody, ends a session that no longer fits the policies."
  severity  = "high"
  remedy    = "In Okta, under Security, Session protection: set the rule to enforce, for everyone, and to end the session. This takes Identity Threat Protection."
}

evidence "rules" {
  value       = length(local.ways)
  description = "how many rules let somebody in"
}

evidence "weak" {
  value       = length(local.weak)
  description = "how many of them do not ask for a way to sign in that nobody can phish"
}

evidence "lasting" {
  value       = length(local.lasting)
  description = "how many of them do not ask again within 12 hours"
}

evidence "emergency_policies" {
  value       = length([for p in step.policies.policies : p if p.active]) - length(local.judged)
  description = "policies that were left out because they are for emergencies"
}
