runbook "needless" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

use "machine" {
  allow = ["git", "curl"] # WARNING RB5004 "Nothing here needs"
}

use "shop" {
  allow = ["GET /orders/*", "DELETE /orders/*"] # WARNING RB5004 "DELETE /orders/*"
}

use "base" {
  allow = ["delete"] # WARNING RB5004 "Nothing here needs"
}

use "forge" {
  allow = [
    "contents: all", # ERROR RB5006 "is no permission of GitHub"
    "contents: read", # WARNING RB5004 "Nothing here needs"
    "issue.open",
  ]
}

step "issue.open" "report" {
  connection = connection.forge
  subject    = "Somebody should look"
}

step "exec.run" "log" {
  argv = ["git", "log"]
}

step "http.request" "order" {
  connection = connection.shop
  method     = "GET"
  path       = "/orders/1"
}
