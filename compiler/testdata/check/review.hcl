runbook "review" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

input "patience" {
  type    = duration
  default = org.break_glass[0] # ERROR RB3011 "The default is not a length of time"
}

input "more" {
  type    = string
  default = input.patience # ERROR RB2005 "default is needed at review time, and input.patience is known only in a run"
}

trigger "manual" "form" {}

access {
  who = [role.security]
}

locals {
  limit   = 4
  quick   = "${local.limit * 5}s"
  shifted = "${input.more} and more"
  endless = [for a in org.sites : [for b in org.sites : local.limit / 0]]
}

step "tls.probe" "site" {
  title    = "With ${local.quick}"
  host     = "shop.acme.example"
  timeout  = local.quick
  for_each = org.sites
  parallel = local.limit
}

step "tls.probe" "later" {
  host     = "shop.acme.example"
  title    = local.shifted # ERROR RB2005 "local.shifted is known only in a run"
  timeout  = input.patience # ERROR RB2005 "input.patience is known only in a run"
  on_error = "${"con"}tinues" # ERROR RB3002 "on_error cannot be"
  for_each = org.sites
  parallel = local.quick # ERROR RB3001 "parallel takes a number, and this is a text"
}

step "tls.probe" "never" {
  host  = "shop.acme.example"
  title = "Number ${1 / 0}" # ERROR RB3021 "title cannot be computed"
}

check "valid" {
  for_each  = org.sites
  condition = step.site[each.key].trusted
  message   = "${each.key} is not valid."
  severity  = each.value.tier == 1 ? "high" : "low"
}

check "later" {
  condition = step.later["shop"].trusted
  message   = "It is not valid."
  severity  = step.later["shop"].trusted ? "low" : "high" # ERROR RB2005 "The severity is needed at review time"
}

check "never" {
  for_each  = org.sites
  condition = step.never.trusted
  message   = "It is not valid."
  severity  = each.value.tier == 1 ? "sever" : "low" # ERROR RB3002 "severity cannot be"
}

evidence "endless" {
  value = local.endless
}
