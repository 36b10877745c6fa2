runbook "meant" {
  language = 1
  title    = "Names where references are wanted"
  owner    = security # ERROR RB2010 "owner takes a reference: role.NAME."
}

access {
  who         = securty        # ERROR RB2010 "Did you mean role.security?"
  break_glass = ["nobody_yet"] # ERROR RB2010 "break_glass takes a reference: role.NAME."
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}

step "file.read" "again" {
  path  = "/etc/hosts"
  needs = [hosts] # ERROR RB2010 "needs takes a reference: step.NAME"
}
