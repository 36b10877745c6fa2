test "each has its kind" {
  runbook   = "traffic-profiles"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { profiles = ["web", "batch"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "a", profile = "web", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-1", name = "b", profile = "batch", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [
      { namespace = "app-1", name = "a", encrypted = true, limit = 50 },
    ]
  }

  answer "audit" {
    by     = "lin"
    values = { right = true, changed = 1 }
  }

  outcome  = "passed"
  evidence = { applications = 2, mapped = 2, changed = 1 }
}

test "too few have one" {
  runbook   = "traffic-profiles"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { profiles = ["web", "batch"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "a", profile = "web", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-1", name = "b", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-1", name = "c", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [
      { namespace = "app-1", name = "a", encrypted = true, limit = 50 },
    ]
  }

  answer "audit" {
    by     = "lin"
    values = { right = true, changed = 1 }
  }

  outcome = "failed"
  by      = "check.mapped"
}

test "one that there is not" {
  runbook   = "traffic-profiles"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { profiles = ["web", "batch"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "a", profile = "web", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-1", name = "b", profile = "other", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [
      { namespace = "app-1", name = "a", encrypted = true, limit = 50 },
    ]
  }

  answer "audit" {
    by     = "lin"
    values = { right = true, changed = 1 }
  }

  outcome = "failed"
  by      = "check.mapped"
}

test "no limit" {
  runbook   = "traffic-profiles"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { profiles = ["web", "batch"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "a", profile = "web", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-1", name = "b", profile = "batch", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [
      { namespace = "app-1", name = "a", encrypted = true, limit = 0 },
    ]
  }

  answer "audit" {
    by     = "lin"
    values = { right = true, changed = 1 }
  }

  outcome = "failed"
  by      = "check.limited"
}

test "the kinds are all the same" {
  runbook   = "traffic-profiles"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { profiles = ["web"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "a", profile = "web", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [
      { namespace = "app-1", name = "a", encrypted = true, limit = 50 },
    ]
  }

  answer "audit" {
    by     = "lin"
    values = { right = true, changed = 1 }
  }

  outcome = "failed"
  by      = "check.distinct"
}

test "the engineers say no" {
  runbook   = "traffic-profiles"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { profiles = ["web", "batch"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "a", profile = "web", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-1", name = "b", profile = "batch", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [
      { namespace = "app-1", name = "a", encrypted = true, limit = 50 },
    ]
  }

  answer "audit" {
    by     = "lin"
    values = { right = false, changed = 1 }
  }

  outcome = "failed"
  by      = "check.audited"
}

test "nobody answers" {
  runbook   = "traffic-profiles"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { profiles = ["web", "batch"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "a", profile = "web", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-1", name = "b", profile = "batch", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.ingresses" {
    ingresses = [
      { namespace = "app-1", name = "a", encrypted = true, limit = 50 },
    ]
  }

  outcome = "blocked"
  by      = "ask.audit"
}

test "somebody without a role is turned away" {
  runbook   = "traffic-profiles"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
