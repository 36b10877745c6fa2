runbook "identity-stores-agree" {
  language  = 1
  title     = "Do all our directories agree on who is here?"
  owner     = role.security
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Compares every day who can sign in to Microsoft Entra with who can sign in to Okta. It also looks whether every
    application lets Okta sign people in, and whom we trust of other organizations. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.identity-stores"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(1)", "AC-20", "IA-8"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "5 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.it_support]
}

use "okta" {
  allow = ["okta.list_active_users", "okta.list_agents", "okta.list_apps"]
}

use "entra" {
  allow = ["entra.list_users", "entra.list_partners", "entra.get_default_partner"]
}

# Who is in both, by numbers alone: as many as both lists have together more than they have of different logins.
locals {
  okta    = distinct([for u in step.okta.users : u.login])
  entra   = distinct([for u in step.entra.users : u.login if !u.guest && !contains(org.emergency_accounts, u.login)])
  orphans = length(distinct(concat(local.okta, local.entra))) - length(local.okta)
  guests  = [for u in step.entra.users : u.id if u.guest]
  own     = [for a in step.apps.apps : a.label if a.password && !contains(org.own_passwords, a.label)]
  joined  = [for a in step.apps.apps : a.label if a.federated]
  asleep  = [for p in step.agents.pools : p.name if !p.works]
  weak    = [for p in step.partners.partners : p.tenant if !p.second_factor]
}

step "okta.list_active_users" "okta" {
  title   = "List who can sign in to Okta"
  timeout = "20m"
}

step "okta.list_apps" "apps" {
  title   = "List the applications"
  timeout = "10m"
}

step "okta.list_agents" "agents" {
  title = "List the agents of our directories"
}

step "entra.list_users" "entra" {
  title   = "List who can sign in to Entra"
  timeout = "20m"
}

step "entra.get_default_partner" "strangers" {
  title = "Look what holds for other organizations"
}

step "entra.list_partners" "partners" {
  title = "List those with a setting of their own"
}

check "seen" {
  condition = length(local.okta) > 0 && length(local.entra) > 0 && length(local.joined) > 0
  message   = "Okta or Entra names nobody, or Okta no application, so nothing was compared."
  severity  = "high"
  remedy    = "Look whether both tokens of this runbook may read users and applications."
}

check "no_orphans" {
  condition = local.orphans == 0
  message   = "${local.orphans} accounts can sign in to Entra, and nobody of that name can sign in to Okta."
  severity  = "high"
  remedy    = "Start the runbook entra-orphans: it shows them, and closes those that security says yes to."
}

check "every_application" {
  condition = length(local.own) == 0
  message   = "${length(local.own)} applications keep passwords of their own."
  severity  = "medium"
  remedy    = "Move them to SAML or OpenID Connect. Name in org.own_passwords what can nothing else, and why in the pull request."
}

check "heard" {
  condition = length(local.asleep) == 0
  message   = "${length(local.asleep)} agents of our directories do not work, so Okta does not hear who left."
  severity  = "high"
  remedy    = "In Okta, under Dashboard, Agents: look which server is down."
}

check "strangers_out" {
  condition = !step.strangers.direct && !step.strangers.guests && !step.strangers.trusts
  message   = "By default, Entra lets people of any other organization in, or believes what it says of them."
  severity  = "high"
  remedy    = "In Entra, under External Identities, Cross-tenant access settings: block by default, trust nothing, and add each partner by name."
}

check "partners_strong" {
  condition = length(local.guests) == 0 || length(step.partners.partners) > 0 && length(local.weak) == 0
  message   = "There are ${length(local.guests)} guests, and ${length(local.weak)} of ${length(step.partners.partners)} partners need not sign in with a second factor of theirs."
  severity  = "medium"
  remedy    = "In the settings of each partner, under Trust settings, accept their multifactor authentication, and let a policy ask for it."
}

evidence "orphans" {
  value       = local.orphans
  description = "accounts that can sign in to Entra, and nobody of that name to Okta"
}

evidence "people" {
  value       = length(local.okta)
  description = "how many accounts can sign in to Okta"
}

evidence "own_passwords" {
  value       = length(local.own)
  description = "applications that keep passwords of their own, those that are known left out"
}

evidence "partners" {
  value       = length(step.partners.partners)
  description = "organizations with a setting of their own"
}

evidence "guests" {
  value       = length(local.guests)
  description = "how many people of other organizations can sign in"
}
