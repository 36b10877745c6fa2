# A sensor that runs in reduced functionality hardly protects, and one that was silent may be gone: a host means nothing
# without both. What a host does not tell is "" or false here.
action "crowdstrike.list_hosts" {
  title      = "List the machines that have a sensor"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "hosts" {
    type   = list(object({ id = string, serial = string, platform = string, role = string, virtual = bool, status = string, reduced = bool, prevention = bool, self_updating = bool, seen = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/devices/combined/devices/v1"
    query    = { limit = "1000" }
    paginate = "cursor:offset=meta.pagination.next"
    ok       = [200]
    give = {
      hosts = [for h in self.json.resources : {
        id         = h.device_id
        serial     = absent(h.serial_number) ? "" : h.serial_number
        platform   = h.platform_name
        role       = absent(h.product_type_desc) ? "" : h.product_type_desc
        virtual    = matches(lower(jsonencode({ m = h.system_manufacturer, p = h.system_product_name, s = h.service_provider })), ".*(vmware|virtual|kvm|qemu|xen|ec2|google compute|azure|gcp|openstack|droplet).*")
        status     = h.status
        reduced    = absent(h.reduced_functionality_mode) || h.reduced_functionality_mode != "no"
        prevention = !absent(h.device_policies.prevention) && !absent(h.device_policies.prevention.applied) && h.device_policies.prevention.applied
        self_updating = (
          !absent(h.device_policies.sensor_update) && !absent(h.device_policies.sensor_update.applied) && h.device_policies.sensor_update.applied &&
          !absent(h.device_policies.sensor_update.settings_hash) && startswith(h.device_policies.sensor_update.settings_hash, "tagged|")
        )
        seen = endswith(h.last_seen, "Z") ? "${substr(h.last_seen, 0, 19)}Z" : h.last_seen
      }]
    }
  }
}

action "crowdstrike.find_host" {
  title      = "Look a machine up by its serial number"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "serial" {
    type    = string
    pattern = "[A-Za-z0-9 ._-]{1,64}"
  }
  output "found" {
    type = bool
  }
  output "id" {
    type   = string
    labels = ["untrusted"]
  }
  # normal, containment_pending, contained or lift_containment_pending
  output "status" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/devices/combined/devices/v1"
    query  = { filter = "serial_number:'${setting.serial}'", limit = "2", sort = "last_seen.desc" }
    ok     = [200]
    give = {
      found  = length(self.json.resources) > 0
      id     = default(self.json.resources[0].device_id, "")
      status = default(self.json.resources[0].status, "")
    }
  }
}

action "crowdstrike.contain_host" {
  title      = "Cut a machine off from the network"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "host_id" {
    type    = string
    pattern = "[0-9a-f]{32}"
  }

  run "http.request" {
    method  = "POST"
    path    = "/devices/entities/devices-actions/v2"
    query   = { action_name = "contain" }
    headers = { content-type = "application/json" }
    body    = jsonencode({ ids = [setting.host_id] })
    ok      = [202]
  }
  undo "crowdstrike.lift_containment" {
    host_id = setting.host_id
  }
}

action "crowdstrike.lift_containment" {
  title      = "Let a machine on the network again"
  effect     = "grant"
  idempotent = true
  kind       = "http"

  setting "host_id" {
    type    = string
    pattern = "[0-9a-f]{32}"
  }

  run "http.request" {
    method  = "POST"
    path    = "/devices/entities/devices-actions/v2"
    query   = { action_name = "lift_containment" }
    headers = { content-type = "application/json" }
    body    = jsonencode({ ids = [setting.host_id] })
    ok      = [202]
  }
}

action "crowdstrike.count_alerts" {
  title      = "Count what the sensor of a machine told of"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "host_id" {
    type    = string
    pattern = "[0-9a-f]{32}"
  }
  setting "since" {
    type    = string
    pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
  }
  output "count" {
    type   = number
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/alerts/queries/alerts/v2"
    query  = { filter = "agent_id:'${setting.host_id}'+created_timestamp:>='${setting.since}'", limit = "1" }
    ok     = [200]
    give   = { count = self.json.meta.pagination.total }
  }
}

action "crowdstrike.list_prevention_policies" {
  title      = "List the policies that say what a sensor stops"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "policies" {
    type   = list(object({ platform = string, enabled = bool, groups = number }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/policy/combined/prevention/v1"
    query  = { limit = "5000" }
    ok     = [200]
    give = {
      policies = [for p in self.json.resources : { platform = p.platform_name, enabled = p.enabled, groups = length(p.groups) }]
    }
  }
}

# The score is of the sensor's own assessment, from 0 to 100: how the machine is set up, by the newest that it told.
action "crowdstrike.list_scores" {
  title      = "List how safe each machine is, as its sensor sees it"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "scores" {
    type   = list(object({ id = string, score = number }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/zero-trust-assessment/queries/assessments/v1"
    query    = { filter = "score:>=0", limit = "1000" }
    paginate = "cursor:after=meta.pagination.after"
    ok       = [200]
    give = {
      scores = [for s in self.json.resources : { id = s.aid, score = s.score }]
    }
  }
}
