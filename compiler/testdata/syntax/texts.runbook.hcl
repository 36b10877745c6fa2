runbook "texts" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

step "http.request" "page" {
  title   = Don't look back         # ERROR RB0108 "needs quotes"
  url     = https://acme.example/x  # ERROR RB0108 "needs quotes"
  path    = /etc/hosts              # ERROR RB0108 "needs quotes"
  timeout = 30 seconds              # ERROR RB0109 "length of time"
  by      = 5m                      # ERROR RB0109 "length of time"
  at      = 2099-12-01T07:00:00Z    # ERROR RB0110 "date needs quotes"
  day     = 2099-12-01              # ERROR RB0110 "read as a sum"
  mail    = ada@acme.example        # ERROR RB0108 "needs quotes"
}
