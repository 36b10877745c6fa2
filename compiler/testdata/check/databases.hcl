# What is asked of a database, and what may be.
runbook "databases" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

input "name" {
  type    = string
  default = "ada"
}

trigger "manual" "form" {}

access {
  who = [role.security]

  gate "employed" {
    action     = "sql.query"
    connection = connection.base

    with {
      query      = "select 1 from staff where email = $1"
      parameters = [run.requester.email]
    }
    condition = self.count == 1
    message   = "Nobody of that name works here."
  }

  gate "noted" {
    action     = "sql.query" # ERROR RB4044 "A gate only looks, and sql.query counts as"
    connection = connection.base

    with {
      query = "update staff set seen = now()"
    }
    condition = self.count == 1
    message   = "Nobody was seen."
  }
}

use "base" {
  allow = ["select", "update", "truncate"] # ERROR RB5006 "is no verb of a statement"
}

use "archive" {
  allow = ["select", "delete"] # ERROR RB5006 "A file of SQLite is only read"
}

approval "security" {
  from  = [role.security]
  needs = [step.late]
}

step "sql.query" "late" {
  connection = connection.base
  query      = "select id, 'drop' as \"update\" from orders where due < $1 and name = $2 and paid = $3 -- delete them later"
  parameters = ["2026-01-31", input.name, false]
  retry {
    max   = 2
    delay = "5s"
  }
}

step "sql.query" "built" {
  connection = connection.base
  query      = "select id from orders where name = '${input.name}'" # ERROR RB5005 "The statement of sql.query must be known" # ERROR RB6003 "Text from outside would decide query"
  effect     = "observe"
}

step "sql.query" "marked" {
  connection = connection.base
  query      = "select id from orders where due < ? and name = ?" # ERROR RB3026 "takes 0 parameters, in the form of this database, and is given 2"
  parameters = ["2026-01-31", input.name]
}

step "sql.query" "given_nothing" {
  connection = connection.archive
  query      = "select id from orders where due < ?" # ERROR RB3026 "takes 1 parameters, in the form of this database, and is given 0"
}

step "sql.query" "given_many" {
  connection = connection.archive
  query      = "select id from orders where due < ?" # ERROR RB3026 "is given 2"
  parameters = concat(["2026-01-31"], ["b"])
}

step "sql.query" "old" {
  connection = connection.archive
  query      = "with old as (select id from orders) select count(id) from old"
}

step "sql.query" "two" {
  connection = connection.base
  query      = "select 1; drop table orders" # ERROR RB5011 "it is more than one statement"
  effect     = "observe"
}

step "sql.query" "emptied" {
  connection = connection.base
  query      = "truncate orders" # ERROR RB5011 "does not begin with select"
  effect     = "observe"
}

step "sql.query" "hidden" {
  connection = connection.base
  needs      = [approval.security]
  query      = "with gone as (delete from orders returning id) select id from gone" # ERROR RB5003 "delete is not on the list"
  undo "none" {
    reason = "They are gone."
  }
}

step "sql.query" "claimed" {
  connection = connection.base
  query      = "update orders set paid = true where id = 1"
  effect     = "observe" # ERROR RB4006 "A statement with update does not only observe"
}

step "sql.query" "paid" {
  connection = connection.base
  needs      = [approval.security]
  query      = "update orders set paid = true where id = $1"
  parameters = [1]
  undo "sql.query" {
    query      = "update orders set paid = false where id = $1"
    parameters = [1]
  }
}

step "sql.query" "nowhere" { # ERROR RB5001 "names none"
  query = "select 1"
}
