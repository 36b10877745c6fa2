runbook "identity-detection-drill" {
  language = 1
  title    = "Is a break-in of an account noticed in minutes?"
  owner    = role.security
  timeout  = "50m"
  summary  = <<-EOT
    Every day, tries a wrong password for the account of rehearsals, and takes the time until the alert of it comes up. Looks
    besides whether every log of accounts comes in, is looked at by a rule, and by something that learns what is usual.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "identity.visibility-analytics"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-6(3)", "SI-4(4)", "SI-4(5)", "IR-4(1)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "30 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "okta" {
  allow = ["okta.fail_sign_in"]
}

use "elastic" {
  allow = ["elastic.count_events", "elastic.get_job", "elastic.count_job_results"]
}

use "kibana" {
  allow = ["kibana.list_rules"]
}

locals {
  at = [for r in step.rules.rules : r if r.went == "succeeded" && before(addtime(run.started_at, "-1d"), r.at)]
}

phase "watch" {
  title = "Look whether everything watches"

  step "elastic.count_events" "day" {
    title    = "Count the events of a day, log by log"
    timeout  = "5m"
    for_each = org.identity_logs
    parallel = 4
    index    = each.value.index
    since    = addtime(run.started_at, "-1d")
  }

  step "kibana.list_rules" "rules" {
    title   = "List the rules that look by themselves"
    timeout = "5m"
  }

  step "elastic.get_job" "learns" {
    title    = "Look whether what learns is at work"
    timeout  = "5m"
    for_each = org.identity_logs
    parallel = 4
    job      = each.value.job
  }

  step "elastic.count_job_results" "judged" {
    title    = "Count what it judged within a day"
    timeout  = "5m"
    for_each = org.identity_logs
    parallel = 4
    job      = each.value.job
    since    = addtime(run.started_at, "-1d")
  }
}

phase "drill" {
  title = "Try a wrong password"
  after = [phase.watch]

  step "okta.fail_sign_in" "wrong" {
    title   = "Try it for the account of rehearsals"
    timeout = "2m"
    login   = org.drill_account

    undo "none" {
      reason = "A sign-in that was refused leaves nothing but a line in the log."
    }
  }
}

phase "notice" {
  title = "Wait for the alert"
  after = [phase.drill]

  step "elastic.count_events" "alert" {
    title   = "Look for the alert of the drill"
    timeout = "20m"
    index   = ".alerts-security.alerts-default"
    query   = org.alert_of_drill.identity
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
  message   = "The wrong password did not lead to an alert within a quarter of an hour."
  severity  = "high"
  remedy    = "Look in Kibana under Security, Rules at the rule of the drill, and whether the log of Okta comes in late."
}

check "logs_come_in" {
  for_each  = org.identity_logs
  condition = step.day[each.key].count > 0
  message   = "Nothing came into the log ${each.key} for a day."
  severity  = "high"
  remedy    = "Look at the integration of that log in Elastic, and whether its key has ended."
}

check "each_is_looked_at" {
  for_each  = org.identity_logs
  condition = anytrue([for r in local.at : contains(r.tags, each.value.tag)])
  message   = "No rule looked at the log ${each.key} within a day."
  severity  = "high"
  remedy    = "Switch on a rule in Kibana whose tag is that of the log."
}

check "behaviour_is_learnt" {
  for_each  = org.identity_logs
  condition = step.learns[each.key].open && step.judged[each.key].count > 0
  message   = "Nothing learns what is usual in the log ${each.key}, or it judged nothing within a day."
  severity  = "high"
  remedy    = "Kibana, Machine Learning, Anomaly Detection: open the job, and start its datafeed."
}

evidence "seconds" {
  value       = phase.notice.duration
  description = "seconds from the wrong password until the alert"
}

evidence "logs" {
  value       = { for name, l in step.day : name => l.count }
  description = "events of the last day, log by log"
}

evidence "judged" {
  value       = { for name, j in step.judged : name => j.count }
  description = "stretches of time of the last day that were compared with what is usual, log by log"
}
