runbook "google-oauth-grants" {
  language  = 1
  title     = "Which applications may read our mail and files at Google?"
  owner     = role.security
  read_only = true
  timeout   = "2h"
  summary   = <<-EOT
    Asks every week, for each account of Google Workspace, which applications the person has let in. An application that
    may reach mail, files, contacts or the directory must be one that you know. It changes nothing, and keeps numbers
    only. A person who is tricked into letting an application in gives it their data without a password.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-20(1)", "AC-6", "CM-11"]
  fresh_for = "30d"
}

trigger "schedule" "weekly" {
  every = "wednesday 05:00"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "google" {
  allow = ["google.list_grants", "google.list_users"]
}

locals {
  active = { for u in step.people.users : u.id => u.login if u.active }
  # Of scopes, those that lead to what people wrote, or to who they are.
  broad = "https://(mail\\.google\\.com/|www\\.googleapis\\.com/auth/(gmail|drive|contacts|calendar|admin|cloud-platform|documents|spreadsheets)).*"
  found = flatten([for id, one in step.grants : [for g in one.grants : {
    client = g.client
    broad  = anytrue([for s in g.scopes : matches(s, local.broad)])
  }]])
  reaching = distinct([for g in local.found : g.client if g.broad])
  unknown  = [for client in local.reaching : client if !contains(org.google_applications, client)]
}

step "google.list_users" "people" {
  title   = "Ask Google for the accounts"
  timeout = "10m"
}

step "google.list_grants" "grants" {
  title    = "Ask which applications an account has let in"
  for_each = local.active
  user_id  = each.key
  parallel = 8
  retry {
    max   = 3
    delay = "10s"
  }
}

check "seen" {
  condition = length(local.active) > 0
  message   = "Google names no account that is in use, so nothing was looked at."
  severity  = "high"
  remedy    = "Give the service account the scopes of its connection for the whole domain, and name an administrator as subject."
}

check "known" {
  condition = length(local.unknown) == 0
  message   = "${length(local.unknown)} applications that you do not list may reach mail, files, contacts or the directory."
  severity  = "high"
  remedy    = "In the Admin console, Security, API controls, Manage app access shows them with the people who let them in. Block what nobody needs; add the client IDs of the others to org.google_applications."
}

evidence "accounts" {
  value       = length(local.active)
  description = "how many accounts in use were looked at"
}

evidence "grants" {
  value       = length(local.found)
  description = "how many times an account has let an application in"
}

evidence "reaching" {
  value       = length(local.reaching)
  description = "how many applications may reach mail, files, contacts or the directory"
}

evidence "unlisted" {
  value       = length(local.unknown)
  description = "how many of them you do not list"
}
