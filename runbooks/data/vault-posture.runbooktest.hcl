test "it is" {
  runbook = "vault-posture"
  trigger = "daily"

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [
      { path = "file/", type = "file" },
      { path = "log/", type = "socket" },
    ]
  }

  mock "step.ways" {
    methods = [
      { path = "oidc/", type = "oidc", longest = 28800 },
      { path = "token/", type = "token", longest = 0 },
    ]
  }

  mock "step.mounts" {
    mounts = [
      { path = "transit/", type = "transit" },
      { path = "kv/", type = "kv" },
    ]
  }

  mock "step.policies" {
    names = ["app"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.stuck" {
    count = 0
  }

  outcome = "passed"
}

test "it is sealed" {
  runbook = "vault-posture"
  trigger = "daily"

  mock "step.seal" {
    sealed    = true
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [
      { path = "file/", type = "file" },
      { path = "log/", type = "socket" },
    ]
  }

  mock "step.ways" {
    methods = [
      { path = "oidc/", type = "oidc", longest = 28800 },
      { path = "token/", type = "token", longest = 0 },
    ]
  }

  mock "step.mounts" {
    mounts = [
      { path = "transit/", type = "transit" },
      { path = "kv/", type = "kv" },
    ]
  }

  mock "step.policies" {
    names = ["app"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.stuck" {
    count = 0
  }

  outcome = "failed"
  by      = "check.open"
}

test "one person opens it" {
  runbook = "vault-posture"
  trigger = "daily"

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 1
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [
      { path = "file/", type = "file" },
      { path = "log/", type = "socket" },
    ]
  }

  mock "step.ways" {
    methods = [
      { path = "oidc/", type = "oidc", longest = 28800 },
      { path = "token/", type = "token", longest = 0 },
    ]
  }

  mock "step.mounts" {
    mounts = [
      { path = "transit/", type = "transit" },
      { path = "kv/", type = "kv" },
    ]
  }

  mock "step.policies" {
    names = ["app"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.stuck" {
    count = 0
  }

  outcome = "failed"
  by      = "check.open"
}

test "one place to write" {
  runbook = "vault-posture"
  trigger = "daily"

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.ways" {
    methods = [
      { path = "oidc/", type = "oidc", longest = 28800 },
      { path = "token/", type = "token", longest = 0 },
    ]
  }

  mock "step.mounts" {
    mounts = [
      { path = "transit/", type = "transit" },
      { path = "kv/", type = "kv" },
    ]
  }

  mock "step.policies" {
    names = ["app"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.stuck" {
    count = 0
  }

  outcome = "failed"
  by      = "check.written_down"
}

test "signed in for ever" {
  runbook = "vault-posture"
  trigger = "daily"

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [
      { path = "file/", type = "file" },
      { path = "log/", type = "socket" },
    ]
  }

  mock "step.ways" {
    methods = [{ path = "oidc/", type = "oidc", longest = 0 }, ]
  }

  mock "step.mounts" {
    mounts = [
      { path = "transit/", type = "transit" },
      { path = "kv/", type = "kv" },
    ]
  }

  mock "step.policies" {
    names = ["app"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.stuck" {
    count = 0
  }

  outcome = "failed"
  by      = "check.short"
}

test "a policy for everything" {
  runbook = "vault-posture"
  trigger = "daily"

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [
      { path = "file/", type = "file" },
      { path = "log/", type = "socket" },
    ]
  }

  mock "step.ways" {
    methods = [
      { path = "oidc/", type = "oidc", longest = 28800 },
      { path = "token/", type = "token", longest = 0 },
    ]
  }

  mock "step.mounts" {
    mounts = [
      { path = "transit/", type = "transit" },
      { path = "kv/", type = "kv" },
    ]
  }

  mock "step.policies" {
    names = ["app"]
  }

  mock "step.policy" {
    everything   = true
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.stuck" {
    count = 0
  }

  outcome = "failed"
  by      = "check.not_everything"
}

test "something is stuck" {
  runbook = "vault-posture"
  trigger = "daily"

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [
      { path = "file/", type = "file" },
      { path = "log/", type = "socket" },
    ]
  }

  mock "step.ways" {
    methods = [
      { path = "oidc/", type = "oidc", longest = 28800 },
      { path = "token/", type = "token", longest = 0 },
    ]
  }

  mock "step.mounts" {
    mounts = [
      { path = "transit/", type = "transit" },
      { path = "kv/", type = "kv" },
    ]
  }

  mock "step.policies" {
    names = ["app"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.stuck" {
    count = 1
  }

  outcome = "failed"
  by      = "check.nothing_stuck"
}

test "a policy cannot be read" {
  runbook = "vault-posture"
  trigger = "daily"

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    devices = [
      { path = "file/", type = "file" },
      { path = "log/", type = "socket" },
    ]
  }

  mock "step.ways" {
    methods = [
      { path = "oidc/", type = "oidc", longest = 28800 },
      { path = "token/", type = "token", longest = 0 },
    ]
  }

  mock "step.mounts" {
    mounts = [
      { path = "transit/", type = "transit" },
      { path = "kv/", type = "kv" },
    ]
  }

  mock "step.policies" {
    names = ["app"]
  }

  mock "step.policy" {
    fails = "403"
  }

  mock "step.stuck" {
    count = 0
  }

  outcome = "failed"
}

test "Vault does not say" {
  runbook = "vault-posture"
  trigger = "daily"

  mock "step.seal" {
    sealed    = false
    type      = "shamir"
    threshold = 3
    version   = "1.17.2"
  }

  mock "step.audit" {
    fails = "403"
  }

  mock "step.ways" {
    methods = [
      { path = "oidc/", type = "oidc", longest = 28800 },
      { path = "token/", type = "token", longest = 0 },
    ]
  }

  mock "step.mounts" {
    mounts = [
      { path = "transit/", type = "transit" },
      { path = "kv/", type = "kv" },
    ]
  }

  mock "step.policies" {
    names = ["app"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = false
    uses_keys    = true
  }

  mock "step.stuck" {
    count = 0
  }

  outcome = "failed"
  by      = "step.audit"
}

test "somebody without a role is turned away" {
  runbook   = "vault-posture"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
