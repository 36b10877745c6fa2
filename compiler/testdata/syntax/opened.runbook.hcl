runbook "opened" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

step "tls.probe" "site" {
  host = "shop.acme.example"

  retry {
    max   = 3
    delay = "10s"
}

check "a" { # ERROR line 13 RB0117 "retry (line 10)"
  condition = true
  message   = "No."
}
