runbook "inputs" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "schedule" "daily" {
  every = "day 06:30"

  map = {
    mapped   = 30
    outside  = 120 # ERROR RB3011 "The value is above max = 90"
    nobody   = 1 # ERROR RB2002 "no input called nobody"
    "listed" = ["a", "b"]
  }
}

trigger "schedule" "weekly" {
  every = "monday 06:30"
  map   = [for s in org.sites : s.tier] # ERROR RB3022 "map is written out"
}

trigger "manual" "form" {
  map = { mapped = 3 } # ERROR RB3030 "A trigger manual has no setting map"
}

access {
  who = [role.security]
}

input "unanswered" { # ERROR RB4004 "The schedule daily cannot answer this input"
  type = number
}

input "mapped" {
  type = number
}

input "outside" {
  type    = number
  default = 3
  max     = 90
}

input "listed" {
  type    = list(string)
  default = ["a"]
  one_of  = ["a", "b"]
}

input "above" {
  type    = number
  default = 120 # ERROR RB3011 "The default is above max = 90"
  max     = 90
}

input "below" {
  type    = date
  default = "2019-12-31" # ERROR RB3011 "The default is below min"
  min     = "2020-01-01"
}

input "long" {
  type       = string
  default    = "abcdef" # ERROR RB3011 "The default is longer than max_length = 5"
  max_length = 5
}

input "other" {
  type    = string
  default = "c" # ERROR RB3011 "The default is none of one_of"
  one_of  = ["a", "b"]
}

input "unfit" {
  type    = string
  default = "B" # ERROR RB3011 "The default does not fit the pattern"
  example = "C" # ERROR RB3011 "The example does not fit the pattern"
  pattern = "[a-z]"
}

input "kind" {
  type    = number
  default = "21" # ERROR RB3011 "The default is not a number"
}

input "int" {
  type    = int # ERROR RB3019 "An input cannot have the type int"
  default = 21
}

input "ruled" {
  type    = bool
  default = true
  min     = 1 # ERROR RB3012 "min is no rule for an input that is true or false"
  pattern = "t" # ERROR RB3012 "pattern is no rule for an input that is true or false"
}

input "crossed" {
  type    = duration
  default = "2h"
  min     = "3h" # ERROR RB3012 "min is greater than max"
  max     = "1h"
}

input "bound" {
  type    = number
  default = 1
  max     = "90" # ERROR RB3012 "max is for a number"
}

input "choices" {
  type    = number
  default = 1
  one_of  = ["1"] # ERROR RB3012 "one_of is a list of values"
}

input "pattern" {
  type    = string
  default = "a"
  pattern = "[a-z" # ERROR RB3013 "This is not a regular expression"
}

input "code" { # ERROR RB4005 "A sensitive input cannot come through a form"
  type      = string
  default   = "0000"
  sensitive = true
}

step "tls.probe" "site" {
  host = "shop.acme.example"
}
