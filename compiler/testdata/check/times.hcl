runbook "times" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "schedule" "a" {
  cron = "15 25 * * *" # ERROR RB3008 "hour 25 does not exist; allowed are 0-23"
}

trigger "schedule" "b" {
  cron = "15 5 * *" # ERROR RB3008 "cron has five fields, and this has 4"
}

trigger "schedule" "c" {
  cron = "15 5 31 2 *" # ERROR RB3008 "This time never comes"
}

trigger "schedule" "d" {
  cron = "15 5 * * fri-mon" # ERROR RB3008 "ends before it begins"
}

trigger "schedule" "e" {
  cron = "*/0 5 * * *" # ERROR RB3008 "is no step for the minute"
}

trigger "schedule" "f" {
  every = "monday 25:00" # ERROR RB3008 "hour 25 does not exist"
}

trigger "schedule" "g" {
  every = "mondays 07:00" # ERROR RB3008 "is not a day"
}

trigger "schedule" "h" {
  every = "7 minutes" # ERROR RB3008 "does not divide the 60 minutes of an hour"
}

trigger "schedule" "i" { # ERROR RB3009 "does not say when"
}

trigger "schedule" "j" {
  cron  = "15 5 * * *"
  every = "day 05:15" # ERROR RB3009 "both cron and every"
}

trigger "manual" "k" {
  every = "day 05:15" # ERROR RB3030 "A trigger manual has no setting every"
}

trigger "schedule" "l" {
  every    = "weekday 05:15"
  timezone = "Asia/Tokio" # ERROR RB3014 "no time zone"
}

access {
  who = [role.security]
}

step "tls.probe" "site" {
  host    = "shop.acme.example"
  timeout = "30 s" # ERROR RB3007 "timeout is not a length of time"

  retry {
    max   = 101 # ERROR RB3016 "max cannot be 101"
    delay = "400d" # ERROR RB3007 "delay cannot be 400d"
  }
}

step "wait.until" "soon" {
  until = "30m"
}

step "wait.until" "then" {
  until = "2099-12-31T07:00:00Z"
}

step "wait.until" "someday" {
  until         = "tomorrow" # ERROR RB3007 "until is an instant, a date or a length of time"
  give_up_after = "soon" # ERROR RB3007 "give_up_after is a length of time"
}

step "wait.until" "long" {
  until = "90m" # ERROR RB3007 "the run is ended before"
}

ignore "RB4002" {
  reason = "none"
  until  = "2099-02-30" # ERROR RB3010 "until is not a date"
}

# WARNING line 87 RB8002 "silences nothing"
