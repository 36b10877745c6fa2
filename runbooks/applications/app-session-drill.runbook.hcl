runbook "app-session-drill" {
  language = 1
  title    = "Does an application shut out who becomes risky?"
  owner    = role.security
  timeout  = "1h"
  summary  = <<-EOT
    An account for drills, which nobody uses, has an application open. Okta is told that its risk is high. The application
    must refuse it within minutes, in the middle of its session. Then the risk is put back. Nobody else is touched.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.application-access"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(12)", "AC-2(13)", "AC-12", "IA-11"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "35 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "minutes" {
  type        = number
  title       = "Minutes until the application must refuse"
  default     = 5
  min         = 1
  max         = 15
  description = "It is asked every fifteen seconds."
}

use "okta" {
  allow = ["okta.get_user", "okta.list_policies", "okta.list_risk_rules", "okta.list_session_rules", "okta.set_risk"]
}

use "drill_app" {
  allow = ["GET ${org.drill_page}"]
}

locals {
  risks    = flatten([for p in step.risk_policies.policies : [for r in step.risk_rules[p.id].rules : r if r.ends_sessions && r.every_signal && r.excluded == 0] if p.active])
  sessions = flatten([for p in step.session_policies.policies : [for r in step.session_rules[p.id].rules : r if r.ends_session && r.excluded == 0] if p.active])
}

phase "ready" {
  title = "Look how things are before"

  step "okta.get_user" "drill" {
    title = "Look the account for drills up"
    login = org.drill_account

    expect "active" {
      condition = self.found && self.status == "ACTIVE"
      message   = "Okta does not know the account for drills, or it is not active: nothing was tried."
    }
  }

  step "http.request" "before" {
    title      = "Open the application"
    connection = connection.drill_app
    method     = "GET"
    path       = org.drill_page
    ok         = [200]
  }

  step "okta.list_policies" "risk_policies" {
    title = "Ask what happens when a risk changes"
    type  = "ENTITY_RISK"
  }

  step "okta.list_risk_rules" "risk_rules" {
    title     = "Read the rules about risk"
    for_each  = step.risk_policies.policies
    by        = "id"
    policy_id = each.value.id
  }

  step "okta.list_policies" "session_policies" {
    title = "Ask what happens within a session"
    type  = "POST_AUTH_SESSION"
  }

  step "okta.list_session_rules" "session_rules" {
    title     = "Read the rules about sessions"
    for_each  = step.session_policies.policies
    by        = "id"
    policy_id = each.value.id
  }
}

phase "drill" {
  title = "Raise the risk, and wait for the application"
  after = [phase.ready]

  step "okta.set_risk" "raise" {
    title   = "Tell Okta that the account is risky"
    user_id = step.drill.id
    level   = "HIGH"
  }

  step "http.request" "after" {
    title      = "Open the application again and again"
    needs      = [step.raise]
    connection = connection.drill_app
    method     = "GET"
    path       = org.drill_page
    ok         = [200, 302, 401, 403]
    timeout    = "20m"

    retry {
      max   = 64
      delay = "15s"
      while = self.status == 200
    }
  }

  on_failure {
    undo = "reverse"
  }
}

phase "back" {
  title = "Put it back"
  after = [phase.drill]

  step "okta.set_risk" "lower" {
    title   = "Tell Okta that the account is not risky"
    user_id = step.drill.id
    level   = "LOW"

    retry {
      max   = 5
      delay = "10s"
    }
    undo "none" {
      reason = "It is the undo."
    }
  }
}

check "refused" {
  condition = contains([302, 401, 403], step.after.status) && phase.drill.duration <= input.minutes * 60
  message   = "The application still let the risky account in after ${phase.drill.duration} seconds, or answered ${step.after.status}."
  severity  = "high"
  remedy    = "Let the application hear of it when Okta ends a session (universal logout, or shared signals), or ask Okta again every few minutes."
}

check "behaviour" {
  condition = length(local.risks) > 0
  message   = "No rule of Okta that is in force ends the sessions of everybody whose risk rises, whatever the sign of it."
  severity  = "high"
  remedy    = "In the entity risk policy of Okta: a rule for every detection, without people left out, that ends sessions."
}

check "within_session" {
  condition = length(local.sessions) > 0
  message   = "No rule of Okta that is in force judges a session again while it lasts, for everybody."
  severity  = "high"
  remedy    = "In the session protection policy of Okta: switch enforcement on, leave nobody out, and let a failure end the session."
}

evidence "seconds" {
  value       = phase.drill.duration
  description = "seconds from the rise of the risk until the application refused, at intervals of fifteen"
}

evidence "rules" {
  value       = length(local.risks) + length(local.sessions)
  description = "rules in force that judge everybody again while a session lasts"
}
