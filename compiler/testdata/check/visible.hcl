# Every place where something sensitive would be seen, or would decide what is.
runbook "visible" {
  language = 1
  title    = "Look around"
  owner    = role.security

  concurrency {
    key = input.code # ERROR RB6005 "input.code → runbook.concurrency.key"
  }
}

use "machine" {
  allow = ["cat"]
}

use "shop" {
  allow = ["GET /orders/*", "notify.webhook", "shop.cancel_order"]
}

trigger "manual" "by_hand" {
}

access {
  who = [role.security]
  gate "known" {
    action = "file.read"
    with {
      path = "/etc/${input.host}" # ERROR RB6005 "input.host → gate.known.path"
    }
    condition = self.size > length(input.host) # WARNING RB6007 "input.host → gate.known.condition"
    message   = "Not from ${input.host}."      # ERROR RB6005 "input.host → gate.known.message"
  }
}

input "code" { # ERROR RB4005
  type      = string
  default   = "0000"
  sensitive = true
  pattern   = "[0-9]{4}"
}

input "host" { # ERROR RB4005
  type      = string
  default   = "shop"
  sensitive = true
  one_of    = ["shop", "till"]
}

locals {
  said  = "code ${input.code}"
  apart = { secret = input.code, plain = 1 }
  short = [for c in [input.code] : true if length(c) < 4]
}

step "exec.run" "ask" {
  effect = "observe"
  argv   = ["cat"]
  stdin  = local.said
  env    = { CODE = input.code }
}

step "exec.run" "argument" {
  effect = "observe"
  argv   = ["cat", local.said]  # ERROR RB6005 "input.code → local.said → step.argument.argv"
  when   = input.code == "0000" # WARNING RB6007 "input.code → step.argument.when"
  retry {
    max   = 2
    delay = "10s"
    while = startswith(input.code, "0") # WARNING RB6007 "input.code → step.argument.while"
  }
  expect "same" {
    condition = self.stdout == input.code  # ERROR RB6005 "kept in the record: input.code → step.argument.same.condition"
    message   = "It is not ${local.said}." # ERROR RB6005 "input.code → local.said → step.argument.same.message"
  }
}

step "exec.run" "items" {
  effect   = "observe"
  argv     = ["cat", each.value] # ERROR RB6005 "input.host → step.items.argv"
  for_each = [input.host]        # ERROR RB6006 "the key of an item: input.host"
  limit    = "50%"
  limit_of = local.short # WARNING RB6007 "input.code → local.short → step.items.limit_of"
}

step "exec.run" "some" {
  effect   = "observe"
  argv     = ["cat"]
  for_each = { for n in ["a", "b"] : (n) => n if n == input.host } # WARNING RB6007 "input.host → step.some.for_each"
}

step "exec.run" "named" {
  effect   = "observe"
  argv     = ["cat", each.key]
  for_each = [{ id = "one", code = input.code }]
  by       = "id"
  env      = { CODE = each.value.code }
}

step "http.request" "address" {
  connection = connection.shop
  method     = "GET"
  path       = "/orders/${urlencode(input.code)}" # ERROR RB6005 "input.code → step.address.path"
  query      = { code = input.code }              # ERROR RB6005 "input.code → step.address.query"
  headers    = { x-code = input.code }
}

step "shop.cancel_order" "own" {
  needs = [approval.yes]
  id    = input.code # ERROR RB6005 "input.code → step.own.id"
}

step "exec.run" "taken_back" {
  needs = [approval.yes]
  argv  = ["cat"]
  undo "exec.run" {
    argv = ["cat", input.code] # ERROR RB6005 "input.code → step.taken_back.argv"
  }
  undo_after = "${length(input.code)}d" # WARNING RB6007 "input.code → step.taken_back.undo_after"
}

approval "yes" {
  from    = [role.security]
  skip_if = step.ask.stdout == "" # WARNING RB6007 "input.code → step.ask.env → step.ask.stdout → approval.yes.skip_if"
  show {
    title = local.said # ERROR RB6005 "input.code → local.said → approval.yes.title"
  }
}

ask "call" {
  to       = [role.security]
  timeout  = "1d"
  question = "Is it ${input.code}?" # ERROR RB6005 "input.code → ask.call.question"
  when     = input.host == "shop"   # WARNING RB6007 "input.host → ask.call.when"

  answer "heard" {
    type  = bool
    title = "Heard"
  }

  show {
    table = [{ code = input.code }] # ERROR RB6005 "input.code → ask.call.table"
  }
}

check "items" {
  for_each  = zipmap([input.code], [true]) # ERROR RB6006 "the name of a member: input.code"
  condition = step.ask.exit == 0
  message   = "It ended with ${step.ask.exit}."
}

check "branch" {
  condition = (input.host == "shop" ? step.ask.exit : 1) == 0 # WARNING RB6007 "input.host → check.branch.condition"
  message   = "No."
}

check "plain" {
  condition = local.apart.plain == step.ask.exit
  message   = "No."
}

check "number" {
  condition = contains([input.code], "0000") # WARNING RB6007 "input.code → check.number.condition"
  message   = "No."
}

evidence "first" {
  value = [for c in [input.code] : substr(c, 0, 1)] # ERROR RB6005 "input.code → evidence.first.value"
}

evidence "told" {
  value = step.ask.stdout # WARNING RB6007 "input.code → step.ask.env → step.ask.stdout → evidence.told.value"
}

evidence "fallback" {
  value = default({ a = 1 }[input.code], 1) # WARNING RB6007 "input.code → evidence.fallback.value"
}

notify "end" {
  action     = "notify.webhook"
  connection = connection.shop
  on         = ["failed"]
  text       = local.said # ERROR RB6005 "input.code → local.said → notify.end.text"
}

result {
  title = "Done"
  text  = merge({ a = local.said }, { b = 1 }).a # ERROR RB6005 "input.code → local.said → result.text"
}
