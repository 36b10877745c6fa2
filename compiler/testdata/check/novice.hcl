# What somebody writes who has never seen such a file. Each slip has one finding, and says what was meant.
runbook "novice" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "schedule" "weekly" {
  every = "Monday 7am" # ERROR RB3008 "Did you mean "
}

trigger "schedule" "often" {
  every = "daily" # ERROR RB3008 "Did you mean "
}

trigger "schedule" "to_the_second" {
  cron = "0 0 7 * * *" # ERROR RB3008 "the first is not for seconds"
}

trigger "schedule" "at_sign" {
  cron = "@daily" # ERROR RB3008 "no words as @daily"
}

trigger "event" "mail" {
  type = "mail"
  map  = { words = "trigger.event.subject", kind = "x", yes_or_no = true, how_many = 3 } # WARNING RB2012 "trigger.event.subject"
}

input "words" {
  type    = string
  default = "none"
  pattern = "*" # ERROR RB3013 "missing argument to repetition"
}

input "kind" {
  type    = text # ERROR RB3019 "Did you mean string?"
  default = "x"
}

input "yes_or_no" {
  type    = boolean # ERROR RB3019 "Did you mean bool?"
  default = true
}

input "how_many" {
  type    = number
  default = "3" # ERROR RB3011 "is not a number"
}

use "machine" {
  allow = ["cat"]
}

step "exec.run" "one_line" {
  argv    = ["cat list of things"] # ERROR RB5003 "cat list of things is not on the list"
  timeout = "30 minutes" # ERROR RB3007 "Did you mean "
}

step "exec.run" "no_list" {
  argv    = "cat list" # ERROR RB3001 "argv takes a list of texts"
  timeout = "1h30m" # ERROR RB3007 "Did you mean "
}

step "exec.run" "piped" {
  argv = ["cat", "list", "|", "wc"] # ERROR RB3024 "is a sign of a shell"
}

step "tls.probe" "sites" {
  for_each = org.sites
  host     = each.value.host
}

step "tls.probe" "misspelt" {
  foreach = org.sites # ERROR RB1002 "Did you mean for_each?"
  host    = each.value.host
  port    = each.value.port
}

step "tls.probe" "without" {
  host = each.value.host # ERROR RB2006 "each belongs to a part with for_each"
  port = each.value.port
}

step "tls.probe" "quoted" {
  for_each = "org.sites" # ERROR RB3005 "this is a text"
  host     = "shop.acme.example"
}

step "tls.probe" "nothing" {
  for_each = null # ERROR RB3005 "nothing (null)"
  host     = "shop.acme.example"
}

step "tls.probe" "twice" {
  for_each = ["shop.acme.example", "shop.acme.example"] # ERROR RB3005 "Two items are called"
  host     = each.value
}

step "file.read" "hosts" {
  path       = "/etc/hosts"
  depends_on = [step.sites] # ERROR RB1002 "Did you mean needs?"
}

step "file.read" "switched_off" {
  path = "/etc/hosts"
  when = "true" # ERROR RB3004 "when is true or false, and this is a text"
}

check "days" {
  condition = step.sites.days_left > 14 # ERROR RB2003 "step.sites is there once for each item"
  message   = "{input.words} and $input.words end soon." # WARNING RB2012 "{input.words} stays" # WARNING RB2012 "$input.words stays"
}

check "kindless" {
  condition = hosts.exists # ERROR RB2001 "Did you mean step.hosts?"
  message   = "There is no file ${words}." # ERROR RB2001 "Did you mean input.words?"
}

check "with_its_action" {
  condition = step.file.read.hosts.exists # ERROR RB2002 "a step is mentioned by its name, without its action"
  message   = "No " + input.words # ERROR RB3003 "+ adds numbers, and here is a text"
}

check "in_quotes" {
  condition = "step.hosts.exists" # ERROR RB3004 "A condition is true or false, and this is a text"
  message   = "There is no file."
}

check "whole" {
  condition = step.hosts # ERROR RB3004 "this is a map"
  message   = "There is no file."
}

check "digits" {
  condition = step.hosts.size == "0" # ERROR RB3003 "A number is never a text"
  message   = "There is something."
}

check "lower_case" {
  condition = lowercase(step.hosts.owner) == "root" # ERROR RB2008 "Did you mean lower?"
  message   = "It is somebody's."
  severity  = "low"
}
