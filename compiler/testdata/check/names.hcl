runbook "names" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

access {
  who = [role.securty] # ERROR RB2002 "no role called securty. Did you mean security?"
}

input "days" {
  type    = number
  default = 21
}

locals {
  sites  = org.site # ERROR RB2002 "no value in org called site"
  soon   = local.son # ERROR RB2002 "no local called son"
  number = input.dais # ERROR RB2002 "no input called dais. Did you mean days?"
}

use "shoop" { # ERROR RB2002 "no connection called shoop. Did you mean shop?"
  allow = ["GET /orders"]
}

step "tls.probe" "site" {
  host  = "shop.acme.example"
  needs = [step.sites] # ERROR RB2002 "no step called sites. Did you mean site?"
}

step "http.request" "orders" {
  connection = connection.ship # ERROR RB2002 "no connection called ship. Did you mean shop?"
  method     = "GET"
  path       = "/orders"
}

check "valid" {
  condition = stepp.site.days_left > 3 # ERROR RB2001 "Nothing is called stepp. Did you mean step?"
  message   = "It ends soon."
}

check "also_valid" {
  condition = check.vaild.passed # ERROR RB2002 "no check called vaild"
  message   = "Not valid."
}

check "approved" {
  condition = approval.security.outcome == "passed" # ERROR RB2002 "There is no approval called security"
  message   = "Nobody said yes."
}

evidence "loops" {
  value = [for name, s in org.sites : site.host] # ERROR RB2001 "Nothing is called site"
}

evidence "kind" {
  value = step # ERROR RB2011 "step alone is no value"
}

evidence "part" {
  value = step.site.expires # ERROR RB2003 "tls.probe gives no expires"
}

evidence "member" {
  value = org.sites.shop.por # ERROR RB2003 "org.sites.shop gives no por. Did you mean port?"
}

evidence "quoted_member" {
  value = org.sites["shp"].port # ERROR RB2003 "org.sites gives no shp. Did you mean shop?"
}

evidence "of_list" {
  value = org.listed.host # ERROR RB2003 "org.listed is a list"
}

evidence "of_text" {
  value = step.site.version.major # ERROR RB2003 "This is a text, which has no parts"
}

evidence "function" {
  value = uper(step.site.version) # ERROR RB2008 "no function uper. Did you mean upper?"
}

evidence "in_quotes" {
  value = "step.site.version" # WARNING RB2012 "in quotes"
}
