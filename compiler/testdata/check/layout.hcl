runbook "layout" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

phase "look" {
  step "file.read" "hosts" {
    path = "/etc/hosts"
  }
}

phase "judge" { # ERROR RB1041 "The phase judge has nothing to do"
  check "there" {
    condition = step.hosts.exists
    message   = "There is none."
  }
}

step "file.read" "users" { # ERROR RB1040 "This step stands outside phases"
  path = "/etc/passwd"
}

ask "call" {
  to       = [role.security]
  question = "Did you reach them?"
  timeout  = "8h"

  answer "reached" {
    type = bool
  }
}

moved {
  from = "step.user"
  to   = "step.users"
}

moved {
  from = "step.host"
  to   = "step.host_file" # ERROR RB2040 "There is no step called host_file"
}

moved {
  from = "step.hosts" # ERROR RB2040 "step.hosts has not moved: it is still there"
  to   = "step.users"
}

moved {
  from = "step.user" # ERROR RB2040 "step.user moved twice"
  to   = "step.hosts"
}

moved {
  from = "step.called"
  to   = "ask.call" # ERROR RB2040 "are not of one kind"
}

moved {
  from = "the step users" # ERROR RB2040 "is no address of a part"
  to   = "step.users"
}
