runbook "unused" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "schedule" "daily" {
  every = "day 06:30"
}

input "days" { # WARNING RB2020 "Nothing uses the input days"
  type    = number
  default = 21
}

input "host" {
  type    = string
  default = "shop.acme.example"
  pattern = "[a-z.]+"
}

locals {
  limit = 3 # WARNING RB2021 "Nothing uses the local limit"
  host  = input.host
}

step "tls.probe" "site" {
  host = local.host
}
