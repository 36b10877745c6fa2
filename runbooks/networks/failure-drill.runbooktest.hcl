test "both come back" {
  runbook = "failure-drill"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 2, most = 9, works = true },
    ]
  }

  mock "step.critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.critical_scale" {
    least = 2
    most  = 9
  }

  mock "step.back_critical" {
    pods = [
      { name = "p1", uid = "u1", ready = true },
      { name = "p9", uid = "u9", ready = true },
    ]
    ready = 2
  }

  mock "step.more_critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
      { name = "p2", uid = "u2", ready = true },
    ]
    ready = 3
  }

  mock "step.ordinary" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.ordinary_scale" {
    least = 2
    most  = 9
  }

  mock "step.back_ordinary" {
    pods = [
      { name = "p1", uid = "u1", ready = true },
      { name = "p9", uid = "u9", ready = true },
    ]
    ready = 2
  }

  mock "step.more_ordinary" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
      { name = "p2", uid = "u2", ready = true },
    ]
    ready = 3
  }

  outcome = "passed"
}

test "the critical one does not" {
  runbook = "failure-drill"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 2, most = 9, works = true },
    ]
  }

  mock "step.critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.critical_scale" {
    least = 2
    most  = 9
  }

  mock "step.back_critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
    ]
    ready = 1
  }

  mock "step.more_critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
      { name = "p2", uid = "u2", ready = true },
    ]
    ready = 3
  }

  mock "step.ordinary" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.ordinary_scale" {
    least = 2
    most  = 9
  }

  mock "step.back_ordinary" {
    pods = [
      { name = "p1", uid = "u1", ready = true },
      { name = "p9", uid = "u9", ready = true },
    ]
    ready = 2
  }

  mock "step.more_ordinary" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
      { name = "p2", uid = "u2", ready = true },
    ]
    ready = 3
  }

  outcome = "failed"
  by      = "check.critical"
}

test "the ordinary one gets no more" {
  runbook = "failure-drill"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 2, most = 9, works = true },
    ]
  }

  mock "step.critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.critical_scale" {
    least = 2
    most  = 9
  }

  mock "step.back_critical" {
    pods = [
      { name = "p1", uid = "u1", ready = true },
      { name = "p9", uid = "u9", ready = true },
    ]
    ready = 2
  }

  mock "step.more_critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
      { name = "p2", uid = "u2", ready = true },
    ]
    ready = 3
  }

  mock "step.ordinary" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.ordinary_scale" {
    least = 2
    most  = 9
  }

  mock "step.back_ordinary" {
    pods = [
      { name = "p1", uid = "u1", ready = true },
      { name = "p9", uid = "u9", ready = true },
    ]
    ready = 2
  }

  mock "step.more_ordinary" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  outcome = "failed"
  by      = "check.ordinary_demand"
}

test "an application that does not grow" {
  runbook = "failure-drill"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = []
  }

  mock "step.critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.critical_scale" {
    least = 2
    most  = 9
  }

  mock "step.back_critical" {
    pods = [
      { name = "p1", uid = "u1", ready = true },
      { name = "p9", uid = "u9", ready = true },
    ]
    ready = 2
  }

  mock "step.more_critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
      { name = "p2", uid = "u2", ready = true },
    ]
    ready = 3
  }

  mock "step.ordinary" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.ordinary_scale" {
    least = 2
    most  = 9
  }

  mock "step.back_ordinary" {
    pods = [
      { name = "p1", uid = "u1", ready = true },
      { name = "p9", uid = "u9", ready = true },
    ]
    ready = 2
  }

  mock "step.more_ordinary" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
      { name = "p2", uid = "u2", ready = true },
    ]
    ready = 3
  }

  outcome = "failed"
  by      = "check.all_adapt"
}

test "it cannot be seen, and is asked for no more than before" {
  runbook = "failure-drill"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 2, most = 9, works = true },
    ]
  }

  mock "step.critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.critical_scale" {
    least = 2
    most  = 9
  }

  mock "step.back_critical" {
    pods = [
      { name = "p1", uid = "u1", ready = true },
      { name = "p9", uid = "u9", ready = true },
    ]
    ready = 2
  }

  mock "step.more_critical" {
    fails = "503"
  }

  mock "step.ordinary" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.ordinary_scale" {
    least = 2
    most  = 9
  }

  outcome = "failed"
  by      = "step.more_critical"
}

test "only one pod is there" {
  runbook = "failure-drill"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 2, most = 9, works = true },
    ]
  }

  mock "step.critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.critical_scale" {
    least = 2
    most  = 9
  }

  mock "step.ordinary" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
    ]
    ready = 1
  }

  outcome = "failed"
  by      = "step.ordinary.twice"
}

test "no room for more" {
  runbook = "failure-drill"
  trigger = "daily"

  mock "step.deployments" {
    deployments = [
      { namespace = "app-1", name = "web", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
      { namespace = "kube-system", name = "dns", profile = "", tier = "", wanted = 2, ready = 2, spread = true },
    ]
  }

  mock "step.autoscalers" {
    autoscalers = [
      { namespace = "app-1", target = "web", kind = "Deployment", least = 2, most = 9, works = true },
    ]
  }

  mock "step.critical" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.critical_scale" {
    least = 2
    most  = 2
  }

  mock "step.ordinary" {
    pods = [
      { name = "p0", uid = "u0", ready = true },
      { name = "p1", uid = "u1", ready = true },
    ]
    ready = 2
  }

  mock "step.ordinary_scale" {
    least = 2
    most  = 9
  }

  outcome = "failed"
  by      = "step.critical_scale.room"
}

test "somebody without a role is turned away" {
  runbook   = "failure-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
