runbook "triggerless" { # NOTE RB4007 "it has no trigger"
  language = 1
  title    = "Claims that nobody keeps fresh"
  owner    = role.security
}

satisfies "nist-sp-800-53" {
  controls = ["SC-8"]
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}

check "there" {
  condition = step.hosts.exists
  message   = "There is none."
}
