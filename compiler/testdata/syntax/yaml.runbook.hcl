runbook "yaml" {
  language = 1
  title    = "x"
  owner    = role.security
}

access {
  who =
    - role.security # ERROR RB0199 "not written with dashes"
}
