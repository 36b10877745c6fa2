runbook "by_hand" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "manual" "form" {} # ERROR RB4003 "nothing says who"

step "tls.probe" "site" {
  host = "shop.acme.example"
}
