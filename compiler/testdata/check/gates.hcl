runbook "gates" {
  language = 1
  title    = "Look around"
  owner    = role.security

  concurrency {
    key = [run.id] # ERROR RB3001 "key takes a text or a number, and this is a list"
  }
}

trigger "schedule" "daily" {
  every = "day 06:30"
}

satisfies "cisa-ztmm" {
  function  = "networks.traffic-encryption"
  stage     = "optimal" # ERROR RB9007 "optimal is claimed, but a person decides in the approval security"
  fresh_for = "2d" # ERROR RB9008 "A run would stop counting before the next one is there"
}

use "shop" {
  allow = ["GET /devices", "POST /devices", "notify.webhook", "shop.announce", "shop.write_down"]
}

locals {
  early = run.id
  late  = step.hosts.exists
}

access {
  who = [role.security]

  gate "file" { # WARNING RB4046 "Nobody passes the gate file"
    action = "file.read"

    with {
      path = step.hosts.text # ERROR RB2006 "step is not known yet: this is judged before the run begins"
    }
    max_age   = "1h" # ERROR RB4045 "file.read does not say how old its answer is"
    condition = local.late && self.exists # ERROR RB2006 "local.late hangs on step.hosts"
    message   = "None for ${local.early}."
  }

  gate "device" { # WARNING RB4046 "Nobody passes the gate device"
    action     = "http.request" # ERROR RB4044 "A gate only looks, and http.request counts as"
    connection = connection.shop

    with {
      method = "POST"
      path   = "/devices"
      body   = 3 # ERROR RB3001 "body takes a text"
    }
    condition = self.state == 200 # ERROR RB2003 "http.request gives no state"
    message   = "Your laptop is unknown."
  }
}

approval "security" {
  from = [role.security]
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}

step "http.request" "ask" {
  connection = connection.shop
  method     = "GET"
  path       = "/devices"
}

step "http.request" "tell" {
  connection = connection.shop
  method     = "POST"
  path       = "/devices"
  needs      = [approval.security]
}

check "there" {
  condition = step.hosts.exists && setting.path == "" # ERROR RB2006 "There is no setting here"
  message   = "There is none, says ${notify.channel}." # ERROR RB2006 "notify is no value"
}

notify "nothing" {
  action     = "notify.webhook"
  connection = connection.shop
  on         = [] # ERROR RB4047 "on names no state"
  text       = "It failed."
}

ask "nobody" {
  to       = [] # ERROR RB4041 "Nobody is asked here"
  question = "Is it so?"
  timeout  = "8h"

  answer "yes" {
    type = bool
  }
}

notify "channel" {
  action = "file.read" # ERROR RB4047 "file.read does not tell people anything"
  on     = ["failed"]
  text   = ["It failed."] # ERROR RB3001 "text takes a text"
}

notify "noted" {
  action = "shop.write_down" # ERROR RB4047 "neither notify.webhook nor issue.open does it"
  on     = ["failed"]
  text   = "It failed."
}

notify "announced" {
  action = "shop.announce"
  on     = ["failed"]
  text   = "It failed."
}
