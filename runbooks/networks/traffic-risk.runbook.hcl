runbook "traffic-risk" {
  language = 1
  title    = "Limit what reaches an application while it is at risk"
  owner    = role.engineers
  timeout  = "30m"
  summary  = <<-EOT
    Looks every day whether the code of an application has grave holes that are open. While it has, fewer requests from
    one address reach it; afterwards the usual limit comes back. Nobody is asked: what may change stands in the list of
    applications.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.network-traffic-management"
  stage     = "advanced"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-5", "SC-5(2)", "SI-4", "RA-3(4)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "25 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.engineers, role.security]
}

input "usual" {
  type        = number
  title       = "Usual limit"
  default     = 0
  min         = 0
  description = "0: what org.traffic_apps says. Another one is for tests; such a run does not count for the score."
}

input "cautious" {
  type        = number
  title       = "Limit while an application is at risk"
  default     = 0
  min         = 0
  description = "0: what org.traffic_apps says. Another one is for tests; such a run does not count for the score."
}

input "all" {
  type        = bool
  title       = "Take every application for one at risk"
  default     = false
  description = "While somebody attacks us. The next run looks at each again."
}

use "github" {
  allow = ["github.organization_code_alerts", "github.organization_dependabot_alerts"]
}

use "github_rest" {
  allow = ["github_rest.list_scans"]
}

use "kubernetes" {
  allow = ["kubernetes.get_ingress", "kubernetes.limit_ingress"]
}

locals {
  grave  = concat([for a in step.packages.alerts : a.repository if a.severity == "critical"], [for a in step.code.alerts : a.repository if a.severity == "critical"])
  risky  = [for name, a in org.traffic_apps : name if input.all || contains(local.grave, a.repository)]
  wanted = { for name, a in org.traffic_apps : name => contains(local.risky, name) ? (input.cautious == 0 ? a.cautious : input.cautious) : (input.usual == 0 ? a.usual : input.usual) }
  apps   = { for name, a in org.traffic_apps : name => { namespace = a.namespace, ingress = a.ingress, before = step.before[name].limit, wanted = local.wanted[name] } if step.before[name].limit != local.wanted[name] }
}

phase "assess" {
  title = "Judge how much at risk each application is"

  step "github.organization_dependabot_alerts" "packages" {
    title      = "Ask for packages with known holes"
    connection = connection.github
    timeout    = "5m"
  }

  step "github.organization_code_alerts" "code" {
    title      = "Ask for holes that the scanner found"
    connection = connection.github
    timeout    = "5m"
  }

  step "github_rest.list_scans" "scans" {
    title      = "Ask which scanners looked"
    for_each   = org.traffic_apps
    parallel   = 4
    repository = each.value.repository
    branch     = org.audited.code
  }

  step "kubernetes.get_ingress" "before" {
    title     = "Read the limit that there is"
    for_each  = org.traffic_apps
    parallel  = 4
    namespace = each.value.namespace
    name      = each.value.ingress
  }
}

phase "adapt" {
  title = "Adapt the limits"
  after = [phase.assess]

  step "kubernetes.limit_ingress" "limits" {
    title     = "Change the limit"
    for_each  = local.apps
    parallel  = 4
    limit     = 20
    namespace = each.value.namespace
    name      = each.value.ingress
    rate      = each.value.wanted
    before    = each.value.before

    retry {
      max   = 3
      delay = "5s"
    }
  }

  step "kubernetes.get_ingress" "after" {
    title     = "Read the limits again"
    needs     = [step.limits]
    for_each  = org.traffic_apps
    parallel  = 4
    namespace = each.value.namespace
    name      = each.value.ingress
  }

  on_failure {
    undo = "reverse"
  }
}

# Code that nobody scans has no holes that anybody knows of.
check "assessed" {
  for_each  = org.traffic_apps
  condition = anytrue([for s in step.scans[each.key].scans : contains(org.scanners.static, s.tool) && before(addtime(run.started_at, "-8d"), s.created_at)])
  message   = "No scanner read the code of ${each.key} for a week, so nobody knows whether it is at risk."
  severity  = "high"
  remedy    = "Switch code scanning on in its repository, with a weekly scan. org.scanners names the scanners that count."
}

check "fits" {
  for_each  = org.traffic_apps
  condition = step.after[each.key].limit == local.wanted[each.key]
  message   = "${each.key} has another limit than its risk asks for."
  severity  = "high"
  remedy    = "Start the runbook again. If it stays so, look who else changes the limit of that ingress."
}

check "fewer_at_risk" {
  for_each  = org.traffic_apps
  condition = (input.cautious == 0 ? each.value.cautious : input.cautious) < (input.usual == 0 ? each.value.usual : input.usual) && (input.cautious == 0 ? each.value.cautious : input.cautious) > 0
  message   = "For ${each.key} the limit at risk is not below the usual one, so nothing would be adapted."
  severity  = "medium"
  remedy    = "Write a smaller number for cautious into org.traffic_apps, above 0."
}

evidence "applications" {
  value       = length(org.traffic_apps)
  description = "how many applications were judged"
}

evidence "at_risk" {
  value       = length(local.risky)
  description = "how many of them have grave holes that are open"
}

evidence "adapted" {
  value       = length(local.apps)
  description = "how many limits were changed"
}
