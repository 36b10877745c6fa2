test "all are apart" {
  runbook = "kubernetes-isolation"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["kube-system", "app-1", "app-2"]
  }

  mock "step.policies" {
    policies = [
      { namespace = "app-1", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-2", name = "deny-in", everything = true, ingress = true, egress = false, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-2", name = "deny-out", everything = true, ingress = false, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-2", name = "web", everything = false, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 1 },
    ]
  }

  outcome  = "passed"
  evidence = { namespaces = 2, apart = 2, wide = 0 }
}

test "one lets everything out" {
  runbook = "kubernetes-isolation"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["kube-system", "app-1", "app-2"]
  }

  mock "step.policies" {
    policies = [
      { namespace = "app-1", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-2", name = "deny-in", everything = true, ingress = true, egress = false, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
    ]
  }

  outcome = "failed"
  by      = "check.apart"
}

test "a rule lets everybody in" {
  runbook = "kubernetes-isolation"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["kube-system", "app-1", "app-2"]
  }

  mock "step.policies" {
    policies = [
      { namespace = "app-1", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-2", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-2", name = "web", everything = false, ingress = true, egress = false, from_anywhere = true, to_anywhere = false, any_port = false, rules = 1 },
    ]
  }

  outcome = "failed"
  by      = "check.narrow"
}

test "there is nothing but the cluster itself" {
  runbook = "kubernetes-isolation"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["kube-system"]
  }

  mock "step.policies" {
    policies = [
      { namespace = "app-1", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-2", name = "deny-in", everything = true, ingress = true, egress = false, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-2", name = "deny-out", everything = true, ingress = false, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-2", name = "web", everything = false, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 1 },
    ]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "Kubernetes does not say" {
  runbook = "kubernetes-isolation"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["kube-system", "app-1", "app-2"]
  }

  mock "step.policies" {
    fails = "503"
  }

  outcome = "failed"
  by      = "step.policies"
}

test "somebody without a role is turned away" {
  runbook   = "kubernetes-isolation"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
