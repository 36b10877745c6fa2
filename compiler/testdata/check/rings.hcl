runbook "rings" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

locals {
  a = [local.b] # ERROR RB2004 "a needs b, b needs a."
  b = local.a
}

step "file.read" "first" {
  path  = "a.txt"
  needs = [step.second] # ERROR RB2004 "first waits for second, second waits for third, third waits for first."
}

step "file.read" "second" {
  path = "b.txt"
  when = step.third.exists
}

step "file.read" "third" {
  path = "c.txt"
  when = local.there
}

locals {
  there = step.first.exists
  used  = local.a
}

check "one" { # ERROR RB2004 "one needs two, two needs one."
  condition = check.two.passed && local.used == local.used
  message   = "It is not."
}

check "two" {
  condition = check.one.passed
  message   = "It is not."
}
