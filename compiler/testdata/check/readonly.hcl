runbook "readonly" {
  language  = 1
  title     = "Look around"
  owner     = role.security
  read_only = true
}

use "machine" {
  allow = ["git"]
}

use "shop" {
  allow = ["GET /orders", "POST /orders"]
}

step "exec.run" "log" { # ERROR RB4001 "read_only, and the step log counts as"
  argv = ["git", "log"]
}

step "exec.run" "status" {
  argv   = ["git", "status"]
  effect = "observe"
}

step "http.request" "orders" {
  connection = connection.shop
  method     = "GET"
  path       = "/orders"
}

step "http.request" "order" { # ERROR RB4001 "the step order counts as"
  connection = connection.shop
  method     = "POST"
  path       = "/orders"

  retry { # WARNING RB4002 "http.request may have happened already"
    max   = 3
    delay = "10s"
  }
}

step "file.read" "hosts" { # ERROR RB4001 "the step hosts counts as"
  path   = "/etc/hosts"
  effect = "change" # ERROR RB4006 "file.read always counts as"

  retry {
    max   = 3
    delay = "10s"
  }
}
