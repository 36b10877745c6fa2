# Actions over a connection of kind sql: their statement is known at review time, as that of a step.
action "base.orders" {
  title      = "List the orders of somebody"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  setting "name" {
    type = string
  }
  output "rows" {
    type   = list(any)
    labels = ["untrusted"]
  }
  run "sql.query" {
    query      = "select id from orders where name = $1"
    parameters = [setting.name]
    give       = { rows = self.rows }
  }
}

action "base.table" {
  title      = "List a table"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  setting "table" {
    type = string
  }
  run "sql.query" {
    query = "select * from ${setting.table}" # ERROR RB5005 "The statement of sql.query must be known" # ERROR RB6003 "Text from outside would decide query"
  }
}

action "base.pay" {
  title      = "Call an order paid"
  effect     = "observe" # ERROR RB4006 "A statement with update does not only observe"
  idempotent = true
  kind       = "sql"

  setting "id" {
    type = number
  }
  run "sql.query" {
    query      = "update orders set paid = true where id = $1"
    parameters = [setting.id]
  }
}
