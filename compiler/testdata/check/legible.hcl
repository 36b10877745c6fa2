runbook "legible" {
  language = 1
  title    = local.title # ERROR RB0214 "What comes out for title holds the character U+000D"
  owner    = role.security
}

locals {
  title = replace("all is well\r\n", "\n", "rm")
}

step "file.read" "hosts" {
  path  = "/etc/hosts"
  title = local.title # ERROR RB0214 "U+000D"
}
