runbook "fleet-unknown-devices" {
  language  = 1
  title     = "Is every device on our network one that we watch?"
  owner     = role.it_support
  read_only = true
  timeout   = "20m"
  summary   = <<-EOT
    Every day, compares the devices on the tailnet with those that Fleet watches, by their serial numbers, laptops and virtual
    machines alike. A device that Fleet does not know is unknown to us, and is counted. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.visibility-analytics"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-8", "CM-8(2)", "CM-8(3)", "IA-3"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "5 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support]
}

use "tailscale" {
  allow = ["tailscale.list_serials"]
}

use "fleet" {
  allow = ["fleet.list_devices"]
}

locals {
  ours    = [for d in step.network.devices : d if !d.external && d.recent]
  watched = [for d in step.watched.devices : d.serial if before(addtime(run.started_at, "-7d"), d.seen)]
  unknown = [for d in local.ours : d if d.serial == "" || !contains([for w in step.watched.devices : w.serial], d.serial)]
  silent  = [for d in local.ours : d if contains([for w in step.watched.devices : w.serial], d.serial) && !contains(local.watched, d.serial)]
}

step "tailscale.list_serials" "network" {
  title   = "List the devices of the last day on the network"
  timeout = "5m"
  since   = addtime(run.started_at, "-1d")

  expect "plausible" {
    condition = length([for d in self.devices : d if !d.external && d.recent]) > 0
    message   = "No device was on the network for a day, which cannot be right."
  }
}

step "fleet.list_devices" "watched" {
  title   = "List the devices that Fleet watches"
  timeout = "10m"

  expect "plausible" {
    condition = length(self.devices) > 0
    message   = "Fleet watches no device, which cannot be right."
  }
}

check "none_is_unknown" {
  condition = length(local.unknown) == 0
  message   = "${length(local.unknown)} of ${length(local.ours)} devices on the network are not known to Fleet, or do not tell their serial number."
  severity  = "high"
  remedy    = "Tailscale, Machines shows whose they are. Install Fleet on them, or remove them. Switch Device Identity Collection on."
}

check "all_are_watched" {
  condition = length(local.silent) == 0
  message   = "${length(local.silent)} devices are on the network, and Fleet has not heard of them for a week."
  severity  = "medium"
  remedy    = "Start Fleet's agent on them again. Fleet, Hosts, Offline shows which they are."
}

evidence "devices" {
  value       = { network = length(local.ours), unknown = length(local.unknown), silent = length(local.silent), virtual = length([for d in step.watched.devices : d if d.virtual]) }
  description = "devices on the network within a day, those unknown to Fleet, those that Fleet lost, and virtual machines that it watches"
}
