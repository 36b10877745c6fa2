runbook "assets-owned" {
  language  = 1
  title     = "Do we know whose every machine is, and whom we buy from?"
  owner     = role.it_support
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Lists every week the machines that Fleet knows. Each that people can touch must have a serial number and an owner, and
    virtual ones must be among them. It also reads your page about suppliers: has it an owner, and was it reviewed this year?
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.asset-supply-chain-risk-management"
  stage     = "initial"
  fresh_for = "30d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-8", "CM-8(4)", "SR-1", "SR-2"]
  fresh_for = "30d"
}

trigger "schedule" "weekly" {
  every = "tuesday 05:30"
}

trigger "manual" "by_hand" {}

access {
  who = [role.it_support, role.security]
}

input "share" {
  type        = number
  title       = "Percent of the machines that must have an owner"
  default     = 95
  min         = 80
  max         = 100
  description = "The model says all; 95 leaves room for what was bought this week. The figure is ours."
}

use "fleet" {
  allow = ["fleet.list_hosts"]
}

locals {
  physical   = [for h in step.hosts.hosts : h if !h.virtual]
  identified = [for h in local.physical : h if matches(h.serial, "[A-Za-z0-9 ./_-]{4,}")]
  owned      = [for h in local.physical : h if h.owned]
  virtual    = [for h in step.hosts.hosts : h if h.virtual]
  lines      = split("\n", step.page.text)
  reviewed   = [for l in local.lines : substr(l, 10, 10) if matches(l, "Reviewed: [0-9]{4}-[0-9]{2}-[0-9]{2} *")]
  owners     = [for l in local.lines : l if matches(l, "Owner: .*[A-Za-z].*")]
  suppliers  = [for l in local.lines : l if matches(l, "\\|[^|]+\\| *(critical|other) *\\| *[0-9]{4}-[0-9]{2}-[0-9]{2} *\\| *")]
}

step "fleet.list_hosts" "hosts" {
  title   = "List the machines"
  timeout = "10m"
}

step "file.read" "page" {
  title = "Read the page about suppliers"
  path  = org.supply_chain_policy

  expect "there" {
    condition = self.exists
    message   = "There is no page about suppliers where org.supply_chain_policy says. Write one, with its owner, the day of its review, and a table of suppliers."
  }
}

check "seen" {
  condition = length(local.physical) > 0
  message   = "Fleet names no machine, so nothing was looked at."
  severity  = "high"
  remedy    = "Look whether the token of this runbook may read hosts of all teams."
}

check "identified" {
  condition = length(local.identified) == length(local.physical)
  message   = "${length(local.physical) - length(local.identified)} of ${length(local.physical)} machines tell no serial number."
  severity  = "medium"
  remedy    = "Look at them in Fleet: some makers leave the number empty. Write it down there as a label, or replace the machine."
}

check "owned" {
  condition = length(local.owned) * 100 >= input.share * length(local.physical)
  message   = "${length(local.owned)} of ${length(local.physical)} machines have an owner; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Let people sign in when their machine is set up, or tell Fleet who has it, at the page of the machine."
}

check "virtual_too" {
  condition = length(local.virtual) > 0
  message   = "No virtual machine is among them."
  severity  = "medium"
  remedy    = "Put Fleet into the images from which your virtual machines are made. Whoever has none may waive this check."
}

waivable "virtual_too" {
  max_for = "90d"
  by      = [role.security]
}

check "suppliers_governed" {
  condition = strcontains(step.page.text, "800-161") && length(local.owners) == 1 && length(local.reviewed) == 1 && alltrue([for d in local.reviewed : !before(d, addtime(run.started_at, "-365d")) && !before(run.started_at, d)]) && length(local.suppliers) > 0
  message   = "The page about suppliers names no framework (NIST SP 800-161), no owner or no supplier, or was not reviewed within a year."
  severity  = "medium"
  remedy    = "Write what a supplier must show before you buy, after NIST SP 800-161. Review it once a year, and change the line Reviewed."
}

evidence "machines" {
  value       = length(local.physical)
  description = "how many machines that people can touch"
}

evidence "identified" {
  value       = length(local.identified)
  description = "how many of them tell their serial number"
}

evidence "owned" {
  value       = length(local.owned)
  description = "how many of them have an owner"
}

evidence "virtual" {
  value       = length(local.virtual)
  description = "how many virtual machines"
}

evidence "suppliers" {
  value       = length(local.suppliers)
  description = "how many suppliers the page lists"
}

evidence "page" {
  value       = step.page.sha256
  description = "the SHA-256 of the page about suppliers"
}
