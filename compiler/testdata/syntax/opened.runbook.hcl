runbook "opened" {
  title = "Look around"
  owner = role.security
}

step "tls.probe" "site" {
  host = "shop.acme.example"

  retry {
    max   = 3
    delay = "10s"
}

check "a" { # ERROR line 12 RB0117 "retry (line 9)"
  condition = true
  message   = "No."
}
