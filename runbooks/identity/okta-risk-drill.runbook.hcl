runbook "okta-risk-drill" {
  language = 1
  title    = "Does Okta act by itself when an account gets risky?"
  owner    = role.security
  timeout  = "1h"
  summary  = <<-EOT
    Every morning, tells Okta that the account for rehearsals is in wrong hands. Okta must end its sessions by itself,
    within five minutes. Then the account is as before. Nobody else is touched.
  EOT

  concurrency {
    key = "drill"
  }
}

satisfies "cisa-ztmm" {
  function  = "identity.risk-assessments"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(12)", "AC-2(13)", "IR-4(1)", "SI-4"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "20 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "okta" {
  allow = ["okta.get_user", "okta.get_risk", "okta.list_policies", "okta.list_risk_rules", "okta.set_risk", "okta.find_events"]
}

locals {
  until   = addtime(run.started_at, "1h")
  rules   = flatten([for s in step.rules : s.rules])
  guarded = [for r in local.rules : r if r.ends_sessions && contains(["HIGH", "ANY"], r.level) && r.excluded == 0 && r.every_signal]
}

step "okta.list_policies" "policies" {
  title = "List the policies about risk"
  type  = "ENTITY_RISK"
}

step "okta.list_risk_rules" "rules" {
  title     = "List their rules"
  for_each  = [for p in step.policies.policies : p if p.active]
  by        = "id"
  policy_id = each.value.id
}

step "okta.get_user" "drill" {
  title = "Look up the account for rehearsals"
  login = org.drill_account

  expect "there" {
    condition = self.found && self.status == "ACTIVE"
    message   = "Okta does not know the account for rehearsals, or it is not active: nothing was changed. Make the account that org.drill_account names, without any rights."
  }
}

step "okta.get_risk" "before" {
  title   = "Look how risky it is now"
  user_id = step.drill.id

  expect "calm" {
    condition = contains(["NONE", "LOW"], self.level)
    message   = "The account for rehearsals is at risk already: nothing was changed. Find out why before the drill goes on."
  }
}

step "okta.set_risk" "alarm" {
  title   = "Tell Okta that it is in wrong hands"
  needs   = [step.before, step.rules]
  user_id = step.drill.id
  level   = "HIGH"
}

step "okta.find_events" "told" {
  title   = "Look when Okta took that in"
  needs   = [step.alarm]
  event   = "user.risk.change"
  user_id = step.drill.id
  since   = run.started_at
  until   = local.until
  timeout = "10m"

  retry {
    max   = 20
    delay = "15s"
    while = default(self.count, 0) == 0
  }
}

step "okta.find_events" "reaction" {
  title   = "Wait until Okta acts"
  needs   = [step.alarm]
  event   = "policy.entity_risk.action"
  user_id = step.drill.id
  since   = run.started_at
  until   = local.until
  timeout = "15m"

  retry {
    max   = 40
    delay = "15s"
    while = default(self.count, 0) == 0
  }
}

step "okta.set_risk" "calm" {
  title   = "Tell Okta that all is well"
  needs   = [step.told, step.reaction]
  user_id = step.drill.id
  level   = "LOW"

  undo "none" {
    reason = "This is how it was before."
  }
}

step "okta.get_risk" "after" {
  title   = "Look again"
  needs   = [step.calm]
  user_id = step.drill.id
}

on_failure {
  undo = "reverse"
}

check "rule" {
  condition = length(local.guarded) > 0
  message   = "No rule that is in force ends the sessions of everybody whose risk is high, whatever the sign."
  severity  = "high"
  remedy    = "In Okta, under Security, Entity risk policy: add a rule for the risk High, any detection and everyone, that logs out of Okta. This takes Identity Threat Protection."
}

check "acted" {
  condition = step.told.count > 0 && step.reaction.count > 0 && !before(addtime(step.told.first, "5m"), step.reaction.first)
  message   = "Okta did not act within five minutes after the account got risky."
  severity  = "high"
  remedy    = "Look at the System Log of Okta for policy.entity_risk: is the policy in force, and is the account for rehearsals left out of a rule?"
}

check "as_before" {
  condition = step.after.level == "LOW"
  message   = "The account for rehearsals is still at risk."
  severity  = "medium"
  remedy    = "In Okta, at the page of the account, mark the risk as low."
}

evidence "told_at" {
  value       = step.told.first
  description = "when Okta took in that the account was at risk"
}

evidence "acted_at" {
  value       = step.reaction.first
  description = "when Okta acted by itself"
}

evidence "rules" {
  value       = length(local.guarded)
  description = "rules in force that end the sessions of everybody at high risk"
}
