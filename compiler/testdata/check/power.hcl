runbook "power" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

input "order" {
  type    = string
  pattern = "[0-9]{1,8}"
  default = "1"
}

trigger "manual" "form" {}

access {
  who = [role.security]
}

use "machine" {
  allow = [
    "git",
    "curl",
    "/usr/bin/find",
    "ls -l", # ERROR RB5006 "is no name of a program"
    "mkfs.ext4", # ERROR RB5006 "is no name of a program"
    "backup.sh",
    "./restore.sh",
    "notify.webhook", # ERROR RB5008 "does not go over a connection of kind"
  ]
}

use "shop" {
  allow = [
    "GET /orders/*",
    "GET /files/**",
    "DELETE /orders/*",
    "notify.webhook",
    "http.request", # ERROR RB5006 "would allow everything"
    "notify.webhok", # ERROR RB2007 "Did you mean notify.webhook?"
    "orders", # ERROR RB5006 "is no pattern of a request"
    "GET /files?all=1", # ERROR RB5006 "is no pattern of a request"
    "GET /**/files", # ERROR RB5006 "is no pattern of a request"
  ]
}

use "forge" {
  allow = [
    "issues: write",
  ]
}

step "issue.open" "report" {
  connection = connection.forge
  subject    = "Somebody should look"
}

step "issue.open" "report_nowhere" { # ERROR RB5001 "names none"
  subject = "Somebody should look"
}

step "exec.run" "log" {
  argv = ["git", "log"]
}

step "exec.run" "remove" {
  argv = ["rm", "-r", "cache"] # ERROR RB5003 "rm is not on the list of use"
}

step "exec.run" "elsewhere" { # ERROR RB5002 "uses the connection other_machine, and the runbook does not ask for it"
  connection = connection.other_machine
  argv       = ["git", "log"]
}

step "exec.run" "over_http" {
  connection = connection.shop # ERROR RB5001 "needs a connection of kind"
  argv       = ["git", "log"]
}

step "script.run" "script" { # ERROR RB5003 "sh is not on the list of use"
  script = "git log"
}

step "tls.probe" "site" {
  connection = connection.shop # ERROR RB5001 "tls.probe uses no connection"
  host       = "shop.acme.example"
}

step "http.request" "unnamed" { # ERROR RB5001 "names none"
  method = "GET"
  path   = "/orders/1"
}

step "http.request" "order" {
  connection = connection.shop
  method     = "GET"
  path       = "/orders/${urlencode(input.order)}"
}

step "http.request" "file" {
  connection = connection.shop
  method     = "GET"
  path       = "/files/a/b/c"
}

step "http.request" "orders" {
  connection = connection.shop
  method     = "GET"
  path       = "/orders" # ERROR RB5003 "GET /orders is not on the list of use"
}

step "http.request" "anything" {
  connection = connection.shop
  method     = "GET"
  path       = input.order # ERROR RB5005 "The path of http.request must be known at review time"
}

step "http.request" "elsewhere_too" {
  connection = connection.shop
  method     = "GET"
  path       = "/files/../orders" # ERROR RB5007 "does not mean one thing"
}

step "exec.run" "computed" {
  connection = connection.machine
  argv       = [input.order] # ERROR RB5005 "The program of exec.run must be known at review time"
}

step "http.request" "claimed" {
  connection = connection.shop
  method     = "DELETE"
  path       = "/files/a" # ERROR RB5003 "DELETE /files/a is not on the list"
  effect     = "observe" # ERROR RB4006 "A DELETE does not only observe"
}

step "notify.webhook" "told" {
  connection = connection.shop
  text       = "done"
}

step "notify.webhook" "told_nobody" { # ERROR RB5001 "names none"
  text = "done"
}

step "notify.webhook" "counted" {
  connection = connection.shop
  text       = "done"
  effect     = "change" # ERROR RB4006 "always counts as"
}

step "exec.run" "backup" {
  argv = ["backup.sh"] # ERROR RB5003 "backup.sh is not on the list"
}

step "exec.run" "restore" {
  argv = ["./restore.sh"]
}
