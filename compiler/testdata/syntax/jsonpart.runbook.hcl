runbook "jsonpart" {
  language = 1
  title    = "x"
  owner    = role.security
}

"step": { # ERROR RB0199 "as in JSON"
  "path": "/etc/hosts",
  "needs": []
}
