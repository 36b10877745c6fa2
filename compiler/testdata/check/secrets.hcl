runbook "secrets" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

use "machine" {
  allow = ["cat", "sh"]
}

use "shop" {
  allow = ["GET /orders/*", "notify.webhook"]
}

input "anything" {
  type    = string
  default = "x"
  pattern = ".*"
}

input "bounded" {
  type    = string
  default = "x"
  pattern = "[a-z]+"
}

input "code" {
  type      = string
  default   = "0000"
  sensitive = true
  pattern   = "[0-9]{4}"
}

input "login" {
  type     = string
  default  = "ada"
  one_of   = ["ada", "bob"]
  personal = true
}

locals {
  listed = "${step.list.stdout}/x"
}

step "exec.run" "list" {
  argv = ["cat", "list.txt"]
  env  = { TOKEN = secret.shop_token } # ERROR RB6001 "secret.shop_token would be visible here"
}

step "exec.run" "show" {
  argv = ["cat", local.listed] # ERROR RB6003 "decide argv: step.list.stdout → local.listed → step.show.argv"
}

step "exec.run" "fed" {
  argv  = ["cat", input.bounded]
  stdin = step.list.stdout
}

step "script.run" "script" {
  script = "echo ${input.anything}" # ERROR RB6003 "decide script: input.anything → step.script.script"
  env    = { ANYTHING = input.anything }
}

step "http.request" "plain" {
  connection = connection.shop
  method     = "GET"
  path       = "/orders/${step.list.lines[0]}" # ERROR RB6003 "decide path: step.list.lines → step.plain.path"
}

step "http.request" "encoded" {
  connection = connection.shop
  method     = "GET"
  path       = "/orders/${urlencode(step.list.lines[0])}"
}

step "http.request" "each" {
  for_each   = step.plain.json.orders
  by         = "id"
  connection = connection.shop
  method     = "GET"
  path       = "/orders/${each.value.id}" # ERROR RB6003 "decide path: step.plain.json → step.each.path"
}

step "notify.webhook" "tell" {
  connection = connection.shop
  text       = "${step.list.stdout}, and the code is ${input.code}" # ERROR RB6005 "A sensitive value would be visible: input.code → step.tell"
}

check "told" {
  condition = length(step.list.lines) > 0
  message   = "The code ${input.code} is wrong." # ERROR RB6005 "A sensitive value would be visible: input.code → check.told"
}

evidence "who" {
  value = input.login # WARNING RB6004 "keeps it for ever: input.login → evidence.who"
}

evidence "starter" {
  value    = run.requester.login
  personal = true
}

evidence "code" {
  value = [for c in [input.code] : { given = c }] # ERROR RB6005 "A sensitive value would be visible"
}

evidence "codes" {
  value = { for c in [input.code] : (c) => true } # ERROR RB6006 "A sensitive value would be the name of a member"
}

evidence "code_given" {
  value = length(input.code) > 0 # WARNING RB6007 "decide what others see: input.code → evidence.code_given.value"
}

# ERROR line 116 RB6002 "looks like an AWS access key"
# AKIAIOSFODNN7EXAMPLE
