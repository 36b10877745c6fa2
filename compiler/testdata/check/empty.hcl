runbook "empty" {
  language = 1
  title    = " " # ERROR RB3025 "title is empty"
  owner    = role.security
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}

ignore "RB4002" { # WARNING RB8002 "silences nothing"
  reason = "" # ERROR RB3025 "reason is empty"
  until  = "2026-12-31"
}
