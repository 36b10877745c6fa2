runbook "intune-retire" {
  language = 1
  title    = "Cut off devices that broke our rules for a long time"
  owner    = role.it_support
  timeout  = "4d"
  summary  = <<-EOT
    Every Monday, looks in Microsoft Intune for devices that do not comply and were not heard of for a month. It shows
    them to the security team, and takes the company's data and access off those that the team says yes to. Whoever
    finds an old laptop in a drawer enrols it again.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.automation-orchestration"
  stage     = "advanced"
  fresh_for = "14d"
}

satisfies "nist-sp-800-53" {
  controls = ["AC-19", "CM-8(3)"]
}

trigger "schedule" "weekly" {
  every = "monday 07:30"
}

trigger "manual" "form" {}

access {
  who = [role.it_support, role.security]
}

input "keep" {
  type        = list(string)
  title       = "Devices to leave alone this time"
  default     = []
  description = "One name a line, as it stands in Intune."
}

use "intune" {
  allow = ["intune.list_devices", "intune.retire_device"]
}

locals {
  silent = [for d in step.devices.devices : d if d.state != "compliant" && before(d.seen, addtime(run.started_at, "-30d"))]
  lost   = [for d in local.silent : d if !contains(input.keep, d.name)]
}

step "intune.list_devices" "devices" {
  title   = "List the devices"
  timeout = "15m"

  expect "plausible" {
    condition = length(self.devices) > 0
    message   = "Intune names no device at all: nothing was changed."
  }
}

approval "security" {
  needs   = [step.devices]
  from    = [role.security]
  min     = 1
  timeout = "3d"
  skip_if = length(local.silent) == 0

  show {
    title = "Cut these devices off?"
    text  = "They do not comply, and were silent for 30 days. The company's data and access are taken off them; what is personal stays."
    table = [for d in local.lost : { name = d.name, person = d.login, seen = d.seen }]
  }
}

step "intune.retire_device" "retire" {
  title     = "Cut them off"
  needs     = [approval.security]
  for_each  = local.lost
  by        = "id"
  parallel  = 4
  limit     = 50
  device_id = each.value.id

  retry {
    max   = 3
    delay = "5s"
  }
  undo "none" {
    reason = "What is taken off a device comes back when it is enrolled again."
  }
}

check "all_cut_off" {
  condition = length([for s in step.retire : s if s.outcome == "passed"]) == length(local.lost)
  message   = "Not every device was cut off."
  severity  = "high"
  remedy    = "Start the runbook again. If the same devices stay, look at them in the Intune admin center."
}

evidence "lost" {
  value       = length(local.lost)
  description = "devices that did not comply and were silent"
}

evidence "retired" {
  value       = length([for s in step.retire : s if s.outcome == "passed"])
  description = "how many of them were cut off"
}

result {
  title = "Devices that broke the rules"
  text  = "${length([for s in step.retire : s if s.outcome == "passed"])} of ${length(local.lost)} devices were cut off."
}
