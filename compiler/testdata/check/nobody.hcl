runbook "nobody" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "manual" "form" {}

access {
  who = [] # ERROR RB4003 "who is empty"
}

step "tls.probe" "site" {
  host = "shop.acme.example"
}
