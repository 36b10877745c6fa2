runbook "network-detection-drill" {
  language  = 1
  title     = "Is a beacon noticed in every network?"
  owner     = role.security
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Looks up a name, every day, that only malware would. An alert must come up within minutes. In every network a small job
    looks the name up each hour: both logs there must show it, of names and of connections.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.visibility-analytics"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-6(3)", "SI-4(2)", "SI-4(4)", "SI-4(5)", "SI-4(16)", "IR-4(1)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "40 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "elastic" {
  allow = ["elastic.count_events"]
}

use "kibana" {
  allow = ["kibana.list_rules"]
}

locals {
  at    = [for r in step.rules.rules : r if r.went == "succeeded" && before(addtime(run.started_at, "-1d"), r.at)]
  joins = [for r in local.at : r if contains(["eql", "esql"], r.kind)]
}

phase "watch" {
  title = "Look whether every network is watched"

  step "elastic.count_events" "names" {
    title    = "Look for the beacon among the names"
    for_each = org.network_logs
    parallel = 4
    index    = each.value.names
    query    = "dns.question.name:\"${org.beacon_name}\""
    since    = addtime(run.started_at, "-3h")
  }

  step "elastic.count_events" "connections" {
    title    = "Count the connections of an hour"
    for_each = org.network_logs
    parallel = 4
    index    = each.value.connections
    since    = addtime(run.started_at, "-1h")
  }

  step "elastic.count_events" "alerts" {
    title    = "Look whether each beacon came up as an alert"
    for_each = org.network_logs
    parallel = 4
    index    = ".alerts-security.alerts-default"
    query    = "${org.drill_alerts.networks} AND kibana.alert.rule.tags:\"${each.value.tag}\""
    since    = addtime(run.started_at, "-1d")
  }

  step "kibana.list_rules" "rules" {
    title   = "List the rules that look by themselves"
    timeout = "5m"
  }
}

phase "drill" {
  title = "Look the name up"
  after = [phase.watch]

  step "dns.lookup" "beacon" {
    title  = "Look a name below the beacon up"
    name   = "${run.id}.${org.beacon_name}"
    type   = "A"
    dnssec = false
  }
}

phase "notice" {
  title = "Wait for the alert"
  after = [phase.drill]

  # The small jobs lead to alerts all the time: only that of this run's own name tells how long it takes.
  step "elastic.count_events" "alert" {
    title   = "Look for the alert of the drill"
    timeout = "20m"
    index   = ".alerts-security.alerts-default"
    query   = "${org.drill_alerts.networks} AND dns.question.name:\"${run.id}.${org.beacon_name}\""
    since   = run.started_at

    retry {
      max   = 16
      delay = "1m"
      while = self.count == 0
    }
  }
}

check "noticed_in_time" {
  condition = step.alert.count > 0 && phase.notice.duration <= 900
  message   = "The beacon did not lead to an alert within a quarter of an hour."
  severity  = "high"
  remedy    = "Look in Kibana at the rule of the drill: it looks for the beacon and for any name below it. Look also whether this machine's own lookups come into a log."
}

check "seen_everywhere" {
  for_each  = org.network_logs
  condition = step.names[each.key].count > 0 && step.connections[each.key].count > 0
  message   = "In the network ${each.key} the beacon of the last three hours, or any connection of the last one, was not seen."
  severity  = "high"
  remedy    = "Look whether the job that looks the name up runs there, and whether both logs come in."
}

check "noticed_everywhere" {
  for_each  = org.network_logs
  condition = step.alerts[each.key].count > 0
  message   = "The beacon in the network ${each.key} did not lead to an alert within a day."
  severity  = "high"
  remedy    = "Give the rule of the drill the tag of that network, or write one for it."
}

check "put_together" {
  for_each  = org.network_logs
  condition = anytrue([for r in local.joins : contains(r.tags, each.value.tag)])
  message   = "No rule puts the logs of the network ${each.key} together with others."
  severity  = "high"
  remedy    = "Write a rule of the kind event correlation that looks at names and connections, and give it the tag of the network."
}

evidence "seconds" {
  value       = phase.notice.duration
  description = "seconds from the lookup until the alert, to the minute"
}

evidence "beacons" {
  value       = { for name, l in step.names : name => l.count }
  description = "beacons of the last three hours that the log of names showed, network by network"
}
