# What may be wrong with how a step is taken back, and with how much it touches.
runbook "undo" {
  language = 1
  title    = "Close and open again"
  owner    = role.security
}

use "shop" {
  allow = ["shop.list_orders", "shop.cancel_order", "shop.close", "shop.open", "POST /refunds"]
}

use "machine" {
  allow = ["git"]
}

step "shop.list_orders" "old" {
  before = "2026-01-01"
}

step "shop.close" "bare" { # ERROR RB4021 "nothing takes back the step bare"
}

step "shop.close" "reason" {
  undo "none" { # ERROR RB4026 "nothing says why"
  }
}

step "shop.close" "both" {
  undo "shop.open" {
    reason = "It opens." # ERROR RB4026
  }
}

step "shop.close" "looks" {
  undo "http.request" { # ERROR RB4022 "only looks"
    method = "GET"
    path   = "/refunds"
  }
}

step "shop.close" "elsewhere" {
  undo "exec.run" { # ERROR RB4022 "another connection"
    argv = ["git", "revert"]
  }
}

step "shop.close" "unallowed" {
  undo "http.request" { # ERROR RB4022 "POST /orders, which is not on the list"
    method = "POST"
    path   = "/orders"
  }
}

step "shop.close" "allowed" {
  undo "http.request" {
    connection = "shop" # ERROR RB1002
    method     = "POST"
    path       = "/refunds"
  }
}

step "shop.close" "unknown" {
  undo "shop.opne" {} # ERROR RB2007 "Did you mean shop.open?"
}

step "shop.close" "after" {
  undo_after = "8h" # ERROR RB4025

  undo "none" {
    reason = "It opens by itself."
  }
}

step "shop.open" "forever" { # WARNING RB4023
}

step "shop.open" "evening" {
  undo_after = "tomorrow" # ERROR RB3047
}

step "shop.open" "date" {
  undo_after = 8 # ERROR RB3001 "undo_after"
}

step "shop.open" "dated" {
  undo_after = "2099-12-31"
}

step "shop.cancel_order" "all" { # WARNING RB4024
  for_each = step.old.orders
  by       = "id"
  id       = each.value.id

  undo "shop.close" {
    order = self.state # ERROR RB1002
  }
}

step "shop.cancel_order" "share" {
  for_each = step.old.orders
  by       = "id"
  limit    = "10%"
  limit_of = step.old.orders
  id       = each.value.id
}

step "shop.cancel_order" "shares" {
  for_each = step.old.orders
  by       = "id"
  limit    = "10%" # ERROR RB3046 "a share of"
  id       = each.value.id
}

step "shop.cancel_order" "number" {
  for_each = step.old.orders
  by       = "id"
  limit    = 10
  limit_of = step.old.count # ERROR RB3046 "a share of nothing"
  id       = each.value.id
}

step "shop.cancel_order" "none" {
  for_each = step.old.orders
  by       = "id"
  limit    = 0 # ERROR RB3046 "cannot be 0"
  id       = each.value.id
}

step "shop.cancel_order" "much" {
  for_each = step.old.orders
  by       = "id"
  limit    = "101%" # ERROR RB3046
  limit_of = step.old.seen_at # ERROR RB3001 "limit_of"
  id       = each.value.id
}

step "shop.cancel_order" "late" {
  for_each = step.old.orders
  by       = "id"
  limit    = step.old.count # ERROR RB2005
  id       = each.value.id
}

step "shop.cancel_order" "single" {
  limit = 10 # ERROR RB3046 "without a for_each"
  id    = "7"
}

step "shop.cancel_order" "alone" {
  limit_of = step.old.count # ERROR RB3046 "without a limit"
  id       = "7"
}

on_failure {
  undo = "reverse"
}
