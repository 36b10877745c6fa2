runbook "misfits" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

runbook "misfits" { # ERROR RB1006 "second time"
  language = 1
  title    = "Twice"
  owner    = role.security
}

input "Days" { # ERROR RB1009 "cannot be the name"
  type    = number
  defalt  = 3     # ERROR RB1002 "Did you mean default?"
  title   = 5     # ERROR RB3001 "takes a text, and this is a number"
  min     = 1
  min     = 2     # ERROR RB1005 "given before"
}

input "note" { # ERROR RB1003 "setting type is missing in the section input note"
  sensitive = "true" # ERROR RB3001 "true or false, and this is a text"
}

step "probe" "site" { # ERROR RB1009 "cannot be the action"
  needs    = [step.a, "b"] # ERROR RB2010 "step.NAME"
  on_error = "ignore"      # ERROR RB3002 "not allowed for on_error"
  parallel = 1.5           # ERROR RB3001 "whole number"
  retry    = { max = 3 }   # ERROR RB1010 "is a section"

  undo "None" { # ERROR RB1009 "cannot be the action"
    reason = "None."
  }
}

step "tls.probe" { # ERROR RB1008 "has one word"
  host = "x"
}

step "tls.probe" "site" { # ERROR RB1007 "two parts step"
  host = "y"
}

access {
  who = "security" # ERROR RB2010 "[role.NAME]"
}

phase "look" {
  titel = "Look" # ERROR RB1002 "Did you mean title?"

  step "tls.probe" "site" { # ERROR RB1007 "two parts step"
    host = "z"
  }

  evidence "a" { # ERROR RB1017 "belongs in a runbook file"
    value = 1
  }
}

ask "call" { # ERROR RB1004 "lacks the section answer"
  to       = [role.security]
  question = "Did you reach them?"
  timeout  = "8h"
}

expect "a" { # ERROR RB1017 "belongs in a section step"
  condition = true
  message   = "No."
}

trigger "cron" "daily" { # ERROR RB3002 "not allowed as the kind of a trigger"
  cron = "15 5 * * *"
}
