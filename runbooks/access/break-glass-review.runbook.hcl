runbook "break-glass-review" {
  language  = 1
  title     = "Was an account for emergencies used?"
  owner     = role.security
  read_only = true
  timeout   = "4d"
  summary   = <<-EOT
    Looks every morning whether somebody signed in to an account for emergencies, and whether these accounts still work. If
    one was used, the security team says whether it was an emergency that somebody had declared. It changes nothing.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(12)", "AU-6"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "0 6 * * *"
}

trigger "manual" "form" {}

access {
  who = [role.security]
}

use "okta" {
  allow = ["okta.get_user", "okta.list_sign_ins"]
}

locals {
  since = addtime(run.started_at, "-26h")
  used  = [for s in step.sign_ins : s if s.count > 0]
}

step "okta.list_sign_ins" "sign_ins" {
  title    = "Look for sign-ins since yesterday"
  for_each = { for login in org.emergency_accounts : login => login }
  login    = each.key
  since    = local.since
  until    = run.started_at
}

step "okta.get_user" "accounts" {
  title    = "Look whether they still work"
  for_each = { for login in org.emergency_accounts : login => login }
  login    = each.key
}

ask "declared" {
  needs    = [step.sign_ins]
  when     = length(local.used) > 0
  to       = [role.security]
  question = "An account for emergencies was used since yesterday morning. Had somebody declared an emergency?"
  timeout  = "3d"
  second   = [role.incident_commanders]

  show {
    title = "Sign-ins"
    table = [for login, s in step.sign_ins : { account = login, sign_ins = s.count, last = s.last }]
  }
  answer "declared" {
    type  = bool
    title = "Yes, and I have spoken to whoever signed in"
  }
  answer "changed" {
    type  = bool
    title = "Its password was changed since"
  }
}

check "only_in_emergencies" {
  condition = length(local.used) == 0 || ask.declared.declared
  message   = "An account for emergencies was used, and nobody had declared one."
  severity  = "high"
  remedy    = "Take it for an intruder: start the runbook stolen-credentials, and make a new account for emergencies."
}

check "password_changed" {
  condition = length(local.used) == 0 || ask.declared.changed
  message   = "The password was not changed after it was used."
  severity  = "high"
  remedy    = "Change it, seal it, and put it back where it lay."
}

check "accounts_work" {
  condition = alltrue([for a in step.accounts : a.found && a.status == "ACTIVE"])
  message   = "An account for emergencies does not exist in Okta, or is not active: it would not open when it is needed."
  severity  = "high"
  remedy    = "Make it active again in Okta, or take it out of org.emergency_accounts."
}

evidence "used" {
  value       = length(local.used)
  description = "how many accounts for emergencies were used since the morning before"
}

evidence "accounts" {
  value       = length(step.accounts)
  description = "how many accounts for emergencies there are"
}
