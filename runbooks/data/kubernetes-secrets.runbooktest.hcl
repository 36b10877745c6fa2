test "they are, and few do" {
  runbook   = "kubernetes-secrets"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["Group:system:masters"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cluster" {
    version = "v1.31.2"
  }

  mock "step.servers" {
    servers = [{ name = "api-1", encrypts_secrets = true, audits = true, anonymous = false }, ]
  }

  mock "step.mighty" {
    bindings = [{ name = "cluster-admin", role = "cluster-admin", subjects = ["Group:system:masters"] }, ]
  }

  outcome  = "passed"
  evidence = { version = "v1.31.2", servers = 1, mighty = 1 }
}

test "secrets as they are" {
  runbook   = "kubernetes-secrets"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["Group:system:masters"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cluster" {
    version = "v1.31.2"
  }

  mock "step.servers" {
    servers = [{ name = "api-1", encrypts_secrets = false, audits = true, anonymous = false }, ]
  }

  mock "step.mighty" {
    bindings = [{ name = "cluster-admin", role = "cluster-admin", subjects = ["Group:system:masters"] }, ]
  }

  outcome = "failed"
  by      = "check.encrypted"
}

test "a cloud runs the cluster" {
  runbook   = "kubernetes-secrets"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["Group:system:masters"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cluster" {
    version = "v1.31.2"
  }

  mock "step.servers" {
    servers = []
  }

  mock "step.mighty" {
    bindings = [{ name = "cluster-admin", role = "cluster-admin", subjects = ["Group:system:masters"] }, ]
  }

  outcome = "failed"
  by      = "check.encrypted"
}

test "nobody writes down who asks" {
  runbook   = "kubernetes-secrets"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["Group:system:masters"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cluster" {
    version = "v1.31.2"
  }

  mock "step.servers" {
    servers = [{ name = "api-1", encrypts_secrets = true, audits = false, anonymous = false }, ]
  }

  mock "step.mighty" {
    bindings = [{ name = "cluster-admin", role = "cluster-admin", subjects = ["Group:system:masters"] }, ]
  }

  outcome = "failed"
  by      = "check.careful"
}

test "one more may do everything" {
  runbook   = "kubernetes-secrets"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["Group:system:masters"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cluster" {
    version = "v1.31.2"
  }

  mock "step.servers" {
    servers = [{ name = "api-1", encrypts_secrets = true, audits = true, anonymous = false }, ]
  }

  mock "step.mighty" {
    bindings = [{ name = "x", role = "cluster-admin", subjects = ["Group:system:masters", "ServiceAccount:ci"] }, ]
  }

  outcome = "failed"
  by      = "check.few"
}

test "Kubernetes does not say" {
  runbook   = "kubernetes-secrets"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { admins = ["Group:system:masters"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.cluster" {
    version = "v1.31.2"
  }

  mock "step.servers" {
    fails = "403"
  }

  mock "step.mighty" {
    bindings = [{ name = "cluster-admin", role = "cluster-admin", subjects = ["Group:system:masters"] }, ]
  }

  outcome = "failed"
  by      = "step.servers"
}

test "somebody without a role is turned away" {
  runbook   = "kubernetes-secrets"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
