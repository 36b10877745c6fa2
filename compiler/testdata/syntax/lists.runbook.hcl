runbook "lists" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

use "okta" {
  allow = ["okta.list_users", # ERROR RB0119 "] is missing"
    "okta.suspend_user"
}

check "a" {
  condition = length(input.a # ERROR RB0119 ") is missing"
  message   = "No."
}
