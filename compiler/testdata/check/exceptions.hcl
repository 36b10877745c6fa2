runbook "exceptions" {
  language  = 1
  title     = "Look around"
  owner     = role.security
  review_by = "2026-02-28" # WARNING RB8005 "to be looked at again by 2026-02-28"
}

use "machine" {
  allow = ["git", "curl", "wget"]
}

use "other_machine" {
  allow = ["git"]
}

ignore "RB5004" {
  reason = "curl comes back next week"
  until  = "2026-06-30"
}

ignore "RB3015" { # WARNING RB8002 "Nothing here gives RB3015"
  reason = "a placeholder"
  until  = "2026-06-30"
}

ignore "RB5004" {
  reason = "for the move"
  until  = "2026-01-31" # WARNING RB8001 "This exception ended on 2026-01-31"
}

ignore "RB4001" { # ERROR RB8003 "RB4001 is an error, which has no exception"
  reason = "it is fine"
  until  = "2026-06-30"
}

ignore "RB9999" { # ERROR RB8003 "There is no code RB9999"
  reason = "it is fine"
  until  = "2026-06-30"
}

ignore "RB4002" {
  reason = "git fetch may be done twice"
  until  = "2026-06-30"
  on     = step.log
}

ignore "RB4002" {
  reason = "the step had this name last year"
  until  = "2026-06-30"
  on     = step.lock # ERROR RB2002 "There is no step called lock. Did you mean step.log?"
}

step "exec.run" "log" {
  connection = connection.machine
  argv       = ["git", "fetch"]

  retry {
    max   = 3
    delay = "10s"
  }
}
