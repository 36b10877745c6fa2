action "tailscale.list_devices" {
  title      = "List the devices of the tailnet"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "devices" {
    type   = list(object({ id = string, name = string, owner = string, external = bool, authorized = bool, key_forever = bool, outdated = bool, identified = bool, tags = list(string) }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method = "GET"
    path   = "/tailnet/-/devices"
    query  = { fields = "all" }
    ok     = [200]
    give = {
      devices = [for d in self.json.devices : {
        id          = d.nodeId
        name        = d.name
        owner       = d.user
        external    = d.isExternal
        authorized  = d.authorized
        key_forever = d.keyExpiryDisabled
        outdated    = d.isExternal ? false : d.updateAvailable
        identified  = !absent(d.postureIdentity) && !absent(d.postureIdentity.serialNumbers) && anytrue([for s in d.postureIdentity.serialNumbers : s != ""])
        tags        = absent(d.tags) ? [] : d.tags
      }]
    }
  }
}

# A policy may leave rules out, which lets everybody reach everything, and may write them as acls or as grants.
action "tailscale.get_policy" {
  title      = "Read who may reach what"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "rules" {
    type   = list(object({ sources = list(string), targets = list(string) }))
    labels = ["untrusted", "personal"]
  }
  output "stated" {
    type = bool
  }
  output "tests" {
    type = number
  }

  run "http.request" {
    method  = "GET"
    path    = "/tailnet/-/acl"
    headers = { accept = "application/json" }
    ok      = [200]
    give = {
      stated = !absent(self.json.acls) || !absent(self.json.grants)
      tests  = absent(self.json.tests) ? 0 : length(self.json.tests)
      rules = concat(
        absent(self.json.acls) ? [] : [for r in self.json.acls : {
          sources = absent(r.src) ? r.users : r.src
          targets = absent(r.dst) ? r.ports : r.dst
        }],
        absent(self.json.grants) ? [] : [for r in self.json.grants : {
          sources = r.src
          targets = absent(r.ip) ? [] : flatten([for d in r.dst : [for i in r.ip : "${d}:${i}"]])
        }],
      )
    }
  }
}

action "tailscale.expire_key" {
  title      = "Let a device sign in again before it reaches anything"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  setting "device_id" {
    type = string
  }

  run "http.request" {
    method = "POST"
    path   = "/device/${urlencode(setting.device_id)}/expire"
    ok     = [200]
  }
}
