runbook "pulled" {
  language = 1
  title    = "Look at what is proposed"
  owner    = role.security
}

trigger "pull_request" "change" {
  paths = ["sites/**"]
}

satisfies "cisa-ztmm" {
  function = "networks.traffic-encryption"
  stage    = "initial" # ERROR RB9007 "initial is claimed, but only pull requests start this runbook"
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}

check "there" {
  condition = step.hosts.exists
  message   = "There is no list of hosts."
}
