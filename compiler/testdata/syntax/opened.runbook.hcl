runbook "opened" {
  title = "Look around"
  owner = role.security
}

step "tls.probe" "site" {
  host = "shop.acme.example"

  retry {
    max = 3
}

check "a" { # ERROR line 11 RB0117 "retry (line 9)"
  condition = true
  message   = "No."
}
