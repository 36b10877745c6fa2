runbook "data-access-drill" {
  language = 1
  title    = "Is access to data lent for a while, and taken back?"
  owner    = role.security
  timeout  = "1h"
  summary  = <<-EOT
    Has Vault lend an account of the database every night, looks that it can do little and ends soon, and takes it back.
    Then it looks that it is gone. It also looks through all rights anew: nobody may read sensitive data for good, and no
    account may have outlived its time.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-access"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(2)", "AC-2(6)", "AC-3", "AC-6", "AC-6(7)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "15 3 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "minutes" {
  type        = number
  title       = "Minutes that an account may live at most"
  default     = 60
  min         = 5
  max         = 480
  description = "For every kind of account that Vault lends. Our own figure."
}

input "tables" {
  type        = number
  title       = "Tables that the account of the drill may read at most"
  default     = 1
  min         = 1
  max         = 5
  description = "Just enough: the one that was made for the drill."
}

input "sensitive" {
  type        = list(string)
  title       = "Words for what is sensitive"
  default     = []
  description = "Empty: org.sensitive_classes. Others are for tests; such a run does not count for the score."
}

use "postgres" {
  allow = ["postgres.find_role", "postgres.list_public_grants", "postgres.list_tables"]
}

use "vault" {
  allow = ["vault.count_stuck_leases", "vault.end_lease", "vault.lend_database_account", "vault.list_database_roles", "vault.read_database_role"]
}

locals {
  words    = length(input.sensitive) == 0 ? org.sensitive_classes : input.sensitive
  standing = [for t in step.tables.tables : t if contains(local.words, t.class) && t.standing > 0]
  # Without a time of its own, an account lives for as long as Vault allows at all.
  long = [for r in step.kind : r if r.longest == 0 || r.longest > input.minutes * 60]
}

phase "review" {
  title = "Look through all rights anew"

  step "postgres.list_tables" "tables" {
    title   = "List the tables and who may read them"
    timeout = "5m"
    days    = 1
  }

  step "postgres.list_public_grants" "everybody" {
    title   = "List what everybody may do"
    timeout = "2m"
  }

  step "vault.list_database_roles" "kinds" {
    title   = "List for which accounts one can ask"
    timeout = "1m"
  }

  step "vault.read_database_role" "kind" {
    title    = "Read for how long one is lent"
    for_each = step.kinds.names
    parallel = 4
    name     = each.value
  }

  step "vault.count_stuck_leases" "stuck" {
    title   = "Count what could not be taken back"
    timeout = "1m"
  }
}

phase "lend" {
  title = "Borrow an account, and look at it"
  after = [phase.review]

  step "vault.lend_database_account" "loan" {
    title      = "Have an account lent"
    role       = org.lending_drill
    undo_after = "1h"
  }

  step "postgres.find_role" "there" {
    title = "Look for it in the database"
    name  = step.loan.account
  }

  step "vault.end_lease" "end" {
    title = "Give it back"
    needs = [step.there]
    lease = step.loan.lease

    undo "none" {
      reason = "It was lent for this run alone."
    }
  }

  step "postgres.find_role" "gone" {
    title = "Look whether it is gone"
    needs = [step.end]
    name  = step.loan.account
  }

  on_failure {
    undo = "reverse"
  }
}

check "lent_briefly" {
  condition = step.there.found && !step.there.forever && step.there.minutes <= input.minutes && step.loan.seconds <= input.minutes * 60
  message   = "The account that was lent is not there, or lives for longer than ${input.minutes} minutes."
  severity  = "high"
  remedy    = "Let the role of Vault make accounts with VALID UNTIL '{{expiration}}', and set its max_ttl."
}

check "just_enough" {
  condition = step.there.tables > 0 && step.there.tables <= input.tables
  message   = "The account of the drill may read ${step.there.tables} tables; wanted are 1 to ${input.tables}."
  severity  = "high"
  remedy    = "Grant in the creation statements of that role what is needed, and nothing by way of another role or of everybody."
}

check "taken_back" {
  condition = !step.gone.found
  message   = "The account is still there after it was given back."
  severity  = "high"
  remedy    = "Look at the revocation statements of that role, and whether Vault's own account may drop roles."
}

check "every_kind_is_brief" {
  condition = length(step.kinds.names) > 0 && length(local.long) == 0 && step.stuck.count == 0
  message   = "${length(local.long)} of ${length(step.kinds.names)} kinds of accounts live for longer than ${input.minutes} minutes, and ${step.stuck.count} could not be taken back."
  severity  = "high"
  remedy    = "Set max_ttl for each role of Vault's database engine, and look at the leases that are stuck (sys/leases?type=irrevocable)."
}

check "nobody_for_good" {
  condition = length(step.tables.tables) > 0 && length(local.standing) == 0 && length(step.everybody.grants) == 0
  message   = "${length(local.standing)} sensitive tables can be read by somebody for longer than a day, and everybody may reach ${length(step.everybody.grants)} things."
  severity  = "high"
  remedy    = "Let Vault lend the accounts that need to read them, and take what was granted to roles for good, or to everybody."
}

evidence "kinds" {
  value       = length(step.kinds.names)
  description = "for how many kinds of accounts one can ask Vault"
}

evidence "minutes" {
  value       = step.there.minutes
  description = "how many minutes the account would have lived on"
}

evidence "time_for_all" {
  value       = phase.lend.duration
  description = "seconds from asking for the account until it was gone again"
}
