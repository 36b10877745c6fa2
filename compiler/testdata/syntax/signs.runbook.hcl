# Signs as people and other languages write them.
runbook "signs" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}

check "small" {
  condition = step.hosts.size =< 3000 # ERROR RB0106 "Write <= instead of =<"
  message   = "It is large."
}

check "large" {
  condition = step.hosts.size => 3 # ERROR RB0106 "Write >= instead of =>"
  message   = "It is small."
}

check "another" {
  condition = step.hosts.size !== 3 # ERROR RB0106 "Write != instead of !=="
  message   = "It has this size."
}

evidence "sizes" {
  value = { for n in [1, 2] : n => step.hosts.size }
}
