test "all that matters runs twice" {
  runbook   = "service-redundancy"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { critical = ["app-1"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "batch", profile = "", tier = "", wanted = 2, ready = 1, spread = false },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 1, spread = true },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome  = "passed"
  evidence = { critical = 1, weak = 0, strong = 1 }
}

test "a critical one runs once" {
  runbook   = "service-redundancy"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { critical = ["app-1"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 1, spread = true },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome = "failed"
  by      = "check.critical"
}

test "twice on one machine" {
  runbook   = "service-redundancy"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { critical = ["app-1"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = false },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome = "failed"
  by      = "check.critical"
}

test "there is none" {
  runbook   = "service-redundancy"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { critical = ["app-1"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome = "failed"
  by      = "check.critical"
}

test "no other does" {
  runbook   = "service-redundancy"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { critical = ["app-1"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 1, spread = true },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome = "failed"
  by      = "check.others_too"
}

test "too few are left" {
  runbook   = "service-redundancy"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { critical = ["app-1"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "batch", profile = "", tier = "", wanted = 2, ready = 1, spread = false },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 1, spread = true },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 0, wanted = 1, pods = 2 }, ]
  }

  outcome = "failed"
  by      = "check.enough_left"
}

test "Kubernetes does not say" {
  runbook   = "service-redundancy"
  trigger   = "by_hand"
  requester = "lin"
  inputs    = { critical = ["app-1"] }

  person "lin" {
    roles = ["operators"]
  }

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "batch", profile = "", tier = "", wanted = 2, ready = 1, spread = false },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 1, spread = true },
    ]
  }

  mock "step.budgets" {
    fails = "403"
  }

  outcome = "failed"
  by      = "step.budgets"
}

test "somebody without a role is turned away" {
  runbook   = "service-redundancy"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
