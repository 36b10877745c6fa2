runbook "legible" {
  title = local.title # ERROR RB0211 "U+202E"
  owner = role.security
}

locals {
  title = "${jsondecode("\"turned \\u202eback\"")}"
}

step "file.read" "hosts" {
  path  = "/etc/hosts"
  title = jsondecode("\"turned \\u202eback\"") # ERROR RB0211 "What comes out for title holds the character U+202E"
}
