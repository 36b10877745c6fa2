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

# Of each way in, which rules about the device it requires; a way in without any counts as open.
action "cloudflare.list_app_rules" {
  title      = "List what each application asks of a device"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "account_id" {
    type    = string
    pattern = "[0-9a-f]{32}"
  }
  output "ways" {
    type   = list(object({ domain = string, rules = list(string) }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/accounts/${setting.account_id}/access/apps"
    query    = { per_page = "50" }
    paginate = "pages:page=result_info.total_pages"
    ok       = [200]
    give = {
      ways = flatten([for a in self.json.result : absent(a.policies) ? [] : [
        for p in a.policies : {
          domain = absent(a.domain) ? "" : a.domain
          rules  = absent(p.require) ? [] : [for r in p.require : r.device_posture.integration_uid if !absent(r.device_posture)]
        } if p.decision != "deny"
      ]])
    }
  }
}

action "cloudflare.list_posture_rules" {
  title      = "List the rules about devices"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "account_id" {
    type    = string
    pattern = "[0-9a-f]{32}"
  }
  # service is the service that is asked about the device, "" where the device itself is. least is the score that CrowdStrike
  # must give it at least, "" where the rule asks for none: for the version of the sensor, say.
  output "rules" {
    type   = list(object({ id = string, type = string, service = string, least = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/accounts/${setting.account_id}/devices/posture"
    ok     = [200]
    give = {
      rules = [for r in self.json.result : {
        id      = r.id
        type    = r.type
        service = absent(r.input) ? "" : absent(r.input.connection_id) ? "" : r.input.connection_id
        least = absent(r.input) ? "" : absent(r.input.overall) || absent(r.input.operator) ? "" : (
          contains([">", ">="], r.input.operator) ? r.input.overall : ""
        )
      }]
    }
  }
}

action "cloudflare.list_posture_services" {
  title      = "List the services that know devices"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "account_id" {
    type    = string
    pattern = "[0-9a-f]{32}"
  }
  # interval is how often the service is asked, as Cloudflare writes it: 10m
  output "services" {
    type   = list(object({ id = string, type = string, interval = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/accounts/${setting.account_id}/devices/posture/integration"
    ok     = [200]
    give   = { services = [for s in self.json.result : { id = s.id, type = s.type, interval = s.interval }] }
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

# How finely an application tells people apart: narrow, where no policy lets in a whole domain or whoever comes; posture
# and context, where each policy that lets people in asks for a healthy device, and for something besides.
action "cloudflare.list_access_rules" {
  title      = "List how the applications behind Access decide"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "account_id" {
    type    = string
    pattern = "[0-9a-f]{32}"
  }
  output "apps" {
    type   = list(object({ domain = string, sessions = list(string), bypassed = bool, narrow = bool, posture = bool, context = bool }))
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
        domain = a.domain
        sessions = concat(
          jsonencode({ x = a.session_duration }) == "{\"x\":null}" ? [] : [a.session_duration],
          [for p in a.policies : p.session_duration if jsonencode({ x = p.session_duration }) != "{\"x\":null}"],
        )
        bypassed = anytrue([for p in a.policies : p.decision == "bypass"])
        narrow = anytrue([for p in a.policies : p.decision == "allow"]) && alltrue([for p in a.policies : p.decision == "deny" || alltrue([for i in p.include :
        matches(jsonencode(i), "\\{\"(group|email|email_list|azureAD|gsuite|okta|saml|oidc|github-organization|service_token)\":\\{.*\\}\\}")])])
        posture = anytrue([for p in a.policies : p.decision == "allow"]) && alltrue([for p in a.policies : p.decision == "deny" || strcontains(jsonencode({ r = p.require }), "{\"device_posture\":{")])
        context = anytrue([for p in a.policies : p.decision == "allow"]) && alltrue([for p in a.policies : p.decision == "deny" || matches(jsonencode({ r = p.require }), ".*\\{\"(auth_method|auth_context|geo|ip|ip_list|certificate|login_method)\":\\{.*")])
      } if jsonencode({ x = a.domain }) != "{\"x\":null}" && jsonencode({ x = a.policies }) != "{\"x\":null}"]
    }
  }
}

# A zone without a list of rules of a phase answers 404: then there is none.
action "cloudflare.list_waf_rules" {
  title      = "List the rules of the firewall for applications"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "zone_id" {
    type = string
  }
  setting "phase" {
    type   = string
    one_of = ["http_request_firewall_managed", "http_request_firewall_custom", "http_ratelimit"]
  }
  # Those that are switched on. Weak: a list of Cloudflare's own that is run, and is told to do nothing, or only to write down.
  output "rules" {
    type   = list(object({ action = string, expression = string, weak = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/zones/${urlencode(setting.zone_id)}/rulesets/phases/${setting.phase}/entrypoint"
    ok     = [200, 404]
    give = {
      rules = self.status == 404 || jsonencode({ x = self.json.result.rules }) == "{\"x\":null}" ? [] : [for r in self.json.result.rules : {
        action     = r.action
        expression = r.expression
        weak = (
          jsonencode({ e = r.action_parameters.overrides.enabled }) == "{\"e\":false}" ||
          jsonencode({ a = r.action_parameters.overrides.action }) == "{\"a\":\"log\"}"
        )
      } if r.enabled]
    }
  }
}

# GraphQL asks with POST. Where it refuses, it does so with 200 and without data.
action "cloudflare.count_stopped" {
  title      = "Count the requests with a mark that the firewall stopped"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "zone_id" {
    type    = string
    pattern = "[0-9a-f]{32}"
  }
  setting "mark" {
    type    = string
    pattern = "[0-9a-zA-Z-]{8,64}"
  }
  setting "since" {
    type = string
  }
  # The hosts that were asked, one for each request that was stopped.
  output "hosts" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "POST"
    path    = "/graphql"
    headers = { content-type = "application/json" }
    body = jsonencode({
      query     = "query Stopped($zone: string, $filter: FirewallEventsAdaptiveFilter_InputObject) { viewer { zones(filter: { zoneTag: $zone }) { firewallEventsAdaptive(filter: $filter, limit: 1000, orderBy: [datetime_DESC]) { action clientRequestHTTPHost } } } }"
      variables = { zone = setting.zone_id, filter = { datetime_geq = setting.since, clientRequestQuery_like = "%${setting.mark}%" } }
    })
    ok   = [200]
    give = { hosts = [for e in self.json.data.viewer.zones[0].firewallEventsAdaptive : e.clientRequestHTTPHost if contains(["block", "challenge", "jschallenge", "managed_challenge"], e.action)] }
  }
}

# A thousand at most, the newest first.
action "cloudflare.list_entries" {
  title      = "List who was let into which application"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "account_id" {
    type    = string
    pattern = "[0-9a-f]{32}"
  }
  setting "since" {
    type = string
  }
  # The addresses of the applications, one for each time that somebody was let in.
  output "let_in" {
    type   = list(string)
    labels = ["untrusted"]
  }
  output "turned_away" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/accounts/${setting.account_id}/access/logs/access_requests"
    query  = { limit = "1000", since = setting.since, direction = "desc" }
    ok     = [200]
    give = {
      let_in      = [for e in self.json.result : e.app_domain if e.allowed]
      turned_away = [for e in self.json.result : e.app_domain if !e.allowed]
    }
  }
}
