runbook "entra-risky-accounts" {
  language = 1
  title    = "End the sessions of Microsoft accounts at high risk"
  owner    = role.security
  timeout  = "4d"
  summary  = <<-EOT
    Every morning, asks Microsoft Entra which accounts it believes to be in wrong hands, shows them to the security
    team, and signs out those that the team says yes to. Whoever is signed out just signs in again. It also looks
    whether a policy that is in force stops risky sign-ins by itself.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.risk-assessments"
  stage     = "advanced"
  fresh_for = "7d"
}

# Whoever looks at the findings of others every day, and decides, does what the stage before asks for.
satisfies "cisa-ztmm" {
  function  = "identity.risk-assessments"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2(13)", "IR-4", "SI-4"]
}

trigger "schedule" "daily" {
  cron = "30 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "days" {
  type        = number
  title       = "Days within which a high risk must be settled"
  default     = 2
  min         = 1
  max         = 7
  description = "Settled is an account whose risk somebody dismissed, or that changed its password."
}

use "entra" {
  allow = ["entra.list_policies", "entra.list_risky_users", "entra.revoke_sessions"]
}

locals {
  high = [for u in step.risky.users : u if u.level == "high"]
  late = [for u in local.high : u if before(u.since, addtime(run.started_at, "-${input.days}d"))]
  deciding = [for p in step.policies.policies : p.name if p.enforced && p.everybody && p.everything && (contains(p.sign_in_risk, "high") || contains(p.user_risk, "high")) && (p.second_factor || p.blocks) &&
  length([for x in p.excluded : x if !contains(org.emergency_principals, x)]) == 0]
}

step "entra.list_risky_users" "risky" {
  title   = "Ask Entra who is at risk"
  timeout = "10m"

  expect "plausible" {
    condition = length(self.users) <= 500
    message   = "Entra believes ${length(self.users)} accounts to be at risk. So many cannot be signed out by one click: nothing was changed."
  }
}

step "entra.list_policies" "policies" {
  title   = "Ask Entra for the policies"
  timeout = "5m"
}

approval "security" {
  needs   = [step.risky]
  from    = [role.security]
  min     = 1
  timeout = "1d"
  skip_if = length(local.high) == 0

  show {
    title = "Sign these accounts out?"
    text  = "Entra says that their risk is high. Whoever is signed out signs in again, and nothing else happens."
    table = [for u in local.high : { login = u.login, since = u.since }]
  }
}

step "entra.revoke_sessions" "out" {
  title    = "End their sessions"
  needs    = [approval.security]
  for_each = local.high
  by       = "login"
  parallel = 4
  limit    = 50
  user_id  = each.value.id

  retry {
    max   = 3
    delay = "5s"
  }
  undo "none" {
    reason = "Who is signed out signs in again."
  }
}

check "settled" {
  condition = length(local.late) == 0
  message   = "${length(local.late)} accounts have been at high risk for more than ${input.days} days."
  severity  = "high"
  remedy    = "In the Entra admin center, Risky users: find out what happened, then reset the password, or dismiss the risk and say why."
}

check "decides" {
  condition = length(local.deciding) > 0
  message   = "No policy that is in force stops a sign-in or an account at high risk, for everybody and everywhere."
  severity  = "high"
  remedy    = "Make a conditional access policy for all users with the sign-in risk high that blocks, or that requires a second factor."
}

evidence "at_risk" {
  value       = length(step.risky.users)
  description = "accounts that Entra believes to be at risk, of any level"
}

evidence "signed_out" {
  value       = length([for s in step.out : s if s.outcome == "passed"])
  description = "accounts at high risk whose sessions were ended"
}

evidence "late" {
  value       = length(local.late)
  description = "accounts at high risk for longer than they should be"
}

result {
  title = "Accounts at risk"
  text  = "${length([for s in step.out : s if s.outcome == "passed"])} of ${length(local.high)} accounts at high risk were signed out."
}
