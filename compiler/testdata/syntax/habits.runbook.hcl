# What can be read, and is not what stands here.
runbook "habits" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

variable "days" { # ERROR RB1001 "Did you mean input?"
  type = number
}

resource "file.read" "hosts" { # ERROR RB1001 "Did you mean step?"
  path = "/etc/hosts"
}

output "size" { # ERROR RB1001 "Did you mean evidence?"
  value = step.hosts.size
}

input "Days since" { # ERROR RB1009 "cannot be the name here"
  type = number
}

input "prüfung" { # ERROR RB1009 "cannot be the name here"
  options = ["a"] # ERROR RB1002 "Did you mean one_of?"
}

step "hosts" "file.read" { # ERROR RB1009 "The action stands before the name"
  path = "/etc/hosts"

  approval "security" { # ERROR RB1017 "does not stand in the section step"
    from = [role.security]
  }

  retry {
    attempts = 3 # ERROR RB1002 "Did you mean max?"
  }
}

step "hosts" { # ERROR RB1008 "one word"
  path = "/etc/hosts"
}

use "okta" {
  allow = [okta.get_user] # ERROR RB0108 "each needs quotes"
}

role "security" { # ERROR RB1017 "does not stand in a runbook file"
  members = ["octocat"]
}

person "octocat" {
  email = "octocat@acme.example"
}

on_failure {
  undo = true # ERROR RB3001 "undo takes a text"
}
