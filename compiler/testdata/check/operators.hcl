runbook "operators" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

step "tls.probe" "site" {
  host = "shop.acme.example"
}

check "order" {
  condition = step.site.days_left > "21" # ERROR RB3003 "> stands between numbers, and this is a text"
  message   = "It ends soon."
}

check "equal" {
  condition = step.site.days_left == "21" # ERROR RB3003 "A number is never a text"
  message   = "It ends soon."
}

check "both" {
  condition = step.site.trusted && step.site.version # ERROR RB3003 "&& stands between conditions, and this is a text"
  message   = "It is not."
}

check "number" {
  condition = step.site.days_left # ERROR RB3004 "A condition is true or false, and this is a number"
  message   = "It ended."
}

check "choice" {
  condition = step.site.version ? true : false # ERROR RB3004 "The condition before ? is true or false"
  message   = "It ended."
}

check "nothing" {
  condition = 1 < 2 # WARNING RB3015 "always true"
  message   = "It is not."
}

check "message" {
  condition = step.site.trusted
  message   = step.site.days_left # ERROR RB3001 "message takes a text, and this is a number"
}

check "listed" {
  condition = step.site.trusted
  message   = "Only ${step.site.names}." # ERROR RB3018 "This is a list, which cannot be part of a text"
}

evidence "sum" {
  value = step.site.version + "!" # ERROR RB3003 "+ adds numbers, and here is a text"
}

evidence "arguments" {
  value = join(step.site.names) # ERROR RB3006 "join takes 2 arguments, and this call has 1"
}

evidence "argument" {
  value = join(", ", step.site.version) # ERROR RB3006 "join takes a list as its items, and this is a text"
}

evidence "fallback" {
  value = default("a", "b") # ERROR RB3006 "The first argument of default is a reference"
}

evidence "silence" {
  value = absent(step.site.version) # ERROR RB3006 "absent asks what an answer leaves out, so it stands in give"
}

evidence "over_text" {
  value = [for letter in step.site.version : letter] # ERROR RB3005 "for goes over a list or a map, and this is a text"
}

evidence "keys" {
  value = { for n in step.site.names : length(n) => n } # ERROR RB3017 "The name of a member is a text, and this is a number"
}

evidence "doubled" {
  value = {
    site = step.site.version
    site = step.site.cipher # ERROR RB3017 "two members site"
  }
}

evidence "computed_place" {
  value = step.site.names[step.site.version] # ERROR RB3001 "The place in a list takes a number, and this is a text"
}

evidence "place" {
  value = step.site.names["first"] # ERROR RB2003 "step.site.names is a list"
}

step "tls.probe" "text" {
  host = "shop.acme.example"
  port = "443" # ERROR RB3001 "port takes a number, and this is a text"
}

step "tls.probe" "number" {
  host = 443 # ERROR RB3001 "host takes a text, and this is a number"
}

step "tls.probe" "half" {
  host = "shop.acme.example"
  when = step.site.days_left # ERROR RB3004 "when is true or false, and this is a number"
}

evidence "length" {
  value = addtime(run.started_at, "3 days") # ERROR RB3006 "as its length: a text is not a length of time"
}

evidence "layout" {
  value = formatdate("DD.MM.YYYY", addtime(run.started_at, "-3d"))
}

check "pattern" {
  condition = matches(step.site.version, "[") # ERROR RB3006 "as its pattern: a pattern is not RE2"
  message   = "It is another one."
}

check "day" {
  condition = before("01.02.2026", run.started_at) # ERROR RB3006 "as its first: a text is not an instant"
  message   = "It is too early."
}
