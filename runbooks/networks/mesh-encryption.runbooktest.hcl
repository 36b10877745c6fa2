test "all of it is" {
  runbook   = "mesh-encryption"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { mesh = "mesh" }

  person "grace" {
    roles = ["security"]
  }

  mock "step.mesh" {
    rules = [
      { namespace = "mesh", name = "default", whole = true, mode = "STRICT", ports = 0 },
    ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
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

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  outcome  = "passed"
  evidence = { rules = 1, certificates = 1, policies = 2 }
}

test "one namespace alone" {
  runbook   = "mesh-encryption"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { mesh = "mesh" }

  person "grace" {
    roles = ["security"]
  }

  mock "step.mesh" {
    rules = [
      { namespace = "app-1", name = "default", whole = true, mode = "STRICT", ports = 0 },
    ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
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

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  outcome = "failed"
  by      = "check.whole_mesh"
}

test "an exception" {
  runbook   = "mesh-encryption"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { mesh = "mesh" }

  person "grace" {
    roles = ["security"]
  }

  mock "step.mesh" {
    rules = [
      { namespace = "mesh", name = "default", whole = true, mode = "STRICT", ports = 0 },
      { namespace = "app-1", name = "old", whole = false, mode = "PERMISSIVE", ports = 0 },
    ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
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

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  outcome = "failed"
  by      = "check.whole_mesh"
}

test "an exception at one port" {
  runbook   = "mesh-encryption"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { mesh = "mesh" }

  person "grace" {
    roles = ["security"]
  }

  mock "step.mesh" {
    rules = [
      { namespace = "mesh", name = "default", whole = true, mode = "STRICT", ports = 0 },
      { namespace = "app-1", name = "old", whole = false, mode = "UNSET", ports = 1 },
    ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
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

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  outcome = "failed"
  by      = "check.whole_mesh"
}

test "a certificate for years" {
  runbook   = "mesh-encryption"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { mesh = "mesh" }

  person "grace" {
    roles = ["security"]
  }

  mock "step.mesh" {
    rules = [
      { namespace = "mesh", name = "default", whole = true, mode = "STRICT", ports = 0 },
    ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2028-03-06T00:00:00Z", renewed = true, new_key = true }, ]
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

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  outcome = "failed"
  by      = "check.short_lived"
}

test "a policy for everything" {
  runbook   = "mesh-encryption"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { mesh = "mesh" }

  person "grace" {
    roles = ["security"]
  }

  mock "step.mesh" {
    rules = [
      { namespace = "mesh", name = "default", whole = true, mode = "STRICT", ports = 0 },
    ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
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

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  outcome = "failed"
  by      = "check.few_touch_keys"
}

test "who uses a key decides over it" {
  runbook   = "mesh-encryption"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { mesh = "mesh" }

  person "grace" {
    roles = ["security"]
  }

  mock "step.mesh" {
    rules = [
      { namespace = "mesh", name = "default", whole = true, mode = "STRICT", ports = 0 },
    ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    everything   = false
    sudo         = false
    manages_keys = true
    uses_keys    = true
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  outcome = "failed"
  by      = "check.few_touch_keys"
}

test "Vault writes nothing down" {
  runbook   = "mesh-encryption"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { mesh = "mesh" }

  person "grace" {
    roles = ["security"]
  }

  mock "step.mesh" {
    rules = [
      { namespace = "mesh", name = "default", whole = true, mode = "STRICT", ports = 0 },
    ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
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

  mock "step.audit" {
    devices = []
  }

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  outcome = "failed"
  by      = "check.written_down"
}

test "the newest TLS is not there" {
  runbook   = "mesh-encryption"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { mesh = "mesh" }

  person "grace" {
    roles = ["security"]
  }

  mock "step.mesh" {
    rules = [
      { namespace = "mesh", name = "default", whole = true, mode = "STRICT", ports = 0 },
    ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
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

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  outcome = "failed"
}

test "Vault does not say" {
  runbook   = "mesh-encryption"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { mesh = "mesh" }

  person "grace" {
    roles = ["security"]
  }

  mock "step.mesh" {
    rules = [
      { namespace = "mesh", name = "default", whole = true, mode = "STRICT", ports = 0 },
    ]
  }

  mock "step.certificates" {
    certificates = [{ namespace = "app-1", name = "web", ready = true, ends = "2026-03-06T00:00:00Z", renewed = true, new_key = true }, ]
  }

  mock "step.policies" {
    names = ["app", "keeper"]
  }

  mock "step.policy" {
    fails = "403"
  }

  mock "step.audit" {
    devices = [{ path = "file/", type = "file" }, ]
  }

  mock "step.site" {
    reached   = true
    version   = "TLS 1.3"
    versions  = ["TLS 1.2", "TLS 1.3"]
    trusted   = true
    days_left = 60
    not_after = "2026-03-06T00:00:00Z"
    chain     = [{ issuer = "CA", key = "ECDSA P-256", not_after = "2026-03-06T00:00:00Z", signature = "ECDSA-SHA256", subject = "site" }, ]
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "mesh-encryption"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
