# What starts a runbook beside a time and a person.
runbook "started" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "event" "edr" {
  type = "credential-theft"
  map = {
    login  = trigger.event.login
    reason = trigger.event.reason
  }
}

trigger "event" "nameless" { # ERROR RB1003 "setting type is missing"
  map = { login = trigger.event.login }
}

trigger "event" "odd" {
  type  = "credential theft" # ERROR RB3024 "cannot be the type of an event"
  label = "theft" # ERROR RB3030 "A trigger event has no setting label"
  map   = { login = "ada@acme.example" }
}

trigger "issue" "reported" {
  label = "security, urgent" # ERROR RB3024 "cannot be the label of an issue"
}

trigger "pull_request" "changed" {
  paths = ["terraform/**", "/etc/*"] # ERROR RB3024 "cannot be a path of a pull request"
}

trigger "finding" "found" {
  check = "started.lokin" # ERROR RB2002 "There is no check started.lokin. Did you mean started.login?"
  map   = { login = trigger.event.login }
}

trigger "finding" "again" { # ERROR RB2030 "These runbooks start each other"
  check = "started.login"
  map   = { login = trigger.event.login }
}

trigger "finding" "no_check" {
  check = "started" # ERROR RB3024 "names no check"
  map   = { login = trigger.event.login }
}

trigger "finding" "elsewhere" {
  check = "starter.logins" # ERROR RB2002 "There is no check starter.logins. Did you mean started.login?"
  map   = { login = trigger.event.login }
}

access {
  who = [role.security]
}

input "login" { # ERROR RB4004 "The pull_request changed cannot answer this input"
  type    = string
  pattern = "[a-z]+@acme.example"
}

input "reason" {
  type       = string
  default    = "none was given"
  max_length = 200
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}

check "login" {
  condition = input.login != "root@acme.example" && step.hosts.exists
  message   = "${input.login}: ${input.reason}"
}
