runbook "places" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "schedule" "daily" {
  every = "day 06:30"

  map = {
    host = step.site.version # ERROR RB2006 "not known yet when a trigger"
  }
}

input "host" {
  type    = string
  default = "shop.acme.example"
}

step "tls.probe" "site" {
  host = "shop.acme.example"
  port = each.value.port # ERROR RB2006 "no item here"
  when = self.reached # ERROR RB2006 "There is no self here"
}

step "file.read" "hosts" {
  path = "/etc/hosts"
  when = check.valid.passed # ERROR RB2006 "known only after all steps"

  expect "there" {
    condition = self.exists
    message   = "Ask ${role.security}." # ERROR RB2006 "role is no value"
  }
}

check "valid" {
  condition = step.site.trusted
  message   = "${each.key} is not valid." # ERROR RB2006 "no item here"
}

evidence "host" {
  value = input.host
}
