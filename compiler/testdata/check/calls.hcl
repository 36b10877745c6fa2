# What may be wrong where a runbook asks for actions that are written in HCL.
runbook "calls" {
  language = 1
  title    = "Tidy the orders"
  owner    = role.security
}

input "order" {
  type    = string
  default = "7"
}

use "shop" {
  allow = [
    "shop.list_orders",
    "shop.cancel_order",
    "shop.cancel_orders",
    "shop.cancel_ordr", # ERROR RB2007 "Did you mean shop.cancel_order?"
    "http.request",     # ERROR RB5006 "would allow everything"
    "tls.probe",        # ERROR RB5008 "does not go over"
    "POST /refunds",
  ]
}

use "machine" {
  allow = ["git", "shop.close"] # ERROR RB5008 "does not go over"
}

trigger "manual" "form" {}

access {
  who = [role.security]

  gate "nothing" {
    action    = "" # ERROR RB2007 "No action is named here"
    condition = run.mode == "live"
    message   = "Now."
  }

  gate "orders" { # ERROR RB1003 "The gate orders lacks the setting before"
    action = "shop.list_orders"

    with {
      note = run.requester.login
    }
    max_age   = "1h"
    condition = self.count == 0
    message   = "There are orders from before ${self.seen_at}."
  }

  gate "cancels" {
    action = "shop.cancel_order" # ERROR RB4044 "A gate only looks"

    with {
      id  = "7"
      ids = "8" # ERROR RB1002 "Did you mean id?"
    }
    condition = self.state == ""
    message   = "No."
  }
}

step "exec.run" "log" {
  argv = ["git", "log"]
}

step "shop.list_orders" "old" {
  before = "2026-01-01"
  state  = "lost" # ERROR RB3002 "lost"

  expect "some" {
    condition = self.count > 0 && self.total > 0 # ERROR RB2003 "shop.list_orders gives no total"
    message   = "There are none."
  }
}

step "shop.list_orders" "early" {
  before = "yesterday" # ERROR RB3011 "is not a date"
  sate   = "open"      # ERROR RB1002 "Did you mean state?"
}

step "shop.cancel_order" "one" { # ERROR RB1003 "lacks the setting id"
  title  = "Cancel it"
  effect = "observe" # ERROR RB4006 "always counts"
}

step "shop.cancel_order" "two" {
  id = input.order
}

step "shop.cancel_order" "three" {
  id = 3 # ERROR RB3001
}

step "shop.restore_order" "four" { # ERROR RB5003 "shop.restore_order is not on the list"
  id    = "seven" # ERROR RB3011 "does not fit the pattern"
  state = input.order

  retry { # WARNING RB4002
    max   = 2
    delay = "10s"
  }
}

step "shop.cancel_orders" "five" { # ERROR RB2007 "Did you mean shop.cancel_order?"
  id = "5"
}

step "shop.close" "six" {
  connection = connection.machine # ERROR RB5001 "needs a connection of kind"
}

evidence "orders" {
  value = step.old.orders # WARNING RB6004
}

evidence "given" {
  value = setting.order # ERROR RB2006 "it belongs to an action"
}

check "state" {
  condition = step.two.state == "cancelled"
  message   = "It is ${step.two.stat}." # ERROR RB2003 "Did you mean state?"
}
