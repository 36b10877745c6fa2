runbook "two" {
  language = 1
  title    = "The one that the file is called after"
  owner    = role.security
  timeout  = 30 # ERROR RB3001 "timeout takes a length of time, and this is a number"
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}

runbook "three" { # ERROR RB1006 "One file, one runbook"
  title = "All from here on is another runbook, and told of once it has a file"
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}
