runbook "identity-provisioning" {
  language  = 1
  title     = "Are accounts made and closed by programs alone?"
  owner     = role.it_support
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Every day, compares the list of HR with the accounts of Okta, both ways. Looks whether accounts of people and of programs
    were made and closed without a hand, but for people with great rights, and in every application. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.automation-orchestration"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(1)", "AC-2(3)", "IA-4"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "50 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support]
}

use "bamboohr" {
  allow = ["bamboohr.list_people"]
}

use "okta" {
  allow = ["okta.list_accounts", "okta.list_account_changes", "okta.list_apps"]
}

locals {
  here    = [for p in step.people.people : p if p.active && p.login != "" && (p.started == "" || before(p.started, run.started_at))]
  logins  = [for a in step.accounts.accounts : a.login]
  nobodys = [for a in step.accounts.accounts : a if !contains([for p in local.here : p.login], a.login) && !contains(org.without_person, a.login) && !contains(org.privileged_accounts, a.login)]
  missing = [for p in local.here : p if !contains(local.logins, p.login)]
  changes = [for c in step.changes.changes : c if !contains(org.privileged_accounts, c.about)]
  by_hand = [for c in local.changes : c if c.by_person && !contains(org.provisioning_accounts, c.actor)]
}

step "bamboohr.list_people" "people" {
  title   = "Ask HR who works here"
  timeout = "5m"
  report  = org.hr_report

  expect "plausible" {
    condition = length([for p in self.people : p if p.active && p.login != ""]) > 0
    message   = "The list of HR names nobody who works here: compare the number of the report."
  }
}

step "okta.list_accounts" "accounts" {
  title   = "Ask Okta who may sign in"
  timeout = "10m"
}

step "okta.list_account_changes" "changes" {
  title   = "Ask who made and closed accounts of people and of programs"
  timeout = "10m"
  since   = addtime(run.started_at, "-30d")
  until   = run.started_at
}

step "okta.list_apps" "apps" {
  title   = "Ask what Okta does in the applications by itself"
  timeout = "10m"
}

check "everybody_is_somebody" {
  condition = length(local.logins) > 0 && length(local.nobodys) == 0
  message   = "${length(local.nobodys)} accounts belong to nobody of HR's list."
  severity  = "high"
  remedy    = "Start the runbook leaver for each, or name it in org.without_person with whoever answers for it."
}

check "nobody_waits" {
  condition = length(local.missing) == 0
  message   = "${length(local.missing)} people work here and have no account that may sign in."
  severity  = "low"
  remedy    = "Look in Okta under Directory, Profile Sources, why they were not imported."
}

check "by_itself" {
  condition = length(local.changes) > 0 && length(local.by_hand) == 0
  message   = "${length(local.by_hand)} of ${length(local.changes)} accounts of people and of programs were made or closed by hand in 30 days."
  severity  = "medium"
  remedy    = "The log of Okta tells who did it. Let them change HR's list or the file of the program instead."
}

check "in_every_application" {
  for_each  = org.provisioned_apps
  condition = anytrue([for a in step.apps.apps : a.label == each.value && a.provisioned && a.deprovisioned])
  message   = "Okta does not make and close accounts in ${each.value} by itself."
  severity  = "high"
  remedy    = "In Okta, open the application, Provisioning, To App: switch Create Users and Deactivate Users on."
}

evidence "accounts" {
  value       = { people = length(local.here), accounts = length(local.logins), nobodys = length(local.nobodys), missing = length(local.missing) }
  description = "people who work here, accounts that may sign in, accounts of nobody, and people without an account"
}

evidence "changes" {
  value       = { all = length(local.changes), by_hand = length(local.by_hand), of_programs = length([for c in local.changes : c if c.program]) }
  description = "accounts that were made or closed in 30 days, how many by hand, and how many of them are of programs"
}
