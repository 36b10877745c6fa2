runbook "intune-loop-drill" {
  language = 1
  title    = "Is a device shut out, mended and let in by itself?"
  owner    = role.security
  timeout  = "5h"
  summary  = <<-EOT
    Every day, lets the device for drills break a rule. Microsoft must shut it out, mend it and let it in again, and nobody
    lifts a hand. Looks besides whether all new devices set themselves up, and whether those that fell silent were cut off.
  EOT

  concurrency {
    key = "drill-device"
  }
}

satisfies "cisa-ztmm" {
  function  = "devices.automation-orchestration"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-19", "CM-6(1)", "CM-8(3)", "SI-2(2)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "0 1 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "intune" {
  allow = ["intune.list_devices", "intune.list_enrolments", "intune.get_device", "intune.sync_device"]
}

use "entra" {
  allow = ["entra.list_policies", "entra.get_device", "entra.add_device_to_group", "entra.remove_device_from_group"]
}

locals {
  new    = [for d in step.came.devices : d if before(addtime(run.started_at, "-30d"), d.at)]
  byhand = [for d in local.new : d if !d.automatic || !d.registered]
  silent = [for d in step.devices.devices : d if before(d.seen, addtime(run.started_at, "-45d"))]
}

phase "ready" {
  title = "Look whether it can begin"

  step "entra.get_device" "before" {
    title     = "Look whether the device is let in"
    timeout   = "2m"
    object_id = org.drill_device.object

    expect "let_in" {
      condition = self.enabled && self.compliant
      message   = "The device for drills is not let in before the drill: nothing was changed. Switch it on, and look at it in Intune."
    }
  }

  step "entra.list_policies" "policies" {
    title   = "Ask whether a device that breaks a rule is shut out"
    timeout = "5m"
  }

  step "intune.list_enrolments" "came" {
    title   = "Ask how the devices came"
    timeout = "10m"
  }

  step "intune.list_devices" "devices" {
    title   = "List the devices"
    timeout = "10m"
  }
}

phase "shut_out" {
  title = "Break a rule, and wait until it is shut out"
  after = [phase.ready]

  step "entra.add_device_to_group" "strict" {
    title     = "Into the group with the rule that it breaks"
    timeout   = "2m"
    group_id  = org.drill_device.group
    object_id = org.drill_device.object
    # Should the next phase fail, it leaves the group all the same.
    undo_after = "6h"
  }

  step "intune.sync_device" "sync" {
    title     = "Ask it to talk to Intune"
    needs     = [step.strict]
    timeout   = "2m"
    device_id = org.drill_device.id

    undo "none" {
      reason = "A device talks to Intune by itself all the time."
    }
  }

  step "entra.get_device" "out" {
    title     = "Wait until it is shut out"
    needs     = [step.sync]
    timeout   = "70m"
    object_id = org.drill_device.object

    retry {
      max   = 61
      delay = "1m"
      while = self.compliant
    }
    expect "out" {
      condition = !self.compliant
      message   = "The device breaks a rule, and is still let in after an hour."
    }
  }

  on_failure {
    undo = "reverse"
  }
}

phase "let_in" {
  title = "Wait until it is mended and let in"
  after = [phase.shut_out]

  step "entra.get_device" "in" {
    title     = "Wait until it is let in again"
    timeout   = "130m"
    object_id = org.drill_device.object

    retry {
      max   = 41
      delay = "3m"
      while = !self.compliant
    }
  }

  step "intune.get_device" "state" {
    title     = "Look what Intune says of it"
    needs     = [step.in]
    timeout   = "2m"
    device_id = org.drill_device.id
  }

  step "entra.remove_device_from_group" "back" {
    title     = "Out of the group again"
    needs     = [step.state]
    timeout   = "2m"
    group_id  = org.drill_device.group
    object_id = org.drill_device.object

    undo "none" {
      reason = "That is how it was before the drill."
    }
  }
}

check "shut_out_in_time" {
  condition = !step.out.compliant && phase.shut_out.duration <= 3600
  message   = "A device that breaks a rule was still let in after an hour."
  severity  = "high"
  remedy    = "Intune admin center, Devices, Compliance: mark a device noncompliant at once, without days of grace."
}

check "mended_in_time" {
  condition = step.in.compliant && step.state.state == "compliant" && phase.let_in.duration <= 7200
  message   = "The device was not mended and let in again within two hours."
  severity  = "high"
  remedy    = "Intune admin center, Devices, Scripts and remediations: look whether the one of the drill's group runs every hour."
}

check "the_rest_is_kept_out" {
  condition = anytrue([for p in step.policies.policies : p.enforced && p.everybody && p.everything && p.always && p.managed_device &&
  alltrue([for x in p.excluded : contains(org.emergency_principals, x)])])
  message  = "No policy that is in force for everybody keeps out a device that breaks a rule."
  severity = "high"
  remedy   = "Entra admin center, Conditional Access: require a compliant device for all users and all resources."
}

check "set_up_by_itself" {
  condition = length(step.came.devices) > 0 && length(local.byhand) == 0
  message   = "${length(local.byhand)} of ${length(local.new)} devices of the last 30 days were set up by hand, or are not registered."
  severity  = "medium"
  remedy    = "The runbook intune-enrolment tells more."
}

check "silent_are_cut_off" {
  condition = length(step.devices.devices) > 0 && length(local.silent) == 0
  message   = "${length(local.silent)} devices were silent for 45 days, and were not cut off."
  severity  = "medium"
  remedy    = "Intune admin center, Devices, Device clean-up rules: remove devices that have not been heard of for 30 days."
}

evidence "seconds" {
  value       = { shut_out = phase.shut_out.duration, let_in = phase.let_in.duration }
  description = "seconds until the device was shut out, and until it was mended and let in again"
}

evidence "devices" {
  value       = { all = length(step.devices.devices), new = length(local.new), by_hand = length(local.byhand), silent = length(local.silent) }
  description = "devices, those of the last 30 days, how many of them were set up by hand, and silent ones that were not cut off"
}
