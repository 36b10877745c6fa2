runbook "nothing" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "schedule" "daily" {
  every = "day 06:30"
}

# ERROR line 1 RB1004 "no step"
