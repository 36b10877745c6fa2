runbook "fleet-policy-drift" {
  language = 1
  title    = "Is a rule for devices that somebody changed put back?"
  owner    = role.security
  timeout  = "2h"
  summary  = <<-EOT
    Every day, changes a rule in Fleet that is only there for this. What writes the rules from their files must put it back within
    an hour. Looks besides that nothing else changed a rule, that each device is held to them, and has a system with updates.
  EOT

  concurrency {
    key = "drill-rule"
  }
}

satisfies "cisa-ztmm" {
  function  = "devices.governance"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-3", "CM-6(1)", "CM-6(2)", "SA-22"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "30 2 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "fleet" {
  allow = ["fleet.list_devices", "fleet.list_policies", "fleet.list_rule_changes", "fleet.write_resolution"]
}

locals {
  drill  = [for r in step.before.policies : r if r.name == org.drill_rule.name]
  after  = [for r in step.after.policies : r.resolution if r.name == org.drill_rule.name]
  recent = [for c in step.changes.changes : c if before(addtime(run.started_at, "-2d"), c.at)]
  # Of the account of the drill itself there is one change a drill, which tells of nobody else.
  others  = [for c in local.recent : c if c.actor != org.drill_rule.pipeline && c.actor != org.drill_rule.account]
  old     = [for d in step.devices.devices : d if !anytrue([for s in org.supported_systems : startswith(d.system, s)])]
  breaker = [for d in step.devices.devices : d if d.failing > 0]
  nobodys = [for d in step.devices.devices : d if d.owner == "" && !d.virtual]
  gone    = [for d in step.devices.devices : d if before(d.seen, addtime(run.started_at, "-45d"))]
}

phase "ready" {
  title = "Look whether it can begin"

  step "fleet.list_policies" "before" {
    title   = "List the rules"
    timeout = "5m"

    expect "as_written" {
      condition = length([for r in self.policies : r if r.name == org.drill_rule.name && r.resolution == org.drill_rule.resolution]) == 1
      message   = "Fleet has not one rule for drills that says what org.drill_rule says: nothing was changed."
    }
  }

  step "fleet.list_rule_changes" "changes" {
    title   = "Ask who changed rules"
    timeout = "5m"
  }

  step "fleet.list_devices" "devices" {
    title   = "List the devices"
    timeout = "10m"
  }
}

phase "repair" {
  title = "Change it, and wait for the repair"
  after = [phase.ready]

  step "fleet.write_resolution" "drift" {
    title   = "Change what the rule says"
    timeout = "2m"
    policy  = local.drill[0].id
    text    = "Changed by hand."

    undo "fleet.write_resolution" {
      policy = local.drill[0].id
      text   = org.drill_rule.resolution
    }
  }

  # A copy of the database of Fleet may answer for some seconds as if nothing had been changed. That would look like a repair.
  step "fleet.list_policies" "changed" {
    title   = "Wait until the change is seen"
    needs   = [step.drift]
    timeout = "5m"

    retry {
      max   = 24
      delay = "5s"
      while = anytrue([for r in self.policies : r.name == org.drill_rule.name && r.resolution == org.drill_rule.resolution])
    }
    expect "changed" {
      condition = anytrue([for r in self.policies : r.name == org.drill_rule.name && r.resolution != org.drill_rule.resolution])
      message   = "The change was never seen in Fleet, so nothing was there to repair."
    }
  }

  step "fleet.list_policies" "after" {
    title   = "Wait until it is put back"
    needs   = [step.changed]
    timeout = "80m"

    retry {
      max   = 61
      delay = "1m"
      while = !anytrue([for r in self.policies : r.name == org.drill_rule.name && r.resolution == org.drill_rule.resolution])
    }
    expect "put_back" {
      condition = anytrue([for r in self.policies : r.name == org.drill_rule.name && r.resolution == org.drill_rule.resolution])
      message   = "Nothing put the rule back within an hour."
    }
  }

  on_failure {
    undo = "reverse"
  }
}

check "repaired_in_time" {
  condition = contains(local.after, org.drill_rule.resolution) && phase.repair.duration <= 3600
  message   = "A rule that somebody changed by hand was not put back within an hour."
  severity  = "high"
  remedy    = "Let the pipeline that writes the rules of Fleet run at least twice an hour, and look why its last run failed."
}

check "only_the_pipeline" {
  condition = length(local.others) == 0 && (!step.changes.more || before(step.changes.oldest, addtime(run.started_at, "-2d")))
  message   = "${length(local.others)} changes of rules in two days were not made by the pipeline, or there is too much to look so far back."
  severity  = "high"
  remedy    = "Fleet, Activity tells who made them. Give people the role observer; the pipeline alone writes."
}

check "each_is_held_to_them" {
  condition = length(step.devices.devices) > 0 && length(local.breaker) == 0
  message   = "${length(local.breaker)} of ${length(step.devices.devices)} devices break a rule."
  severity  = "medium"
  remedy    = "Let Fleet mend them by itself: Policies, Manage automations, a script or an installation for each rule."
}

check "nothing_without_updates" {
  condition = length(local.old) == 0
  message   = "${length(local.old)} devices have a system that gets no more updates."
  severity  = "high"
  remedy    = "Make a rule of Fleet of it that takes their access away, and replace them."
}

check "each_is_somebodys" {
  condition = length(local.nobodys) == 0
  message   = "Nobody answers for ${length(local.nobodys)} of ${length(step.devices.devices)} devices that people can touch."
  severity  = "medium"
  remedy    = "Let people sign in when a device is set up, so that Fleet knows its user from the first day."
}

check "removed_at_the_end" {
  condition = length(local.gone) == 0
  message   = "${length(local.gone)} devices were silent for 45 days, and are still on the list."
  severity  = "medium"
  remedy    = "In Fleet, under Settings, Advanced options: switch host expiry on, with 30 days. What comes back enrols again."
}

evidence "seconds" {
  value       = phase.repair.duration
  description = "seconds until the changed rule was put back"
}

evidence "changes" {
  value       = { all = length(local.recent), by_others = length(local.others) }
  description = "changes of rules in two days, and how many were not made by the pipeline"
}

evidence "devices" {
  value       = { all = length(step.devices.devices), break_a_rule = length(local.breaker), without_updates = length(local.old), nobodys = length(local.nobodys), gone = length(local.gone) }
  description = "devices, those that break a rule, without updates, of nobody, and silent for 45 days"
}
