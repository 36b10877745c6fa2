runbook "forge" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "manual" "form" {}

trigger "manual" "again" {} # ERROR RB7002 "has a form already"

trigger "schedule" "often" {
  cron = "*/3 * * * *" # ERROR RB7006 "every 3 min at times"
}

access {
  who = [role.security]
}

input "note" {
  type    = string
  default = "$${{ github.token }}" # ERROR RB7003 "begins an expression of GitHub"
}

input "choice" {
  type    = string
  default = "a"
  one_of  = ["a", "$${{ b }}"] # ERROR RB7003 "begins an expression of GitHub"
}

input "report" {
  type       = string
  default    = ""
  max_length = 70000 # ERROR RB7001 "carries 65535 characters at most"
}

input "i04" {
  type    = number
  default = 4
}

input "i05" {
  type    = number
  default = 5
}

input "i06" {
  type    = number
  default = 6
}

input "i07" {
  type    = number
  default = 7
}

input "i08" {
  type    = number
  default = 8
}

input "i09" {
  type    = number
  default = 9
}

input "i10" {
  type    = number
  default = 10
}

input "i11" {
  type    = number
  default = 11
}

input "i12" {
  type    = number
  default = 12
}

input "i13" {
  type    = number
  default = 13
}

input "i14" {
  type    = number
  default = 14
}

input "i15" {
  type    = number
  default = 15
}

input "i16" {
  type    = number
  default = 16
}

input "i17" {
  type    = number
  default = 17
}

input "i18" {
  type    = number
  default = 18
}

input "i19" {
  type    = number
  default = 19
}

input "i20" {
  type    = number
  default = 20
}

input "i21" {
  type    = number
  default = 21
}

input "i22" {
  type    = number
  default = 22
}

input "i23" {
  type    = number
  default = 23
}

input "i24" {
  type    = number
  default = 24
}

input "i25" {
  type    = number
  default = 25
}

input "i26" { # ERROR RB7001 "has 29 inputs, and GitHub's form has 25 fields at most"
  type    = number
  default = 26
}

input "i27" {
  type    = number
  default = 27
}

input "i28" {
  type    = number
  default = 28
}

input "i29" {
  type    = number
  default = 29
}

locals {
  digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f", "g"]
  pairs  = flatten([for a in local.digits : [for b in local.digits : "${a}${b}.acme.example"]])
}

phase "pairs" {
  for_each = local.pairs

  step "tls.probe" "one" {
    host    = each.value
    timeout = "7h" # ERROR RB7007 "ends after 6 hours"
  }
}

phase "many" {
  for_each = org.sites
  limit    = 300
  runs_on  = ["our-own"]

  step "tls.probe" "two" {
    host    = each.value.host
    timeout = "7h"
  }
}

phase "more" {
  for_each = local.pairs
  runs_on  = ["our-own", "another"]

  step "tls.probe" "of_more" {
    host = each.value
  }
}

phase "three" {
  for_each = local.pairs
  runs_on  = ["our-own"]

  step "tls.probe" "of_three" {
    host = each.value
  }
}

phase "four" {
  for_each = local.pairs # ERROR RB7004 "the run may come to 1026 jobs"
  runs_on  = ["our-own"]

  step "tls.probe" "of_four" {
    host = each.value
  }
}
