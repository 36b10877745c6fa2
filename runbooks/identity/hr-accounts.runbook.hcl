runbook "hr-accounts" {
  language  = 1
  title     = "Do accounts come and go with the people?"
  owner     = role.it_support
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Every day, compares the list of HR with the accounts of Okta: nobody who left may still sign in. Looks besides who made and
    closed accounts in the last 90 days: a program by itself, or somebody by hand. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.automation-orchestration"
  stage     = "initial"
  fresh_for = "14d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2", "AC-2(1)", "PS-4"]
  fresh_for = "14d"
}

trigger "schedule" "daily" {
  cron = "20 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support]
}

use "bamboohr" {
  allow = ["bamboohr.list_people"]
}

use "okta" {
  allow = ["okta.list_accounts", "okta.list_account_changes"]
}

locals {
  # Whoever left a day ago or earlier: on the last day people still work.
  left    = [for p in step.people.people : p.login if !p.active && p.login != "" && (p.left == "" || before(p.left, addtime(run.started_at, "-1d")))]
  still   = [for a in step.accounts.accounts : a.login if contains(local.left, a.login)]
  usual   = [for c in step.changes.changes : c if !c.program && !contains(org.privileged_accounts, c.about)]
  by_hand = [for c in local.usual : c if c.by_person && !contains(org.provisioning_accounts, c.actor)]
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
  title   = "Ask who made and closed accounts"
  timeout = "10m"
  since   = addtime(run.started_at, "-90d")
  until   = run.started_at
}

check "nobody_stayed" {
  condition = length(step.accounts.accounts) > 0 && length(local.still) == 0
  message   = "${length(local.still)} people left, and can still sign in."
  severity  = "high"
  remedy    = "Start the runbook leaver for each. Then look why what closes accounts did not."
}

check "mostly_by_itself" {
  condition = length(local.usual) > 0 && length(local.by_hand) * 5 <= length(local.usual)
  message   = "${length(local.by_hand)} of ${length(local.usual)} accounts of ordinary people were made or closed by hand, more than one in five."
  severity  = "medium"
  remedy    = "Let Okta import people from HR: Directory, Profile Sources. Name the accounts of programs in org.provisioning_accounts."
}

evidence "people" {
  value       = length([for p in step.people.people : p if p.active])
  description = "people that HR says work here"
}

evidence "accounts" {
  value       = length(step.accounts.accounts)
  description = "accounts that may sign in"
}

evidence "still" {
  value       = length(local.still)
  description = "people who left and can still sign in"
}

evidence "by_hand" {
  value       = { all = length(local.usual), by_hand = length(local.by_hand) }
  description = "accounts of ordinary people that were made or closed in 90 days, and how many of them by hand"
}
