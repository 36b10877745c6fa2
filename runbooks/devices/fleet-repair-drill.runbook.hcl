runbook "fleet-repair-drill" {
  language = 1
  title    = "Does a device that breaks a rule mend itself?"
  owner    = role.it_support
  timeout  = "6h"
  summary  = <<-EOT
    Looks every day whether each device told within a day how it is, and keeps the rules. Then the machine for rehearsals
    breaks a rule. Fleet must notice it, and mend it by itself. If it does not, the runbook mends it.
  EOT

  concurrency {
    key = "drill"
  }
}

satisfies "cisa-ztmm" {
  function  = "devices.policy-enforcement-compliance-monitoring"
  stage     = "optimal"
  fresh_for = "2d"
}

# Most devices and virtual machines, their holes, and a mend by itself are what the stage before asks for.
satisfies "cisa-ztmm" {
  function  = "devices.policy-enforcement-compliance-monitoring"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-3", "CM-6(1)", "RA-5", "SI-2(2)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "0 3 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support, role.security]
}

input "share" {
  type        = number
  title       = "Percent of the devices that must tell daily and keep all rules"
  default     = 98
  min         = 90
  max         = 100
  description = "The model says all, throughout their life; 98 leaves room for one in a repair shop. The figure is ours."
}

use "fleet" {
  allow = ["fleet.list_hosts", "fleet.keeps_policy", "fleet.run_script", "fleet.refresh_host"]
}

# A laptop that is in a drawer tells nothing; it counts as long as Fleet has not been told that it is gone.
locals {
  fresh    = [for h in step.hosts.hosts : h if !before(h.read, addtime(run.started_at, "-1d"))]
  keeping  = [for h in local.fresh : h if h.failing == 0]
  virtual  = [for h in step.hosts.hosts : h if h.virtual]
  vkeeping = [for h in local.keeping : h if h.virtual]
  scanned  = [for h in step.hosts.hosts : h if h.critical >= 0]
  holes    = [for h in step.hosts.hosts : h if h.critical > 0]
}

phase "look" {
  title = "Look at all devices"

  step "fleet.list_hosts" "hosts" {
    title   = "List the devices"
    timeout = "10m"
  }

  step "fleet.keeps_policy" "before" {
    title     = "Look whether the machine for rehearsals keeps the rule"
    serial    = org.drill_machine.serial
    policy_id = org.drill_machine.policy

    expect "kept" {
      condition = self.answer == "pass"
      message   = "The machine for rehearsals does not keep the rule already, or Fleet does not ask it: nothing was changed. Mend it, then start again."
    }
  }
}

phase "notice" {
  title = "Break the rule, and wait until Fleet notices"
  after = [phase.look]

  step "fleet.run_script" "break" {
    title     = "Break the rule"
    host_id   = step.before.id
    script_id = org.drill_machine.break_script

    undo "fleet.run_script" {
      host_id   = step.before.id
      script_id = org.drill_machine.mend_script
    }
  }

  step "fleet.refresh_host" "refresh" {
    title   = "Ask the machine to tell how it is"
    needs   = [step.break]
    host_id = step.before.id

    undo "none" {
      reason = "The machine only tells how it is."
    }
  }

  step "fleet.keeps_policy" "broken" {
    title     = "Wait until Fleet says that the rule is broken"
    needs     = [step.refresh]
    serial    = org.drill_machine.serial
    policy_id = org.drill_machine.policy
    timeout   = "2h"

    retry {
      max   = 100
      delay = "1m"
      while = default(self.answer, "") != "fail"
    }
    expect "noticed" {
      condition = self.answer == "fail"
      message   = "Fleet did not notice within the time that the rule is broken. The machine is mended."
    }
  }

  on_failure {
    undo = "reverse"
  }
}

phase "mend" {
  title = "Wait until Fleet has mended it"
  after = [phase.notice]

  step "fleet.keeps_policy" "mended" {
    title     = "Wait until Fleet says that the rule is kept"
    serial    = org.drill_machine.serial
    policy_id = org.drill_machine.policy
    timeout   = "2h"

    retry {
      max   = 100
      delay = "1m"
      while = default(self.answer, "") != "pass"
    }
  }
}

phase "put_right" {
  title = "Mend it where Fleet did not"
  after = [phase.mend]

  step "fleet.run_script" "put_right" {
    title     = "Mend the rule"
    when      = step.mended.answer != "pass"
    host_id   = step.before.id
    script_id = org.drill_machine.mend_script

    undo "none" {
      reason = "This is how it was before."
    }
  }
}

check "seen" {
  condition = length(step.hosts.hosts) > 0
  message   = "Fleet names no device, so nothing was looked at."
  severity  = "high"
  remedy    = "Look whether the token of this runbook may read hosts of all teams."
}

check "all_keep" {
  condition = length(local.keeping) * 100 >= input.share * length(step.hosts.hosts)
  message   = "${length(local.keeping)} of ${length(step.hosts.hosts)} devices told within a day how they are, and keep every rule; wanted are ${input.share} percent."
  severity  = "high"
  remedy    = "In Fleet, under Policies: look which rule fails most, and let it mend by itself with a script or an installer. Delete hosts that are gone."
}

check "virtual_too" {
  condition = length(local.virtual) > 0 && length(local.vkeeping) * 100 >= input.share * length(local.virtual)
  message   = "${length(local.vkeeping)} of ${length(local.virtual)} virtual machines told within a day, and keep every rule; wanted are ${input.share} percent, and at least one."
  severity  = "high"
  remedy    = "Put Fleet into the images from which your virtual machines are made. Whoever has none may waive this check."
}

waivable "virtual_too" {
  max_for = "90d"
  by      = [role.security]
}

check "holes_known" {
  condition = length(local.scanned) == length(step.hosts.hosts) && length(local.holes) * 100 <= (100 - input.share) * length(step.hosts.hosts)
  message   = "Of ${length(step.hosts.hosts)} devices ${length(local.scanned)} were looked at for vulnerabilities, and ${length(local.holes)} have critical ones."
  severity  = "high"
  remedy    = "Update what they run. Fleet tells of critical vulnerabilities with Premium only."
}

check "mended" {
  condition = step.broken.answer == "fail" && step.mended.answer == "pass"
  message   = "Fleet noticed the broken rule, and did not mend it by itself."
  severity  = "high"
  remedy    = "In Fleet, under Policies, Manage automations: choose the script that mends for the rule of org.drill_machine."
}

evidence "devices" {
  value       = length(step.hosts.hosts)
  description = "how many devices Fleet knows"
}

evidence "keeping" {
  value       = length(local.keeping)
  description = "how many of them told within a day how they are, and keep every rule"
}

evidence "virtual" {
  value       = length(local.virtual)
  description = "how many of them are virtual"
}

evidence "holes" {
  value       = length(local.holes)
  description = "how many of them have critical vulnerabilities"
}

evidence "time_to_notice" {
  value       = phase.notice.duration
  description = "seconds until Fleet said that the rule was broken"
}

evidence "time_to_mend" {
  value       = phase.mend.duration
  description = "seconds from then until Fleet had mended it, or nobody waited longer"
}
