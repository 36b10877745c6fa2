runbook "closed" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

check "a" {
  condition = true)  # ERROR RB0118 "closes nothing"
  message   = "No."
}
}                    # ERROR RB0118 "closes nothing"
