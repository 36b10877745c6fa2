runbook "yamlcolon" {
  title = "x"
  owner = role.security
}

access {
  who: # ERROR RB0103 "a colon"
    - security
}
