runbook "phase-limit" {
  language = 1
  title    = "Cancel what is old"
  owner    = role.security
}

use "shop" {
  allow = ["shop.list_orders", "shop.cancel_order"]
}

phase "look" {
  step "shop.list_orders" "old" {
    before = "2026-01-01"
  }
}

phase "cancel" { # WARNING RB4024 "the phase cancel"
  for_each = step.old.orders
  by       = "id"

  step "shop.cancel_order" "each" {
    id = each.key
  }
}

phase "some" {
  for_each = step.old.orders
  by       = "id"
  limit    = 10

  step "shop.cancel_order" "once" {
    id = each.key
  }
}

phase "again" {
  for_each = step.old.orders
  by       = "id"

  step "shop.list_orders" "more" {
    before = "2026-01-01"
    note   = each.key
  }
}
