runbook "yaml" {
  title = "x"
  owner = role.security
}

access {
  who =
    - role.security # ERROR RB0199 "not written with dashes"
}
