runbook "quarterly-pack" {
  language  = 1
  title     = "What an auditor asks for every quarter"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Asks Okta, GitHub and the sites what an auditor would ask, for seven families of controls. It runs every month, so three
    of its records make a quarter. What could not be asked is unknown, and is shown as such. It changes nothing.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(3)", "AU-9", "CM-5", "IA-2(1)", "IR-4", "SC-8", "SI-2"]
  fresh_for = "60d"
}

trigger "schedule" "monthly" {
  cron = "0 7 1 * *"
}

trigger "manual" "form" {}

access {
  who = [role.security]
}

use "okta" {
  allow = ["okta.list_users"]
}

use "github" {
  allow = [
    "github.branch_rules", "github.organization_actions_permissions", "github.organization_dependabot_alerts",
    "github.organization_secret_alerts", "github.two_factor",
  ]
}

locals {
  # What was found long ago, and is still open.
  severe  = [for a in step.packages.alerts : a if contains(["high", "critical"], a.severity) && before(a.created_at, addtime(run.started_at, "-30d"))]
  waiting = [for a in step.leaks.alerts : a if before(a.created_at, addtime(run.started_at, "-7d"))]
}

step "okta.list_users" "unused" {
  title             = "AC: accounts that nobody used for 90 days"
  timeout           = "5m"
  on_error          = "continue"
  last_login_before = addtime(run.started_at, "-90d")
}

step "github.branch_rules" "kept" {
  title      = "AU: what holds for the branch of the evidence"
  connection = connection.github
  timeout    = "5m"
  on_error   = "continue"
  branch     = org.audited.evidence
}

step "github.branch_rules" "code" {
  title      = "CM: what holds for the branch of the code"
  connection = connection.github
  timeout    = "5m"
  on_error   = "continue"
  branch     = org.audited.code
}

step "github.organization_actions_permissions" "workflows" {
  title      = "CM: what workflows may do"
  connection = connection.github
  timeout    = "5m"
  on_error   = "continue"
}

step "github.two_factor" "factors" {
  title      = "IA: who signs in with a password alone"
  connection = connection.github
  timeout    = "5m"
  on_error   = "continue"
}

step "github.organization_secret_alerts" "leaks" {
  title      = "IR: leaked secrets that nobody answered"
  connection = connection.github
  timeout    = "5m"
  on_error   = "continue"
}

step "tls.probe" "site" {
  title    = "SC: how our sites are reached"
  timeout  = "5m"
  on_error = "continue"
  for_each = org.sites
  parallel = 4
  host     = each.value.host
  port     = each.value.port
  roots    = each.value.roots
}

step "github.organization_dependabot_alerts" "packages" {
  title      = "SI: packages with a known hole"
  connection = connection.github
  timeout    = "5m"
  on_error   = "continue"
}

check "ac_unused" {
  condition = step.unused.count <= length(org.emergency_accounts)
  message   = "AC-2(3): ${step.unused.count} accounts were not used for 90 days, and are active."
  severity  = "medium"
  remedy    = "Start the runbook stale-accounts."
}

check "au_kept" {
  condition = step.kept.stays && step.kept.keeps_history
  message   = "AU-9: the branch of the evidence can be deleted, or its history replaced."
  severity  = "high"
  remedy    = "Settings of the repository, Rules: a ruleset for that branch with Restrict deletions and Block force pushes."
}

check "cm_reviewed" {
  condition = step.code.pull_requests && step.code.reviews >= 1
  message   = "CM-5: a change can reach the branch of the code without a second person."
  severity  = "high"
  remedy    = "Settings of the repository, Rules: require a pull request with one approval."
}

check "cm_workflows" {
  condition = step.workflows.token == "read"
  message   = "CM-7: unless told otherwise workflows may write to the code."
  severity  = "medium"
  remedy    = "Settings of the organization, Actions, General: Workflow permissions, Read."
}

check "ia_factors" {
  condition = length(step.factors.without) == 0
  message   = "IA-2(1): ${length(step.factors.without)} people sign in with a password alone."
  severity  = "high"
  remedy    = "In the settings of the organization, People shows who. Write to them, then require it for everybody."
}

check "ir_answered" {
  condition = length(local.waiting) == 0
  message   = "IR-4: ${length(local.waiting)} leaked secrets have had no answer for a week."
  severity  = "high"
  remedy    = "Start the runbook leaked-secret for each."
}

check "sc_encrypted" {
  for_each  = org.sites
  condition = step.site[each.key].reached && step.site[each.key].trusted && contains(["TLS 1.2", "TLS 1.3"], step.site[each.key].version)
  message   = "SC-8: ${each.value.host} is not reached over TLS 1.2 or later with a certificate that can be trusted."
  severity  = "high"
  remedy    = "The runbook tls-posture tells more."
}

check "si_mended" {
  condition = length(local.severe) == 0
  message   = "SI-2: ${length(local.severe)} severe holes in packages are known for a month, and open."
  severity  = "high"
  remedy    = "Take the newer version, or say in GitHub why the hole does not matter here."
}

evidence "ac_unused" {
  value       = step.unused.count
  description = "active accounts of Okta that nobody used for 90 days"
}

evidence "au_rules" {
  value       = step.kept.rules
  description = "rules that hold for the branch of the evidence"
}

evidence "cm_rules" {
  value       = step.code.rules
  description = "rules that hold for the branch of the code"
}

evidence "cm_token" {
  value       = step.workflows.token
  description = "what the token of a workflow may do unless told otherwise"
}

evidence "ia_without" {
  value       = length(step.factors.without)
  description = "how many members and outside collaborators of the organization have no second factor"
}

evidence "ir_waiting" {
  value       = length(local.waiting)
  description = "leaked secrets without an answer for a week"
}

evidence "sc_sites" {
  value       = [for name, s in step.site : { site = name, version = s.version, trusted = s.trusted }]
  description = "version of TLS and whether the certificate is trusted, site by site"
}

evidence "si_severe" {
  value       = length(local.severe)
  description = "severe holes in packages that are known for a month, and open"
}

result {
  title = "For the auditor"
  text  = "Unused accounts: ${step.unused.count}. Without a second factor: ${length(step.factors.without)}. Leaks without an answer: ${length(local.waiting)}. Severe holes: ${length(local.severe)}."
}
