runbook "data-adapts" {
  language  = 1
  title     = "Does our data go where it is needed, by itself?"
  owner     = role.operators
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks every day whether every store grows, and moves its data between fast and cheap places, as it is used. Every
    store must outlive a data centre, and let one go back in time. It measures how fast a copy of the database answers. It
    changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-availability"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CP-6", "CP-9(1)", "CP-10", "SC-5(2)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "45 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "seconds" {
  type        = number
  title       = "Seconds within which the database must answer"
  default     = 10
  min         = 1
  max         = 60
  description = "With the start of the machine that asks. Our own figure."
}

input "days" {
  type        = number
  title       = "Days that one must be able to go back"
  default     = 30
  min         = 7
  max         = 365
  description = "Our own figure."
}

use "postgres" {
  allow = ["postgres.get_copies", "postgres.list_databases"]
}

use "steampipe" {
  allow = ["steampipe.list_backups", "steampipe.list_stores"]
}

locals {
  rigid    = [for s in step.cloud.stores : s if !s.adapts && !contains(org.fixed_stores, s.id)]
  weak     = [for s in step.cloud.stores : s if !s.redundant]
  deep     = concat([for s in step.cloud.stores : s.id if s.history == -1 || s.history >= input.days], [for b in step.backups.backups : b.id if b.days >= input.days])
  shallow  = [for s in step.cloud.stores : s if !contains(local.deep, s.id)]
  restored = [for b in step.backups.backups : b if b.restored >= 0 && b.restored <= 31]
}

phase "look" {
  title = "Look at the stores"

  step "steampipe.list_stores" "cloud" {
    title   = "List what keeps data in AWS"
    timeout = "15m"
  }

  step "steampipe.list_backups" "backups" {
    title   = "List the backups in AWS"
    timeout = "15m"
  }
}

phase "ask" {
  title = "Ask the database, and take the time"
  after = [phase.look]

  step "postgres.list_databases" "answer" {
    title   = "Ask for the databases"
    timeout = "2m"

    expect "some" {
      condition = length(self.names) > 0
      message   = "The server has no database. Look whether the connection postgres leads to the right one."
    }
  }

  step "postgres.get_copies" "copies" {
    title   = "Ask for its copies and its archive"
    timeout = "2m"
  }
}

check "adapts" {
  condition = length(step.cloud.stores) > 0 && length(local.rigid) == 0
  message   = "${length(local.rigid)} of ${length(step.cloud.stores)} stores do not adapt by themselves to how they are used."
  severity  = "medium"
  remedy    = "Let buckets move data with Intelligent-Tiering, tables be paid by request, and databases grow (max_allocated_storage). What need not adapt stands in org.fixed_stores."
}

check "outlive" {
  condition = length(local.weak) == 0
  message   = "${length(local.weak)} stores do not outlive the loss of a data centre."
  severity  = "high"
  remedy    = "Switch Multi-AZ on for those databases, or put a second machine of the cluster into another zone."
}

check "history" {
  condition = length(local.shallow) == 0 && length(local.restored) > 0
  message   = "In ${length(local.shallow)} stores one cannot go back ${input.days} days, or nothing of the past was restored this month."
  severity  = "high"
  remedy    = "Keep versions and backups for longer, and let a restore testing plan of AWS Backup restore one of them each month."
}

check "answers" {
  condition = phase.ask.duration <= input.seconds && step.copies.replicas > 0 && step.copies.lag <= 10 && step.copies.archiving
  message   = "The database took ${phase.ask.duration} seconds to answer, or has no copy that keeps up, or is not archived."
  severity  = "medium"
  remedy    = "Look at the load of the database and at pg_stat_replication; put a copy near to those who ask."
}

evidence "stores" {
  value       = length(step.cloud.stores)
  description = "how many stores there are in AWS"
}

evidence "rigid" {
  value       = length(local.rigid)
  description = "how many of them do not adapt by themselves"
}

evidence "time_to_answer" {
  value       = phase.ask.duration
  description = "seconds until the database had answered"
}
