action "cloudflare.list_zones" {
  title      = "List the zones that are in use"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "zones" {
    type   = list(object({ id = string, name = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/zones"
    query    = { per_page = "50", status = "active" }
    paginate = "pages:page=result_info.total_pages"
    ok       = [200]
    give = {
      zones = [for z in self.json.result : { id = z.id, name = z.name }]
    }
  }
}

action "cloudflare.get_setting" {
  title      = "Read one setting of a zone"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "zone_id" {
    type = string
  }
  setting "name" {
    type   = string
    one_of = ["min_tls_version", "always_use_https", "ssl", "tls_1_3"]
  }
  output "value" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/zones/${urlencode(setting.zone_id)}/settings/${setting.name}"
    ok     = [200]
    give   = { value = self.json.result.value }
  }
}

# An application without policies lets nobody in; one with a policy that bypasses lets everybody in unseen.
action "cloudflare.list_access_apps" {
  title      = "List the applications behind Access"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "account_id" {
    type    = string
    pattern = "[0-9a-f]{32}"
  }
  output "apps" {
    type   = list(object({ name = string, domain = string, type = string, sessions = list(string), bypassed = bool, anybody = bool, posture = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/accounts/${setting.account_id}/access/apps"
    query    = { per_page = "50" }
    paginate = "pages:page=result_info.total_pages"
    ok       = [200]
    give = {
      apps = [for a in self.json.result : {
        name   = absent(a.name) ? "" : a.name
        domain = absent(a.domain) ? "" : a.domain
        type   = a.type
        sessions = concat(
          absent(a.session_duration) ? [] : [a.session_duration],
          absent(a.policies) ? [] : [for p in a.policies : p.session_duration if !absent(p.session_duration)],
        )
        bypassed = absent(a.policies) ? false : anytrue([for p in a.policies : p.decision == "bypass"])
        anybody  = absent(a.policies) ? false : anytrue([for p in a.policies : p.decision == "allow" && anytrue([for who in p.include : !absent(who.everyone)]) && (absent(p.require) || length(p.require) == 0)])
        posture = (
          absent(a.policies) ? false :
          anytrue([for p in a.policies : p.decision == "allow"]) && alltrue([for p in a.policies : p.decision == "deny" || !absent(p.require) && anytrue([for what in p.require : !absent(what.device_posture)])])
        )
      }]
    }
  }
}
