test "they are" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { machines = ["vault-1"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.keys" {
    names = ["orders", "drill"]
  }

  mock "step.key" {
    type       = "aes256-gcm96"
    exportable = false
    deletable  = false
    period     = 2592000
    version    = 4
    oldest     = 1
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.cloud" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.machines" {
    machines = [
      { name = "vault-1", confidential = true },
      { name = "web-1", confidential = false },
    ]
  }

  mock "step.before" {
    ciphertext = "vault:v4:abc"
    version    = 4
  }

  mock "step.old" {
    same = true
  }

  mock "step.anew" {
    ciphertext = "vault:v5:abd"
    version    = 5
  }

  outcome = "passed"
}

test "a key can be taken out" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { machines = ["vault-1"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.keys" {
    names = ["orders", "drill"]
  }

  mock "step.key" {
    type       = "aes256-gcm96"
    exportable = true
    deletable  = false
    period     = 2592000
    version    = 4
    oldest     = 1
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.cloud" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.machines" {
    machines = [
      { name = "vault-1", confidential = true },
      { name = "web-1", confidential = false },
    ]
  }

  mock "step.before" {
    ciphertext = "vault:v4:abc"
    version    = 4
  }

  mock "step.old" {
    same = true
  }

  mock "step.anew" {
    ciphertext = "vault:v5:abd"
    version    = 5
  }

  outcome = "failed"
  by      = "check.kept_well"
}

test "Vault writes nothing down" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { machines = ["vault-1"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = []
  }

  mock "step.keys" {
    names = ["orders", "drill"]
  }

  mock "step.key" {
    type       = "aes256-gcm96"
    exportable = false
    deletable  = false
    period     = 2592000
    version    = 4
    oldest     = 1
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.cloud" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.machines" {
    machines = [
      { name = "vault-1", confidential = true },
      { name = "web-1", confidential = false },
    ]
  }

  mock "step.before" {
    ciphertext = "vault:v4:abc"
    version    = 4
  }

  mock "step.old" {
    same = true
  }

  mock "step.anew" {
    ciphertext = "vault:v5:abd"
    version    = 5
  }

  outcome = "failed"
  by      = "check.kept_well"
}

test "a key for ever" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { machines = ["vault-1"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.keys" {
    names = ["orders", "drill"]
  }

  mock "step.key" {
    type       = "aes256-gcm96"
    exportable = false
    deletable  = false
    period     = 0
    version    = 4
    oldest     = 1
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.cloud" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.machines" {
    machines = [
      { name = "vault-1", confidential = true },
      { name = "web-1", confidential = false },
    ]
  }

  mock "step.before" {
    ciphertext = "vault:v4:abc"
    version    = 4
  }

  mock "step.old" {
    same = true
  }

  mock "step.anew" {
    ciphertext = "vault:v5:abd"
    version    = 5
  }

  outcome = "failed"
  by      = "check.renewed"
}

test "an old kind of key" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { machines = ["vault-1"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.keys" {
    names = ["orders", "drill"]
  }

  mock "step.key" {
    type       = "rsa-2048"
    exportable = false
    deletable  = false
    period     = 2592000
    version    = 4
    oldest     = 1
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.cloud" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.machines" {
    machines = [
      { name = "vault-1", confidential = true },
      { name = "web-1", confidential = false },
    ]
  }

  mock "step.before" {
    ciphertext = "vault:v4:abc"
    version    = 4
  }

  mock "step.old" {
    same = true
  }

  mock "step.anew" {
    ciphertext = "vault:v5:abd"
    version    = 5
  }

  outcome = "failed"
  by      = "check.renewed"
}

test "a policy for everything" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { machines = ["vault-1"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.keys" {
    names = ["orders", "drill"]
  }

  mock "step.key" {
    type       = "aes256-gcm96"
    exportable = false
    deletable  = false
    period     = 2592000
    version    = 4
    oldest     = 1
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = true
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.cloud" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.machines" {
    machines = [
      { name = "vault-1", confidential = true },
      { name = "web-1", confidential = false },
    ]
  }

  mock "step.before" {
    ciphertext = "vault:v4:abc"
    version    = 4
  }

  mock "step.old" {
    same = true
  }

  mock "step.anew" {
    ciphertext = "vault:v5:abd"
    version    = 5
  }

  outcome = "failed"
  by      = "check.few_touch_them"
}

test "who uses a key of AWS decides over it" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { machines = ["vault-1"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.keys" {
    names = ["orders", "drill"]
  }

  mock "step.key" {
    type       = "aes256-gcm96"
    exportable = false
    deletable  = false
    period     = 2592000
    version    = 4
    oldest     = 1
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.cloud" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = true }, ]
  }

  mock "step.machines" {
    machines = [
      { name = "vault-1", confidential = true },
      { name = "web-1", confidential = false },
    ]
  }

  mock "step.before" {
    ciphertext = "vault:v4:abc"
    version    = 4
  }

  mock "step.old" {
    same = true
  }

  mock "step.anew" {
    ciphertext = "vault:v5:abd"
    version    = 5
  }

  outcome = "failed"
  by      = "check.cloud_too"
}

test "old data cannot be read" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { machines = ["vault-1"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.keys" {
    names = ["orders", "drill"]
  }

  mock "step.key" {
    type       = "aes256-gcm96"
    exportable = false
    deletable  = false
    period     = 2592000
    version    = 4
    oldest     = 1
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.cloud" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.machines" {
    machines = [
      { name = "vault-1", confidential = true },
      { name = "web-1", confidential = false },
    ]
  }

  mock "step.before" {
    ciphertext = "vault:v4:abc"
    version    = 4
  }

  mock "step.old" {
    same = false
  }

  mock "step.anew" {
    ciphertext = "vault:v5:abd"
    version    = 5
  }

  outcome = "failed"
  by      = "check.change_is_easy"
}

test "a machine with open memory" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { machines = ["vault-1"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.keys" {
    names = ["orders", "drill"]
  }

  mock "step.key" {
    type       = "aes256-gcm96"
    exportable = false
    deletable  = false
    period     = 2592000
    version    = 4
    oldest     = 1
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.cloud" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.machines" {
    machines = [{ name = "vault-1", confidential = false }, ]
  }

  mock "step.before" {
    ciphertext = "vault:v4:abc"
    version    = 4
  }

  mock "step.old" {
    same = true
  }

  mock "step.anew" {
    ciphertext = "vault:v5:abd"
    version    = 5
  }

  outcome = "failed"
  by      = "check.in_use"
}

test "Vault cannot renew it" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { machines = ["vault-1"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.keys" {
    names = ["orders", "drill"]
  }

  mock "step.key" {
    type       = "aes256-gcm96"
    exportable = false
    deletable  = false
    period     = 2592000
    version    = 4
    oldest     = 1
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.cloud" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.machines" {
    machines = [
      { name = "vault-1", confidential = true },
      { name = "web-1", confidential = false },
    ]
  }

  mock "step.before" {
    ciphertext = "vault:v4:abc"
    version    = 4
  }

  mock "step.rotate" {
    fails = "403"
  }

  outcome = "failed"
  by      = "step.rotate"
}

test "Vault does not say" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { machines = ["vault-1"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.seal" {
    fails = "503"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.keys" {
    names = ["orders", "drill"]
  }

  mock "step.key" {
    type       = "aes256-gcm96"
    exportable = false
    deletable  = false
    period     = 2592000
    version    = 4
    oldest     = 1
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.cloud" {
    keys = [{ id = "k1", spec = "SYMMETRIC_DEFAULT", rotates = true, open = false, mixed = false }, ]
  }

  mock "step.machines" {
    machines = [
      { name = "vault-1", confidential = true },
      { name = "web-1", confidential = false },
    ]
  }

  outcome = "failed"
  by      = "step.seal"
}

test "somebody without a role is turned away" {
  runbook   = "data-keys"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
