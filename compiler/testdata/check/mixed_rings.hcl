runbook "mixed_rings" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

approval "security" {
  from    = [role.security]
  skip_if = step.list.exists
}

step "file.read" "list" {
  path  = "a.txt"
  needs = [approval.security] # ERROR RB2004 "step.list waits for approval.security, approval.security waits for step.list."
}
