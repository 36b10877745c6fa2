runbook "exfiltration-drill" {
  language = 1
  title    = "Is data held back when somebody tries to take it away?"
  owner    = role.security
  timeout  = "1h"
  summary  = <<-EOT
    Sends a harmless text out of our network every night, and then a made-up list of card numbers. The first must arrive
    outside, the second must not. It also looks whether every store is known, and was searched for sensitive data within a
    day. What arrived is removed again.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-inventory-management"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-7(10)", "SI-4(18)", "CM-12(1)", "AC-4"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "50 2 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "known" {
  type        = list(string)
  title       = "Stores that we know"
  default     = []
  description = "Empty: those of org.data_stores. Others are for tests; such a run does not count for the score."
}

use "outside" {
  allow = ["GET /drill/*", "PUT /drill/*", "DELETE /drill/*"]
}

use "steampipe" {
  allow = ["steampipe.list_discovery", "steampipe.list_stores"]
}

locals {
  known   = length(input.known) == 0 ? keys(org.data_stores) : input.known
  strange = [for s in step.cloud.stores : s if !contains(local.known, s.id)]
  unseen  = [for s in step.cloud.stores : s if s.kind == "bucket" && !contains(step.search.buckets, replace(s.id, "arn:aws:s3:::", ""))]
  # It says the day, so that what was left outside by an earlier run is not taken for it.
  note = "A drill of ${formatdate("YYYY-MM-DD", run.started_at)}: the weather is fine."
  # Numbers that card companies gave out for tests. They look real to whatever looks for real ones.
  cards = "card number, valid until\n4111 1111 1111 1111, 12/29\n5555 5555 5555 4444, 11/28\n3782 822463 10005, 10/27\n6011 1111 1111 1117, 09/28\n"
  old   = [for j in step.search.jobs : j if j.scheduled && (j.hours > 24 || j.failed || !j.running)]
}

phase "look" {
  title = "Look what is known"

  step "steampipe.list_stores" "cloud" {
    title   = "Find what keeps data in AWS"
    timeout = "15m"
  }

  step "steampipe.list_discovery" "search" {
    title   = "Ask what looks for sensitive data by itself"
    timeout = "10m"
  }
}

phase "send" {
  title = "Try to send"
  after = [phase.look]

  step "http.request" "harmless" {
    title      = "Send a harmless text"
    connection = connection.outside
    method     = "PUT"
    path       = "/drill/harmless"
    headers    = { "Content-Type" = "text/plain" }
    body       = local.note
    ok         = [200, 201, 204]

    undo "none" {
      reason = "The last phase removes it."
    }
  }

  step "http.request" "cards" {
    title      = "Send made-up card numbers"
    needs      = [step.harmless]
    connection = connection.outside
    method     = "PUT"
    path       = "/drill/cards"
    headers    = { "Content-Type" = "text/plain" }
    body       = local.cards
    # Whatever holds data back answers in place of the folder outside, in many ways.
    ok = [200, 201, 204, 400, 403, 406, 409, 413, 422, 451, 502, 503]

    undo "none" {
      reason = "The last phase removes it, should it have arrived."
    }
  }

  # A server outside that breaks down in between would look as if something held the numbers back.
  step "http.request" "still" {
    title      = "Send the harmless text once more"
    needs      = [step.cards]
    connection = connection.outside
    method     = "PUT"
    path       = "/drill/still"
    headers    = { "Content-Type" = "text/plain" }
    body       = local.note
    ok         = [200, 201, 204]

    undo "none" {
      reason = "The last phase removes it."
    }
  }
}

phase "count" {
  title = "Look what arrived"
  after = [phase.send]

  step "http.request" "arrived" {
    title      = "Look for the harmless text"
    connection = connection.outside
    method     = "GET"
    path       = "/drill/harmless"
    ok         = [200, 404]
  }

  step "http.request" "arrived_still" {
    title      = "Look whether the second harmless text arrived"
    connection = connection.outside
    method     = "GET"
    path       = "/drill/still"
    ok         = [200, 404]
  }

  step "http.request" "lost" {
    title      = "Look for the card numbers"
    connection = connection.outside
    method     = "GET"
    path       = "/drill/cards"
    ok         = [200, 403, 404]
  }

  step "http.request" "remove_harmless" {
    title      = "Remove the harmless text"
    needs      = [step.arrived]
    connection = connection.outside
    method     = "DELETE"
    path       = "/drill/harmless"
    ok         = [200, 204, 404]

    undo "none" {
      reason = "It was made for this run."
    }
  }

  step "http.request" "remove_still" {
    title      = "Remove the harmless text"
    needs      = [step.arrived_still]
    connection = connection.outside
    method     = "DELETE"
    path       = "/drill/still"
    ok         = [200, 204, 404]

    undo "none" {
      reason = "It was made for this run."
    }
  }

  step "http.request" "remove_cards" {
    title      = "Remove the card numbers"
    needs      = [step.lost]
    connection = connection.outside
    method     = "DELETE"
    path       = "/drill/cards"
    ok         = [200, 204, 404]

    undo "none" {
      reason = "It was made for this run."
    }
  }
}

check "way_is_open" {
  condition = step.arrived.status == 200 && trim(step.arrived.text) == local.note && step.arrived_still.status == 200 && trim(step.arrived_still.text) == local.note
  message   = "Not even a harmless text arrived outside, before and after, so the drill shows nothing."
  severity  = "medium"
  remedy    = "Look whether the folder of the connection outside takes what is sent, from the machine on which this runs."
}

check "held_back" {
  condition = step.lost.status == 404
  message   = "The made-up card numbers got out of our network, or nobody could see whether they did."
  severity  = "high"
  remedy    = "Let the proxy or gateway that this machine goes out through look for card numbers, and block what has them. It must see inside of TLS for that."
}

check "all_known" {
  condition = length(step.cloud.stores) > 0 && length(local.strange) == 0
  message   = "${length(local.strange)} of ${length(step.cloud.stores)} stores are not on our list, or none was found."
  severity  = "high"
  remedy    = "Write them into org.data_stores, with who answers for them, or remove what nobody needs."
}

check "searched_today" {
  condition = length([for j in step.search.jobs : j if j.scheduled]) > 0 && length(local.old) == 0 && length(local.unseen) == 0
  message   = "${length(local.unseen)} buckets are not searched by Macie, or ${length(local.old)} of its jobs did not run within a day."
  severity  = "medium"
  remedy    = "Let a daily job of Macie search every bucket, and look at those that stopped or failed."
}

evidence "stores" {
  value       = length(step.cloud.stores)
  description = "how many stores were found in AWS"
}

evidence "answer" {
  value       = step.cards.status
  description = "the status with which the attempt to send card numbers was answered"
}

evidence "held_back" {
  value       = step.lost.status == 404
  description = "whether the card numbers did not arrive"
}
