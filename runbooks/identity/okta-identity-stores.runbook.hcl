runbook "okta-identity-stores" {
  language  = 1
  title     = "Are our directories joined in Okta?"
  owner     = role.it_support
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Looks every day where the accounts of people are kept, and whether Okta still hears from each of our directories.
    It counts the applications that let Okta sign people in instead of a password of their own. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.identity-stores"
  stage     = "advanced"
  fresh_for = "7d"
}

# Directories of ours and one that is hosted, joined by single sign-on, are what the stage before asks for.
satisfies "cisa-ztmm" {
  function  = "identity.identity-stores"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(1)", "IA-5"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "45 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support, role.security]
}

input "share" {
  type        = number
  title       = "Percent of the applications that must let Okta sign people in"
  default     = 80
  min         = 50
  max         = 100
  description = "The model says that joining has begun; 80 is our own figure for it."
}

use "okta" {
  allow = ["okta.list_active_users", "okta.list_agents", "okta.list_apps"]
}

locals {
  homes     = distinct([for u in step.users.users : u.home])
  elsewhere = [for u in step.users.users : u.home if u.home != "OKTA"]
  asleep    = [for p in step.agents.pools : p.name if !p.works]
  apps      = [for a in step.apps.apps : a if a.federated || a.password]
  joined    = [for a in local.apps : a if a.federated]
}

step "okta.list_active_users" "users" {
  title   = "List the users who can sign in"
  timeout = "20m"
}

step "okta.list_agents" "agents" {
  title = "List the agents of our directories"
}

step "okta.list_apps" "apps" {
  title   = "List the applications"
  timeout = "10m"
}

check "seen" {
  condition = length(step.users.users) > 0 && length(local.apps) > 0
  message   = "Okta names no user, or no application, so nothing was looked at."
  severity  = "high"
  remedy    = "Give the token of this runbook to an administrator who may read users and applications."
}

check "joined" {
  condition = length(local.homes) > 1 && length(local.elsewhere) > 0
  message   = "Okta keeps every account itself: no other directory is joined with it."
  severity  = "medium"
  remedy    = "Connect the directory where people are kept: Active Directory or LDAP by an agent, another provider by federation, or the system of HR by import."
}

check "heard" {
  condition = length(local.asleep) == 0
  message   = "${length(local.asleep)} of ${length(step.agents.pools)} agents of our directories do not work: who left may still get in."
  severity  = "high"
  remedy    = "In Okta, under Dashboard, Agents: look which server is down. Two agents for each directory keep one in reserve."
}

check "consolidated" {
  condition = length(local.joined) * 100 >= input.share * length(local.apps)
  message   = "${length(local.joined)} of ${length(local.apps)} applications let Okta sign people in; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Move applications from passwords to SAML or OpenID Connect. Begin with those that most people use."
}

evidence "homes" {
  value       = length(local.homes)
  description = "in how many kinds of directory the accounts are kept"
}

evidence "elsewhere" {
  value       = length(local.elsewhere)
  description = "how many accounts are kept in another directory than Okta itself"
}

evidence "applications" {
  value       = length(local.apps)
  description = "how many applications people sign in to"
}

evidence "joined_applications" {
  value       = length(local.joined)
  description = "how many of them let Okta sign people in"
}
