# The actions that the other fixtures have besides the built-in ones. Nothing is wrong with them.
action "shop.list_orders" {
  title      = "List orders from before a date"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "before" {
    type = date
  }
  setting "state" {
    type    = string
    one_of  = ["open", "closed"]
    default = "open"
  }
  setting "note" {
    type    = string
    default = ""
  }
  output "orders" {
    type   = list(object({ id = string, buyer = string }))
    labels = ["untrusted", "personal"]
  }
  output "count" {
    type = number
  }
  output "seen_at" {
    type  = string
    as_of = true
  }

  run "http.request" {
    method   = "GET"
    path     = "/orders/${setting.state}"
    query    = { before = setting.before, note = "asked: ${setting.note}" }
    paginate = "cursor:after=meta.next"
    ok       = [200]
    give = {
      orders  = [for o in self.json.orders : { id = o.id, buyer = absent(o.buyer) || isnull(o.buyer.name) ? "nobody" : o.buyer.name }]
      count   = length(self.json.orders)
      seen_at = default(self.headers["date"], "")
    }
  }
}

action "shop.cancel_order" {
  title      = "Cancel an order"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "id" {
    type        = string
    description = "The number of the order."
  }
  output "state" {
    type = string
  }

  run "http.request" {
    method = "POST"
    path   = "/orders/${urlencode(setting.id)}/cancel"
    body   = jsonencode({ id = setting.id })
    done   = self.status == 409 && default(self.json.state, "") == "cancelled"
    give   = { state = "cancelled" }
  }
  undo "shop.restore_order" {
    id    = setting.id
    state = self.state
  }
}

action "shop.restore_order" {
  title      = "Restore a cancelled order"
  effect     = "change"
  idempotent = false
  kind       = "http"

  setting "id" {
    type    = string
    pattern = "[0-9]{1,10}"
  }
  setting "state" {
    type = string
  }

  run "http.request" {
    method  = "POST"
    path    = "/orders/${setting.id}/restore"
    headers = { "x-order" = setting.id }
    query   = { from = setting.state }
  }
}

action "shop.close" {
  title      = "Close the shop"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  run "http.request" {
    method = "POST"
    path   = "/close"
  }
}

action "shop.open" {
  title      = "Let people buy"
  effect     = "grant"
  idempotent = false
  kind       = "http"

  run "http.request" {
    method = "POST"
    path   = "/open"
  }
  undo "shop.close" {}
}

action "shop.write_down" {
  title      = "Write a note down"
  effect     = "change"
  idempotent = false
  kind       = "http"

  setting "text" {
    type = string
  }

  run "http.request" {
    method = "POST"
    path   = "/notes"
    body   = setting.text
  }
}

action "shop.announce" {
  title      = "Tell whoever is in the shop"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "text" {
    type = string
  }

  run "notify.webhook" {
    text = "Shop: ${setting.text}"
  }
}
