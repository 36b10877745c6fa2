runbook "assets-across-vendors" {
  language  = 1
  title     = "Do all our systems see the same machines?"
  owner     = role.security
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Compares every day the machines that Fleet, CrowdStrike and Jamf know. Macs must have come by the company's own account
    with Apple. Parts of our software with grave holes must not stay. Suppliers that matter were assessed within a year.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "devices.asset-supply-chain-risk-management"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-8(2)", "CM-8(3)", "SR-3", "SR-6"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "55 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.it_support]
}

input "share" {
  type        = number
  title       = "Percent of the machines that every system must know"
  default     = 95
  min         = 80
  max         = 100
  description = "The figure is ours: the model has none."
}

use "fleet" {
  allow = ["fleet.list_hosts"]
}

use "crowdstrike" {
  allow = ["crowdstrike.list_hosts"]
}

use "jamf" {
  allow = ["jamf.list_serials", "jamf.count_computers"]
}

use "github" {
  allow = ["github.organization_dependabot_alerts"]
}

# How many are in both lists: as many as both have together more than they have of different serial numbers.
locals {
  month    = addtime(run.started_at, "-30d")
  fleet    = distinct([for h in step.fleet.hosts : lower(h.serial) if !contains(["ios", "ipados", "android", "chrome"], h.platform)])
  falcon   = distinct([for h in step.falcon.hosts : lower(h.serial) if h.role != "Mobile"])
  all      = length(distinct(concat(local.fleet, local.falcon)))
  both     = length(local.fleet) + length(local.falcon) - local.all
  macs     = distinct([for h in step.fleet.hosts : lower(h.serial) if h.platform == "darwin"])
  jamf     = distinct([for s in step.jamf.serials : lower(s)])
  managed  = length(local.macs) + length(local.jamf) - length(distinct(concat(local.macs, local.jamf)))
  old      = [for a in step.parts.alerts : a if a.severity == "critical" && before(a.created_at, local.month)]
  rows     = [for l in split("\n", step.page.text) : replace(l, " ", "") if matches(l, "\\|[^|]+\\| *critical *\\| *[0-9]{4}-[0-9]{2}-[0-9]{2} *\\| *")]
  assessed = [for r in local.rows : r if !before(split("|", r)[3], addtime(run.started_at, "-365d")) && !before(run.started_at, split("|", r)[3])]
}

step "fleet.list_hosts" "fleet" {
  title   = "List the machines that Fleet knows"
  timeout = "10m"
}

step "crowdstrike.list_hosts" "falcon" {
  title   = "List the machines that CrowdStrike knows"
  timeout = "15m"
}

step "jamf.list_serials" "jamf" {
  title   = "List the Macs that Jamf knows"
  timeout = "10m"
}

step "jamf.count_computers" "macs" {
  title          = "Count the Macs of Jamf"
  that           = "are managed"
  heard_of_since = local.month
}

step "jamf.count_computers" "bought" {
  title          = "Count those that came by the company's account with Apple"
  that           = "came by the company's account with Apple"
  heard_of_since = local.month
}

step "github.organization_dependabot_alerts" "parts" {
  title      = "Ask for parts of our software with known holes"
  connection = connection.github
  timeout    = "5m"
}

step "file.read" "page" {
  title = "Read the page about suppliers"
  path  = org.supply_chain_policy

  expect "there" {
    condition = self.exists
    message   = "There is no page about suppliers where org.supply_chain_policy says. The runbook assets-owned says what stands in it."
  }
}

check "seen" {
  condition = length(local.fleet) > 0 && length(local.falcon) > 0 && length(local.jamf) > 0
  message   = "One of Fleet, CrowdStrike and Jamf names no machine, so nothing was compared."
  severity  = "high"
  remedy    = "Look whether the tokens of this runbook may read hosts and computers."
}

check "same_machines" {
  condition = local.both * 100 >= input.share * local.all
  message   = "Fleet and CrowdStrike both know ${local.both} of ${local.all} machines; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Whatever only one of them knows was set up in another way. Set it up by the way of all others, or delete what is gone."
}

check "same_macs" {
  condition = length(local.macs) > 0 && local.managed * 100 >= input.share * length(local.macs)
  message   = "Jamf knows ${local.managed} of the ${length(local.macs)} Macs that Fleet knows; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Enrol the rest in Jamf. Whoever brought a Mac of their own is asked by IT support."
}

check "bought_by_us" {
  condition = step.macs.count > 0 && step.bought.count * 100 >= input.share * step.macs.count
  message   = "${step.bought.count} of ${step.macs.count} Macs came by the company's account with Apple; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Buy from sellers who enter the machine into Apple Business Manager. A Mac at hand can be added with Apple Configurator."
}

check "parts_mended" {
  condition = length(local.old) == 0
  message   = "${length(local.old)} parts of our software have had a critical hole for more than 30 days."
  severity  = "high"
  remedy    = "Update them, as GitHub says under Security, Dependabot. What cannot be updated is taken out."
}

check "suppliers_assessed" {
  condition = length(local.rows) > 0 && length(local.assessed) == length(local.rows)
  message   = "${length(local.assessed)} of ${length(local.rows)} suppliers that matter were assessed within a year."
  severity  = "medium"
  remedy    = "Ask each for a report of somebody else (SOC 2, ISO 27001), read it, and write the day into the table."
}

evidence "machines" {
  value       = local.all
  description = "machines that Fleet or CrowdStrike knows"
}

evidence "both" {
  value       = local.both
  description = "how many of them both know"
}

evidence "macs" {
  value       = length(local.macs)
  description = "Macs that Fleet knows"
}

evidence "macs_in_jamf" {
  value       = local.managed
  description = "how many of them Jamf knows"
}

evidence "bought_by_us" {
  value       = step.bought.count
  description = "Macs that came by the company's account with Apple"
}

evidence "suppliers" {
  value       = length(local.rows)
  description = "suppliers that matter"
}

evidence "assessed" {
  value       = length(local.assessed)
  description = "how many of them were assessed within a year"
}
