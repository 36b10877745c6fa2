runbook "references" {
  language  = 1
  title     = "A word where a reference is wanted"
  owner     = security # ERROR RB2010 "owner takes a reference: role.NAME."
  review_by = 2027     # ERROR RB3001 "review_by takes a date"
}

access {
  who         = operators                # ERROR RB2010 "who takes a reference: [role.NAME]"
  break_glass = [security, "role.owner"] # ERROR RB2010 # ERROR RB2010
}

step "file.read" "hosts" {
  path  = hosts      # ERROR RB0108 "text needs quotes"
  needs = [step.a.b] # ERROR RB2010
}
