runbook "yamlcolon" {
  language = 1
  title    = "x"
  owner    = role.security
}

access {
  who: # ERROR RB0103 "a colon"
    - security
}
