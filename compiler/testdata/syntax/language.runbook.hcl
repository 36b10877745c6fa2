runbook "language" { # ERROR RB1003 "The setting language is missing in the section runbook language."
  title = "Look around"
  owner = role.security
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}
