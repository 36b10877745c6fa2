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

# The serial number is what other systems know a device by; "" where Tailscale does not collect it.
action "tailscale.list_serials" {
  title      = "List which devices are on the tailnet, and whose they are"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "since" {
    type        = string
    description = "A device is recent that was there since then; where Tailscale does not tell, it is."
  }
  output "devices" {
    type   = list(object({ name = string, owner = string, serial = string, tagged = bool, external = bool, recent = bool }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method = "GET"
    path   = "/tailnet/-/devices"
    query  = { fields = "all" }
    ok     = [200]
    give = {
      devices = [for d in self.json.devices : {
        name     = d.name
        owner    = lower(d.user)
        serial   = matches(jsonencode({ s = d.postureIdentity.serialNumbers }), "\\{\"s\":\\[\".+\"\\]\\}") ? d.postureIdentity.serialNumbers[0] : ""
        tagged   = jsonencode({ t = d.tags }) != "{\"t\":null}" && jsonencode({ t = d.tags }) != "{\"t\":[]}"
        external = d.isExternal
        recent   = jsonencode({ s = d.lastSeen }) == "{\"s\":null}" || jsonencode({ c = d.connectedToControl }) == "{\"c\":true}" || !before("${substr(d.lastSeen, 0, 19)}Z", setting.since)
      }]
    }
  }
}

# What a device must be like before it reaches anything: by default, or rule by rule.
action "tailscale.get_postures" {
  title      = "Read what a device must be like"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "defined" {
    type = number
  }
  # Whether no rule lets a device in of which nothing is asked.
  output "always_asked" {
    type = bool
  }

  run "http.request" {
    method  = "GET"
    path    = "/tailnet/-/acl"
    headers = { accept = "application/json" }
    ok      = [200]
    give = {
      defined = jsonencode({ p = self.json.postures }) == "{\"p\":null}" ? 0 : length(keys(self.json.postures))
      always_asked = (
        jsonencode({ d = self.json.defaultSrcPosture }) != "{\"d\":null}" && jsonencode({ d = self.json.defaultSrcPosture }) != "{\"d\":[]}" ||
        jsonencode({ a = self.json.acls, g = self.json.grants }) != "{\"a\":null,\"g\":null}" &&
        (jsonencode({ a = self.json.acls }) == "{\"a\":null}" || alltrue([for r in self.json.acls : matches(jsonencode({ p = r.srcPosture }), "\\{\"p\":\\[.+\\]\\}")])) &&
        (jsonencode({ g = self.json.grants }) == "{\"g\":null}" || alltrue([for r in self.json.grants : matches(jsonencode({ p = r.srcPosture }), "\\{\"p\":\\[.+\\]\\}")]))
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

# The policy file as people wrote it, comments and all, and the mark by which Tailscale knows this version.
action "tailscale.read_policy" {
  title      = "Read the policy file as it was written"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "text" {
    type   = string
    labels = ["untrusted", "personal"]
  }
  output "mark" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "GET"
    path    = "/tailnet/-/acl"
    headers = { accept = "application/hujson" }
    ok      = [200]
    give    = { text = self.text, mark = self.headers.etag }
  }
}

# Tailscale refuses it where somebody else wrote in between, and where one of the policy's own tests fails.
action "tailscale.write_policy" {
  title      = "Write the policy file"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "text" {
    type = string
  }
  setting "mark" {
    type    = string
    pattern = "\"?[0-9A-Za-z-]{1,128}\"?"
  }
  setting "before" {
    type = string
  }

  run "http.request" {
    method  = "POST"
    path    = "/tailnet/-/acl"
    headers = { accept = "application/hujson", content-type = "application/hujson", if-match = setting.mark }
    body    = setting.text
    ok      = [200]
  }
  undo "tailscale.restore_policy" {
    text = setting.before
  }
}

action "tailscale.restore_policy" {
  title      = "Write the policy file as it was before"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "text" {
    type = string
  }

  run "http.request" {
    method  = "POST"
    path    = "/tailnet/-/acl"
    headers = { accept = "application/hujson", content-type = "application/hujson" }
    body    = setting.text
    ok      = [200]
  }
}

# Whether each rule asks how the device is, be it by what holds for all rules, and what people from outside may reach.
action "tailscale.get_reach" {
  title      = "Read what rules ask of devices, and what outsiders reach"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "asks_devices" {
    type = bool
  }
  output "outside" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "GET"
    path    = "/tailnet/-/acl"
    headers = { accept = "application/json" }
    ok      = [200]
    give = {
      asks_devices = matches(jsonencode({ p = self.json.defaultSrcPosture }), "\\{\"p\":\\[\".+\"\\]\\}") || alltrue([for r in concat(
        jsonencode({ a = self.json.acls }) == "{\"a\":null}" ? [] : self.json.acls, jsonencode({ g = self.json.grants }) == "{\"g\":null}" ? [] : self.json.grants) :
      matches(jsonencode({ p = r.srcPosture }), "\\{\"p\":\\[\".+\"\\]\\}")]) && jsonencode({ a = self.json.acls, g = self.json.grants }) != "{\"a\":null,\"g\":null}"
      outside = concat(
        jsonencode({ a = self.json.acls }) == "{\"a\":null}" ? [] : flatten([for r in self.json.acls : jsonencode({ d = r.dst }) == "{\"d\":null}" ? r.ports : r.dst if matches(jsonencode(r), ".*\"(autogroup:shared|\\*)\".*")]),
        jsonencode({ g = self.json.grants }) == "{\"g\":null}" ? [] : flatten([for r in self.json.grants : [for d in r.dst : jsonencode({ i = r.ip }) == "{\"i\":null}" ? ["${d}:app"] : [for i in r.ip : "${d}:${i}"]] if matches(jsonencode({ s = r.src }), ".*\"(autogroup:shared|\\*)\".*")]),
      )
    }
  }
}
