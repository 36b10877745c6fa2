runbook "waf-rules" {
  language  = 1
  title     = "Are our applications shielded from attacks?"
  owner     = role.security
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day at Cloudflare's firewall for applications. Before each application that you named, Cloudflare's own rules
    against known attacks must be in force, and at least one rule that you wrote for it. No rule may pass these by.
  EOT
}

# Critical applications are among all of them: whoever shields all shields these.
satisfies "cisa-ztmm" {
  function  = "applications.application-threat-protections"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "cisa-ztmm" {
  function  = "applications.application-threat-protections"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-7", "SI-3", "SI-4"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "5 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "apps" {
  type        = list(string)
  title       = "Addresses of the applications"
  default     = []
  description = "Empty: org.apps. Others are for tests; such a run does not count for the score."
}

use "cloudflare" {
  allow = ["cloudflare.list_zones", "cloudflare.list_waf_rules"]
}

locals {
  named   = length(input.apps) == 0 ? org.apps : input.apps
  strong  = flatten([for z in step.zones.zones : [for r in step.known[z.name].rules : { zone = z.name, expression = r.expression } if r.action == "execute" && !r.weak && !matches(r.expression, "(?s).*( ne |not |!).*")]])
  written = flatten([for z in step.zones.zones : [for r in concat(step.own[z.name].rules, step.floods[z.name].rules) : { zone = z.name, expression = r.expression } if contains(["block", "challenge", "js_challenge", "managed_challenge"], r.action) && !matches(r.expression, "(?s).*(not *\\(?http\\.host|http\\.host (ne|!=)).*")]])
  # A rule that lets everything to a host pass the others by: one that asks for something more is an exception that we chose.
  skips   = flatten([for z in step.zones.zones : [for r in concat(step.known[z.name].rules, step.own[z.name].rules) : { zone = z.name, expression = r.expression } if r.action == "skip" && !strcontains(r.expression, " and ")]])
  skipped = [for a in local.named : a if anytrue([for r in local.skips : endswith(".${a}", ".${r.zone}") && (r.expression == "true" || strcontains(r.expression, "\"${a}\""))])]
  known   = flatten([for r in local.strong : [for a in local.named : a if endswith(".${a}", ".${r.zone}") && (r.expression == "true" || strcontains(r.expression, "\"${a}\""))]])
  own     = flatten([for r in local.written : [for a in local.named : a if endswith(".${a}", ".${r.zone}") && strcontains(r.expression, "\"${a}\"")]])
  bare    = [for a in local.named : a if !contains(local.known, a)]
  general = [for a in local.named : a if !contains(local.own, a)]
}

step "cloudflare.list_zones" "zones" {
  title   = "List the zones"
  timeout = "5m"
}

step "cloudflare.list_waf_rules" "known" {
  title    = "Ask for Cloudflare's own rules"
  for_each = step.zones.zones
  by       = "name"
  parallel = 4
  zone_id  = each.value.id
  phase    = "http_request_firewall_managed"
}

step "cloudflare.list_waf_rules" "own" {
  title    = "Ask for the rules that we wrote"
  for_each = step.zones.zones
  by       = "name"
  parallel = 4
  zone_id  = each.value.id
  phase    = "http_request_firewall_custom"
}

step "cloudflare.list_waf_rules" "floods" {
  title    = "Ask for the rules against too many requests"
  for_each = step.zones.zones
  by       = "name"
  parallel = 4
  zone_id  = each.value.id
  phase    = "http_ratelimit"
}

check "named" {
  condition = length(local.named) > 0
  message   = "org.apps names no application, so nothing was looked at."
  severity  = "high"
  remedy    = "Name every application that people use, by the address at which they open it."
}

check "known_attacks" {
  condition = length(local.bare) == 0
  message   = "Before ${length(local.bare)} of ${length(local.named)} applications no rules of Cloudflare against known attacks are in force."
  severity  = "high"
  remedy    = "In the zone of the application, Security, WAF, Managed rules: deploy the Cloudflare Managed Ruleset, and do not set all of it to Log."
}

check "nothing_skips_them" {
  condition = length(local.skipped) == 0
  message   = "For ${length(local.skipped)} of ${length(local.named)} applications a rule lets every request pass the others by."
  severity  = "high"
  remedy    = "In the zone of the application, Security, WAF: take away the rule with the action Skip, or let it ask for more than the host."
}

check "own_rules" {
  condition = length(local.general) == 0
  message   = "For ${length(local.general)} of ${length(local.named)} applications there is no rule of our own."
  severity  = "medium"
  remedy    = "Write one rule at least that names the application's host: what nobody needs to open there, or how often somebody may sign in."
}

evidence "apps" {
  value       = length(local.named)
  description = "how many applications are named"
}

evidence "shielded" {
  value       = length(local.named) - length(local.bare)
  description = "how many of them have Cloudflare's rules against known attacks before them"
}

evidence "own_rules" {
  value       = length(local.named) - length(local.general)
  description = "how many of them have a rule of our own"
}
