runbook "sections" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

input days { # ERROR RB0111 "quotes"
  type = number
}

step tls.probe site { # ERROR RB0111 "quotes"
  host = "shop.acme.example",  # ERROR RB0113 "ends with its line"
  port = 443;                  # ERROR RB0113 "ends with its line"
  retry { max = 3, delay = "2s" } # ERROR RB0114 "has one setting"
  title = "Look" timeout = "3s" # ERROR RB0114 "Two settings"
  expect "a"
  {                            # ERROR RB0112 "line of its name"
    condition = true
    message   = "No." }        # ERROR RB0114 "closing brace"
}
