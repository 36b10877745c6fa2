# ERROR line 5 RB0132 "The = between title and its value is missing"
# ERROR line 13 RB0132 "The = between parallel and its value is missing"
# ERROR line 14 RB0132 "The = between title"
runbook "noequals" {
  title "Look around"
  owner = role.security
}

# A section without its settings stays one.
trigger "manual" "form" {}

step "file.read" "hosts" {
  parallel 3 # of them
  title    "${run.id}"
  path     = "/etc/hosts"
}
