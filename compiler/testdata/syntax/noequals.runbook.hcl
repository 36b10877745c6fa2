# ERROR line 6 RB0132 "The = between title and its value is missing"
# ERROR line 14 RB0132 "The = between parallel and its value is missing"
# ERROR line 15 RB0132 "The = between title"
runbook "noequals" {
  language = 1
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
