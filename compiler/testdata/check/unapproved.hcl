runbook "unapproved" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

use "shop" {
  allow = ["GET /orders", "POST /orders"]
}

locals {
  late = input.days > 30
}

trigger "manual" "form" {}

access {
  who         = [role.founder]
  break_glass = [role.founder] # WARNING RB4049 "Only octocat#583231 may break the glass, and nobody else could confirm it"
}

input "days" {
  type = number
}

approval "security" {
  from    = [role.security]
  skip_if = local.late # ERROR RB4043 "input.days → local.late → approval.security"
}

approval "founder" {
  from    = [role.founder]
  min     = 2 # ERROR RB4041 "2 must say yes, and the roles have one person"
  timeout = "soon" # ERROR RB3007 "timeout is not a length of time"

  show { # ERROR RB3025 "Nothing is shown here"
  }
}

approval "alone" {
  from    = [role.founder] # WARNING RB4042 "If octocat#583231 starts the run"
  min     = 0 + 1
  skip_if = approval.security.outcome # ERROR RB3004 "skip_if is true or false"
}

ask "call" {
  to       = [role.founder]
  second   = [role.founder] # ERROR RB4041 "A second person must answer"
  question = "Is it so?"
  timeout  = "8h"
  needs    = [approval.alone, approval.nobody] # ERROR RB2002 "There is no approval called nobody"

  answer "command" {
    type = string
  }
}

step "http.request" "look" {
  connection = connection.shop
  method     = "GET"
  path       = "/orders"
}

step "http.request" "first" { # ERROR RB4040 "The step first does not wait for an approval"
  connection = connection.shop
  method     = "POST"
  path       = "/orders"
}

step "http.request" "second" { # ERROR RB4040 "The step second does not wait for an approval"
  connection = connection.shop
  method     = "POST"
  path       = "/orders"
  needs      = [step.first]
}

step "http.request" "third" {
  connection = connection.shop
  method     = "POST"
  path       = "/orders"
  needs      = [ask.call]
}

step "http.request" "fourth" {
  connection = connection.shop
  method     = "POST"
  path       = "/orders"
  when       = length(approval.founder.approved_by) > 1
}

step "http.request" "fifth" {
  connection = connection.shop
  method     = "GET"
  path       = "/orders"
  query      = { sort = ask.call.command } # ERROR RB6003 "ask.call.command"
}

confirm {
  by     = [role.founder] # WARNING RB4048 "Only octocat#583231 can confirm the run, and may start the run too"
  within = "2 days" # ERROR RB3007 "within is not a length of time"
}
