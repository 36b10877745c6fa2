runbook "falcon-drill" {
  language = 1
  title    = "Is a machine with a threat cut off by itself?"
  owner    = role.security
  timeout  = "3h"
  summary  = <<-EOT
    Every morning, lets the machine for rehearsals make CrowdStrike's own harmless sample of a threat. CrowdStrike must see it
    and cut the machine off by itself. Then the machine comes back. It also looks whether all machines have a sensor.
  EOT

  concurrency {
    key = "drill"
  }
}

satisfies "cisa-ztmm" {
  function  = "devices.device-threat-protection"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["IR-4(1)", "SI-3", "SI-4", "SI-4(5)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "40 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "seconds" {
  type        = number
  title       = "Seconds within which the machine must be cut off"
  default     = 1200
  min         = 60
  max         = 3600
  description = "From the start of the sample until CrowdStrike says so. The figure is ours: the model has none."
}

use "crowdstrike" {
  allow = ["crowdstrike.find_host", "crowdstrike.list_hosts", "crowdstrike.count_alerts", "crowdstrike.lift_containment"]
}

use "fleet" {
  allow = ["fleet.find_laptop", "fleet.list_hosts", "fleet.get_policy", "fleet.run_script"]
}

locals {
  week     = addtime(run.started_at, "-7d")
  known    = distinct([for h in step.fleet.hosts : lower(h.serial) if !contains(["ios", "ipados", "android", "chrome"], h.platform) && !before(h.seen, local.week)])
  guarded  = distinct([for h in step.falcon.hosts : lower(h.serial) if h.prevention && !h.reduced && !before(h.seen, local.week)])
  covered  = length(local.known) + length(local.guarded) - length(distinct(concat(local.known, local.guarded)))
  stranger = length(local.guarded) - local.covered
}

phase "look" {
  title = "Look at all machines, and find the one for rehearsals"

  step "fleet.list_hosts" "fleet" {
    title   = "List the machines that Fleet knows"
    timeout = "10m"
  }

  step "crowdstrike.list_hosts" "falcon" {
    title   = "List the machines that have a sensor"
    timeout = "15m"
  }

  step "fleet.get_policy" "rule" {
    title     = "Look how many machines keep the rule about the sensor"
    policy_id = org.threat_policy
  }

  step "fleet.find_laptop" "machine" {
    title  = "Find the machine in Fleet"
    serial = org.drill_machine.serial

    expect "there" {
      condition = self.found
      message   = "Fleet does not know the machine for rehearsals: nothing was changed. Name its serial number in org.drill_machine."
    }
  }

  step "crowdstrike.find_host" "host" {
    title  = "Find the machine in CrowdStrike"
    serial = org.drill_machine.serial

    expect "normal" {
      condition = self.found && self.status == "normal"
      message   = "CrowdStrike does not know the machine for rehearsals, or it is cut off already: nothing was changed. Let it in, then start again."
    }
  }
}

phase "react" {
  title = "Make the sample, and wait until the machine is cut off"
  after = [phase.look]

  step "fleet.run_script" "sample" {
    title     = "Make the sample of a threat"
    host_id   = step.machine.id
    script_id = org.drill_machine.threat_script

    undo "none" {
      reason = "The sample does nothing. The machine is let in again below; if it was not, the next run says so first."
    }
  }

  step "crowdstrike.count_alerts" "alerts" {
    title   = "Wait until the sensor tells of it"
    needs   = [step.sample]
    host_id = step.host.id
    since   = run.started_at
    timeout = "40m"

    retry {
      max   = 60
      delay = "20s"
      while = default(self.count, 0) == 0
    }
  }

  step "crowdstrike.find_host" "cut_off" {
    title   = "Wait until the machine is cut off"
    needs   = [step.sample]
    serial  = org.drill_machine.serial
    timeout = "40m"

    retry {
      max   = 60
      delay = "20s"
      while = default(self.status, "normal") == "normal"
    }
  }
}

phase "back" {
  title = "Let the machine in again"
  after = [phase.react]

  step "crowdstrike.lift_containment" "lift" {
    title   = "Let the machine in again"
    host_id = step.host.id

    undo "none" {
      reason = "This is how it was before."
    }
  }

  step "crowdstrike.find_host" "after" {
    title   = "Wait until it is back"
    needs   = [step.lift]
    serial  = org.drill_machine.serial
    timeout = "40m"

    retry {
      max   = 60
      delay = "20s"
      while = default(self.status, "contained") != "normal"
    }
  }
}

ignore "RB4023" {
  reason = "The machine is on the network as before the rehearsal, and nobody works on it."
  until  = "2027-11-30"
  on     = step.lift
}

check "everywhere" {
  condition = length(local.known) > 0 && local.covered * 100 >= 98 * length(local.known)
  message   = "${local.covered} of ${length(local.known)} machines have a sensor that works; wanted are 98 percent."
  severity  = "high"
  remedy    = "The runbook falcon-coverage says what is missing. Let Fleet, Jamf or Intune install the sensor by itself."
}

check "one_view" {
  condition = local.stranger * 100 <= 2 * length(local.guarded) && step.rule.passing * 100 >= 98 * (step.rule.passing + step.rule.failing) && step.rule.passing > 0
  message   = "${local.stranger} machines with a sensor are unknown to Fleet, and ${step.rule.failing} break its rule about the sensor: the two do not see the same."
  severity  = "medium"
  remedy    = "Bring those machines into Fleet, so that one rule decides about all."
}

check "told" {
  condition = step.alerts.count > 0
  message   = "The sensor told nothing of the sample."
  severity  = "high"
  remedy    = "Look in Fleet whether the script ran. If it did, look at the prevention policy of the machine for rehearsals."
}

check "cut_off" {
  condition = contains(["contained", "containment_pending"], step.cut_off.status) && phase.react.duration <= input.seconds
  message   = "The machine is ${step.cut_off.status} after ${phase.react.duration} seconds; it must be cut off within ${input.seconds}."
  severity  = "high"
  remedy    = "In Falcon, under Fusion workflows: contain a machine by itself at a detection of the sample's severity and above."
}

check "back" {
  condition = step.after.status == "normal"
  message   = "The machine for rehearsals is ${step.after.status}: it did not come back."
  severity  = "medium"
  remedy    = "Look whether it is on. In Falcon, lift the containment by hand."
}

evidence "machines" {
  value       = length(local.known)
  description = "machines that Fleet heard of this week, phones left out"
}

evidence "covered" {
  value       = local.covered
  description = "how many of them have a sensor that works"
}

evidence "alerts" {
  value       = step.alerts.count
  description = "how many times the sensor told of the sample"
}

evidence "cut_off" {
  value       = step.cut_off.status
  description = "what CrowdStrike said of the machine afterwards"
}

evidence "time_to_contain" {
  value       = phase.react.duration
  description = "seconds from the start of the sample until the sensor had told and the machine was cut off, or nobody waited longer"
}
