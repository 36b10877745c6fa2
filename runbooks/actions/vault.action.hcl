# What Vault says over its HTTP API. A list is asked for with GET and list=true, which is the same as the method LIST.
# What asks it to encrypt or decrypt counts as a change, since Vault writes that down; nothing has to be taken back.
# Values that Vault keeps, passwords that it makes and what it encrypts never come back from here, but for the drill's own
# made-up text.

action "vault.get_seal_status" {
  title      = "Ask whether Vault is open, and who opens it"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "sealed" {
    type = bool
  }
  output "type" {
    type   = string
    labels = ["untrusted"]
  }
  output "threshold" {
    type = number
  }
  output "version" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/sys/seal-status"
    ok     = [200]
    give = {
      sealed    = self.json.sealed
      type      = self.json.type
      threshold = self.json.t
      version   = self.json.version
    }
  }
}

# Needs the capability sudo on sys/audit.
action "vault.list_audit_devices" {
  title      = "List where Vault writes what it is asked"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "devices" {
    type   = list(object({ path = string, type = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/sys/audit"
    ok     = [200]
    give   = { devices = [for path, d in self.json.data : { path = path, type = d.type }] }
  }
}

action "vault.list_auth_methods" {
  title      = "List how one can sign in to Vault"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "methods" {
    type   = list(object({ path = string, type = string, longest = number }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/sys/auth"
    ok     = [200]
    give   = { methods = [for path, m in self.json.data : { path = path, type = m.type, longest = m.config.max_lease_ttl }] }
  }
}

action "vault.list_mounts" {
  title      = "List what Vault keeps and makes"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "mounts" {
    type   = list(object({ path = string, type = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/sys/mounts"
    ok     = [200]
    give   = { mounts = [for path, m in self.json.data : { path = path, type = m.type }] }
  }
}

# The policy root is no text that could be read, and every token of it may do everything.
action "vault.list_policies" {
  title      = "List the policies"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "names" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/sys/policies/acl"
    query  = { list = "true" }
    ok     = [200]
    give   = { names = [for name in self.json.data.keys : name if name != "root"] }
  }
}

# Judged by its words: the paths that stand in it, below the mount called transit. Everything is a path of a star alone.
# Who may read how a key is kept does not decide over it; nor does who may renew that of the drill, and no other.
action "vault.read_policy" {
  title      = "Read what a policy lets do"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "name" {
    type = string
  }
  setting "drill" {
    type    = string
    default = ""
  }
  output "everything" {
    type = bool
  }
  output "sudo" {
    type = bool
  }
  output "manages_keys" {
    type = bool
  }
  output "uses_keys" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/sys/policies/acl/${urlencode(setting.name)}"
    ok     = [200]
    give = {
      everything = matches(self.json.data.policy, "(?s).*path\\s+\"[*+/]+\".*")
      sudo       = matches(self.json.data.policy, "(?s).*\"sudo\".*")
      manages_keys = matches(
        replace(self.json.data.policy, "transit/keys/${setting.drill}/rotate", ""),
        "(?s).*path\\s+\"([*+/]+\"|(transit|\\+)/(\\*|\\+[^\"]*|keys\\*|keys/[^\"]*[*/][^\"]*|(export|backup|restore)[^\"]*)\"|(transit|\\+)/keys/[^\"*/]+\"\\s*\\{[^{}]*(\"(create|update|patch|delete|sudo)\"|\\{|policy)).*"
      )
      uses_keys = matches(self.json.data.policy, "(?s).*path\\s+\"([*+/]+|(transit|\\+)/(\\*|\\+[^\"]*|(encrypt|decrypt|rewrap|sign|hmac|datakey)[^\"]*))\".*")
    }
  }
}

action "vault.list_keys" {
  title      = "List the keys that Vault encrypts with"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "names" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/transit/keys"
    query  = { list = "true" }
    ok     = [200]
    give   = { names = self.json.data.keys }
  }
}

# Period is the seconds after which the key is renewed by itself, 0 where it is not. A public key has an object in
# place of the time at which it was made; the days since then are -1.
action "vault.read_key" {
  title      = "Read how a key is kept"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "name" {
    type = string
  }
  output "type" {
    type   = string
    labels = ["untrusted"]
  }
  output "exportable" {
    type = bool
  }
  output "deletable" {
    type = bool
  }
  output "period" {
    type = number
  }
  output "version" {
    type = number
  }
  output "oldest" {
    type = number
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/transit/keys/${urlencode(setting.name)}"
    ok     = [200]
    give = {
      type       = self.json.data.type
      exportable = self.json.data.exportable || self.json.data.allow_plaintext_backup
      deletable  = self.json.data.deletion_allowed
      period     = absent(self.json.data.auto_rotate_period) ? 0 : self.json.data.auto_rotate_period
      version    = max([for v in keys(self.json.data.keys) : number(v)])
      oldest     = self.json.data.min_decryption_version
    }
  }
}

action "vault.rotate_key" {
  title      = "Renew a key"
  effect     = "change"
  idempotent = false
  kind       = "http"

  setting "name" {
    type = string
  }

  run "http.request" {
    method = "POST"
    path   = "/v1/transit/keys/${urlencode(setting.name)}/rotate"
    ok     = [200, 204]
  }
}

action "vault.encrypt" {
  title      = "Encrypt a made-up text"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "key" {
    type = string
  }
  setting "text" {
    type = string
  }
  output "ciphertext" {
    type   = string
    labels = ["untrusted"]
  }
  output "version" {
    type = number
  }

  run "http.request" {
    method  = "POST"
    path    = "/v1/transit/encrypt/${urlencode(setting.key)}"
    headers = { "Content-Type" = "application/json" }
    body    = jsonencode({ plaintext = base64encode(setting.text) })
    ok      = [200]
    give = {
      ciphertext = self.json.data.ciphertext
      version    = number(replace(split(":", self.json.data.ciphertext)[1], "v", ""))
    }
  }
}

action "vault.rewrap" {
  title      = "Encrypt anew with the newest key what an older one encrypted"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "key" {
    type = string
  }
  setting "ciphertext" {
    type = string
  }
  output "ciphertext" {
    type   = string
    labels = ["untrusted"]
  }
  output "version" {
    type = number
  }

  run "http.request" {
    method  = "POST"
    path    = "/v1/transit/rewrap/${urlencode(setting.key)}"
    headers = { "Content-Type" = "application/json" }
    body    = jsonencode({ ciphertext = setting.ciphertext })
    ok      = [200]
    give = {
      ciphertext = self.json.data.ciphertext
      version    = number(replace(split(":", self.json.data.ciphertext)[1], "v", ""))
    }
  }
}

# Tells only whether it is the text that was meant.
action "vault.decrypts" {
  title      = "Look whether a key opens what it encrypted"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "key" {
    type = string
  }
  setting "ciphertext" {
    type = string
  }
  setting "text" {
    type = string
  }
  output "same" {
    type = bool
  }

  run "http.request" {
    method  = "POST"
    path    = "/v1/transit/decrypt/${urlencode(setting.key)}"
    headers = { "Content-Type" = "application/json" }
    body    = jsonencode({ ciphertext = setting.ciphertext })
    ok      = [200]
    give    = { same = self.json.data.plaintext == base64encode(setting.text) }
  }
}

action "vault.list_database_roles" {
  title      = "List for which accounts of databases one can ask"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "names" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/database/roles"
    query  = { list = "true" }
    ok     = [200]
    give   = { names = self.json.data.keys }
  }
}

# Seconds; 0 means the longest that Vault allows at all.
action "vault.read_database_role" {
  title      = "Read for how long an account of a database is given"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "name" {
    type = string
  }
  output "usual" {
    type = number
  }
  output "longest" {
    type = number
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/database/roles/${urlencode(setting.name)}"
    ok     = [200]
    give = {
      usual   = self.json.data.default_ttl
      longest = self.json.data.max_ttl
    }
  }
}

# The password stays in Vault's answer, which nobody keeps.
action "vault.lend_database_account" {
  title      = "Have Vault make an account of a database for a while"
  effect     = "grant"
  idempotent = false
  kind       = "http"

  setting "role" {
    type = string
  }
  output "lease" {
    type   = string
    labels = ["untrusted"]
  }
  output "account" {
    type   = string
    labels = ["untrusted"]
  }
  output "seconds" {
    type = number
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/database/creds/${urlencode(setting.role)}"
    ok     = [200]
    give = {
      lease   = self.json.lease_id
      account = self.json.data.username
      seconds = self.json.lease_duration
    }
  }
  undo "vault.end_lease" {
    lease = self.lease
  }
}

action "vault.end_lease" {
  title      = "End what was lent, at once"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "lease" {
    type = string
  }

  run "http.request" {
    method  = "POST"
    path    = "/v1/sys/leases/revoke"
    headers = { "Content-Type" = "application/json" }
    body    = jsonencode({ lease_id = setting.lease, sync = true })
    ok      = [200, 204]
  }
}

# Leases that Vault could not end: accounts that outlived their time.
action "vault.count_stuck_leases" {
  title      = "Count what could not be taken back"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "count" {
    type = number
  }

  run "http.request" {
    method = "GET"
    path   = "/v1/sys/leases/count"
    query  = { type = "irrevocable" }
    ok     = [200]
    give   = { count = self.json.data.lease_count }
  }
}
