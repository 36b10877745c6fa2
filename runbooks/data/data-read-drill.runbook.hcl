runbook "data-read-drill" {
  language = 1
  title    = "Is it noticed when somebody reads what they should not?"
  owner    = role.security
  timeout  = "50m"
  summary  = <<-EOT
    Every day, reads something in a bucket that nobody has a reason to read, and takes the time until the alert of it comes up.
    Looks besides whether every bucket's class, owner and life are known, and whether something learns and foretells who reads.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.visibility-analytics"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-6(9)", "AU-6(3)", "SC-26", "SI-4(4)", "SI-4(5)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "20 7 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "gcs" {
  allow = ["gcs.list_buckets", "gcs.read_object"]
}

use "elastic" {
  allow = ["elastic.count_events", "elastic.get_job", "elastic.count_job_results"]
}

locals {
  all = step.buckets.buckets
  # Of the whole life of what is in it: what it is, whose it is, who reads it, and when it ends or that it must stay.
  seen = [for b in local.all : b if b.class != "" && b.owner != "" && (length(b.deletes) > 0 || b.kept > 0)]
}

phase "watch" {
  title = "Look whether everything watches"

  step "gcs.list_buckets" "buckets" {
    title   = "List the buckets"
    timeout = "5m"
    project = org.data_project

    expect "plausible" {
      condition = length(self.buckets) > 0
      message   = "The project has no bucket: compare org.data_project."
    }
  }

  step "elastic.count_events" "reads" {
    title    = "Count what was read and written in a day, log by log"
    timeout  = "5m"
    for_each = org.data_logs
    parallel = 4
    index    = each.value.index
    since    = addtime(run.started_at, "-1d")
  }

  step "elastic.get_job" "learns" {
    title    = "Look whether what learns is at work"
    timeout  = "5m"
    for_each = org.data_logs
    parallel = 4
    job      = each.value.job
  }

  step "elastic.count_job_results" "judged" {
    title    = "Count what it judged within a day"
    timeout  = "5m"
    for_each = org.data_logs
    parallel = 4
    job      = each.value.job
    since    = addtime(run.started_at, "-1d")
  }
}

phase "drill" {
  title = "Read what nobody should"
  after = [phase.watch]

  step "gcs.read_object" "theft" {
    title   = "Read the decoy"
    timeout = "2m"
    bucket  = org.drill_data.bucket
    name    = org.drill_data.decoy
  }
}

phase "notice" {
  title = "Wait for the alert"
  after = [phase.drill]

  step "elastic.count_events" "alert" {
    title   = "Look for the alert of the drill"
    timeout = "20m"
    index   = ".alerts-security.alerts-default"
    query   = org.alert_of_drill.data
    since   = run.started_at

    retry {
      max   = 16
      delay = "1m"
      while = self.count == 0
    }
  }
}

check "noticed_in_time" {
  condition = step.theft.read && step.alert.count > 0 && phase.notice.duration <= 900
  message   = "Reading the decoy did not lead to an alert within a quarter of an hour."
  severity  = "high"
  remedy    = "Look in Kibana under Security, Rules at the rule of the drill, and whether the log of Google Cloud comes in late."
}

check "whole_life_is_known" {
  condition = length(local.seen) == length(local.all)
  message   = "Of ${length(local.all) - length(local.seen)} of ${length(local.all)} buckets it is not known what they hold, whose they are, or when what is in them ends."
  severity  = "high"
  remedy    = "The runbook bucket-classes tells what is missing."
}

check "reads_are_written_down" {
  for_each  = org.data_logs
  condition = step.reads[each.key].count > 0
  message   = "Nothing came into the log ${each.key} for a day."
  severity  = "high"
  remedy    = "Look at the audit logs in Google Cloud, IAM, Audit Logs, and at the integration in Elastic."
}

check "learnt_and_foretold" {
  for_each  = org.data_logs
  condition = step.learns[each.key].open && step.learns[each.key].forecasts > 0 && step.judged[each.key].count > 0
  message   = "Nothing learns what is usual in the log ${each.key}, or foretells from it."
  severity  = "high"
  remedy    = "Kibana, Machine Learning, Anomaly Detection: open the job, start its datafeed, and let it forecast every week."
}

evidence "seconds" {
  value       = phase.notice.duration
  description = "seconds from reading the decoy until the alert"
}

evidence "buckets" {
  value       = { all = length(local.all), whole_life_known = length(local.seen) }
  description = "buckets, and those of which the class, the owner and the end of what is in them are known"
}

evidence "judged" {
  value       = { for name, j in step.judged : name => j.count }
  description = "stretches of time of the last day that were compared with what is usual, log by log"
}
