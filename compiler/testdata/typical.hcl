# A runbook of the length and the kind that people write; the benchmarks check many of it.
runbook "NAME" {
  language = 1
  title    = "Are our sites fine, and are old orders closed?"
  owner    = role.security
  summary  = <<-EOT
    Checks every public site once a week, and asks the security team before it
    cancels orders that nobody paid. Cancelling can be undone.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.traffic-encryption"
  stage     = "advanced"
  fresh_for = "14d"
}

satisfies "nist-sp-800-53" {
  controls = ["SC-8", "SC-8(1)", "SC-12"]
}

trigger "schedule" "weekly" {
  every = "monday 07:00"
}

trigger "manual" "form" {}

access {
  who = [role.security]
}

input "days" {
  type        = number
  title       = "Days that a certificate must still be valid"
  default     = 21
  min         = 0
  max         = 9000
  description = "Certificates that end sooner are told."
}

use "shop" {
  allow = ["shop.list_orders", "shop.cancel_order", "GET /sites/*"]
}

locals {
  tier_one = { for name, s in org.sites : name => s if s.tier == 1 }
  least    = input.days + 7
}

phase "look" {
  title = "Look at the sites and the orders"

  step "http.request" "about" {
    for_each   = local.tier_one
    connection = connection.shop
    method     = "GET"
    path       = "/sites/${urlencode(each.key)}"

    expect "answered" {
      condition = self.status == 200
      message   = "The inventory does not know ${each.key}: ${self.status}."
    }
  }

  step "tls.probe" "site" {
    title    = "Open a TLS connection"
    for_each = org.sites
    parallel = 8
    on_error = "continue"
    timeout  = "30s"
    host     = each.value.host
    port     = each.value.port

    retry {
      max   = 3
      delay = "2s"
    }
  }

  step "shop.list_orders" "unpaid" {
    before = addtime(run.started_at, "-30d")
  }
}

phase "cancel" {
  approval "security" {
    from    = [role.security]
    timeout = "3d"

    show {
      title = "Cancel ${step.unpaid.count} orders?"
      text  = "Nobody paid them within thirty days."
    }
  }

  step "shop.cancel_order" "cancel" {
    needs    = [approval.security]
    for_each = step.unpaid.orders
    by       = "id"
    parallel = 4
    limit    = NUMBER
    id       = each.value.id
  }

  on_failure {
    undo = "reverse"
  }
}

check "certificate_valid" {
  for_each  = org.sites
  condition = default(step.site[each.key].days_left, -1) > local.least
  message   = "${each.value.host}: the certificate ends in ${default(step.site[each.key].days_left, 0)} days."
  severity  = each.value.tier == 1 ? "high" : "low"
}

check "modern_tls" {
  for_each  = local.tier_one
  condition = contains(["TLS 1.2", "TLS 1.3"], default(step.site[each.key].version, "none"))
  message   = "${each.value.host} answers with ${default(step.site[each.key].version, "no TLS at all")}."
  severity  = "high"
}

evidence "sites" {
  value       = [for name, s in step.site : { site = name, expires = s.not_after, version = s.version, sha256 = s.fingerprint }]
  description = "each site with the end of its certificate and the version of TLS"
}
