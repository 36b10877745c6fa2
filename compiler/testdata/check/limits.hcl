runbook "limits" {
  language  = 1
  title     = "Look around"
  owner     = role.security
  timeout   = "2h"
  finish_by = "1h" # ERROR RB3007 "finish_by is shorter than timeout"
  review_by = "31.12.2099" # ERROR RB3010 "review_by is not a date"
}

step "tls.probe" "site" {
  host = "shop.acme.example"
}
