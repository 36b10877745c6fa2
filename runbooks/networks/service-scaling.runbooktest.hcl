test "they do" {
  runbook = "service-scaling"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 2, most = 9, works = true },
      { namespace = "app-2", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome  = "passed"
  evidence = { applications = 2, elastic = 2 }
}

test "half of them" {
  runbook = "service-scaling"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 2, most = 9, works = true },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome = "failed"
  by      = "check.grow"
}

test "from one pod on" {
  runbook = "service-scaling"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 1, most = 9, works = true },
      { namespace = "app-2", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome = "failed"
  by      = "check.grow"
}

test "it is said of another namespace" {
  runbook = "service-scaling"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 2, most = 9, works = true },
      { namespace = "app-1", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome = "failed"
  by      = "check.grow"
}

test "one does not work" {
  runbook = "service-scaling"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 2, most = 9, works = true },
      { namespace = "app-2", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true },
      { namespace = "app-2", target = "old", kind = "Deployment", least = 2, most = 9, works = false },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome = "failed"
  by      = "check.work"
}

test "there are none" {
  runbook = "service-scaling"
  trigger = "daily"

  mock "step.deployments" {
    deployments = []
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 2, most = 9, works = true },
      { namespace = "app-2", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true },
    ]
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome = "failed"
  by      = "check.grow"
}

test "Kubernetes does not say" {
  runbook = "service-scaling"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "app-2", name = "wiki", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    fails = "403"
  }

  mock "step.budgets" {
    budgets = [{ namespace = "app-1", name = "web", healthy = 2, wanted = 1, pods = 2 }, ]
  }

  outcome = "failed"
  by      = "step.autoscalers"
}

test "somebody without a role is turned away" {
  runbook   = "service-scaling"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
