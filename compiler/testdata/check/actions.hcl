runbook "actions" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

step "tls.prob" "one" { # ERROR RB2007 "no action tls.prob. Did you mean tls.probe?"
  host = "shop.acme.example"
}

step "okta.list_users" "two" { # ERROR RB2007 "no action okta.list_users."
  since = "2026-01-01"
}

step "tls.probe" "three" { # ERROR RB1003 "lacks the setting host"
  port = 443
}

step "tls.probe" "four" {
  hosts = "shop.acme.example" # ERROR RB1002 "tls.probe has no setting hosts. Did you mean host?"
}

step "tls.probe" "five" {
  host    = "shop.acme.example"
  timeuot = "30s" # ERROR RB1002 "Did you mean timeout?"
}

step "git.inspect" "six" {
  look = ["heads"] # ERROR RB3002 "look cannot be"
}
