runbook "items" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

step "tls.probe" "unnamed" {
  for_each = org.listed # ERROR RB3005 "nothing says what its items are called"
  host     = each.value.host
}

step "tls.probe" "misnamed" {
  for_each = org.listed
  by       = "nam" # ERROR RB3005 "The items have no member nam. Did you mean name?"
  host     = each.value.host
}

step "tls.probe" "named" {
  for_each = org.listed
  by       = "name"
  host     = each.value.host
  port     = each.value.port # ERROR RB2003 "each.value gives no port"
}

step "tls.probe" "map" {
  for_each = org.sites
  by       = "host" # ERROR RB3005 "The items of a map have names already"
  host     = each.value.host
}

step "tls.probe" "texts" {
  for_each = ["shop.acme.example", "status.acme.example"]
  host     = each.value
}

step "tls.probe" "one" {
  for_each = "shop.acme.example" # ERROR RB3005 "for_each takes a map or a list, and this is a text"
  host     = each.value
}

step "tls.probe" "alone" {
  host     = "shop.acme.example"
  parallel = 4 # ERROR RB3016 "this step has no items"
}

step "tls.probe" "nameless" {
  host = "shop.acme.example"
  by   = "name" # ERROR RB3005 "there are none"
}

check "of_each" {
  condition = step.named.days_left > 3 && step.named["shop"].days_left > 3 && step.named.shop.days_left > 3 # ERROR RB2003 "step.named is there once for each item, and days_left is what one of them gives"
  message   = "They end soon."
}
