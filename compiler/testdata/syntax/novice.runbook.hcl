# What somebody writes who knows other tools. Each slip has one finding, and says what is written here.
runbook "novice" {
  language = 1
  title    = "Look around"
  owner    = [role.security] # ERROR RB2010 "owner takes a reference"
}

-- started by hand # ERROR RB0199 "does not begin with --"

access: { # ERROR RB0103 "no colon before its brace"
  who = [roles.security] # ERROR RB2010 "who takes a reference"
}

use connection.okta { # ERROR RB0111 "need quotes"
  allow = okta.get_user, okta.suspend_user # ERROR RB0108 "A list stands in brackets"
}

use "shop" {
  allow = ["GET /orders" "GET /devices"] # ERROR RB0199 "A comma is missing"
}

check "a" {
  condition = step.hosts.owner is "root" # ERROR RB0106 "Write == instead of is"
  message   = $words # ERROR RB0105 "without $"
}

check "b" {
  condition = step.hosts.owner <> "root" # ERROR RB0106 "Write != instead of <>"
  message   = "No."
}
