test "it opens and closes" {
  runbook = "connection-drill"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["kube-system", "app-1"]
  }

  mock "step.policies" {
    policies = [
      { namespace = "app-1", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-1", name = "web", everything = false, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 1 },
    ]
  }

  mock "step.target" {
    pods  = [{ name = "t1", uid = "u1", ready = true }, ]
    ready = 1
  }

  mock "step.closed" {
    pods  = [{ name = "p1", uid = "u2", ready = false }, ]
    ready = 0
  }

  mock "step.opened" {
    pods  = [{ name = "p1", uid = "u2", ready = true }, ]
    ready = 1
  }

  mock "step.after" {
    pods  = [{ name = "p1", uid = "u2", ready = false }, ]
    ready = 0
  }

  outcome = "passed"
  ran     = ["step.closed", "step.namespaces", "step.policies", "step.target", "step.way", "step.opened", "step.shut", "step.after"]
}

test "the network does not obey" {
  runbook = "connection-drill"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["kube-system", "app-1"]
  }

  mock "step.policies" {
    policies = [
      { namespace = "app-1", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-1", name = "web", everything = false, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 1 },
    ]
  }

  mock "step.target" {
    pods  = [{ name = "t1", uid = "u1", ready = true }, ]
    ready = 1
  }

  mock "step.closed" {
    pods  = [{ name = "p1", uid = "u2", ready = true }, ]
    ready = 1
  }

  mock "step.opened" {
    pods  = [{ name = "p1", uid = "u2", ready = true }, ]
    ready = 1
  }

  mock "step.after" {
    pods  = [{ name = "p1", uid = "u2", ready = false }, ]
    ready = 0
  }

  outcome = "failed"
  by      = "check.closed_before"
}

test "it stays open" {
  runbook = "connection-drill"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["kube-system", "app-1"]
  }

  mock "step.policies" {
    policies = [
      { namespace = "app-1", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-1", name = "web", everything = false, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 1 },
    ]
  }

  mock "step.target" {
    pods  = [{ name = "t1", uid = "u1", ready = true }, ]
    ready = 1
  }

  mock "step.closed" {
    pods  = [{ name = "p1", uid = "u2", ready = false }, ]
    ready = 0
  }

  mock "step.opened" {
    pods  = [{ name = "p1", uid = "u2", ready = true }, ]
    ready = 1
  }

  mock "step.after" {
    pods  = [{ name = "p1", uid = "u2", ready = true }, ]
    ready = 1
  }

  outcome = "failed"
  by      = "check.closed_again"
}

test "a rule for every port" {
  runbook = "connection-drill"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["kube-system", "app-1"]
  }

  mock "step.policies" {
    policies = [
      { namespace = "app-1", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-1", name = "web", everything = false, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = true, rules = 1 },
    ]
  }

  mock "step.target" {
    pods  = [{ name = "t1", uid = "u1", ready = true }, ]
    ready = 1
  }

  mock "step.closed" {
    pods  = [{ name = "p1", uid = "u2", ready = false }, ]
    ready = 0
  }

  mock "step.opened" {
    pods  = [{ name = "p1", uid = "u2", ready = true }, ]
    ready = 1
  }

  mock "step.after" {
    pods  = [{ name = "p1", uid = "u2", ready = false }, ]
    ready = 0
  }

  outcome = "failed"
  by      = "check.just_enough"
}

test "a namespace without a rule" {
  runbook = "connection-drill"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["app-1", "app-2"]
  }

  mock "step.policies" {
    policies = [
      { namespace = "app-1", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-1", name = "web", everything = false, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 1 },
    ]
  }

  mock "step.target" {
    pods  = [{ name = "t1", uid = "u1", ready = true }, ]
    ready = 1
  }

  mock "step.closed" {
    pods  = [{ name = "p1", uid = "u2", ready = false }, ]
    ready = 0
  }

  mock "step.opened" {
    pods  = [{ name = "p1", uid = "u2", ready = true }, ]
    ready = 1
  }

  mock "step.after" {
    pods  = [{ name = "p1", uid = "u2", ready = false }, ]
    ready = 0
  }

  outcome = "failed"
  by      = "check.all_apart"
}

test "it cannot be seen, and is closed" {
  runbook = "connection-drill"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["kube-system", "app-1"]
  }

  mock "step.policies" {
    policies = [
      { namespace = "app-1", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-1", name = "web", everything = false, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 1 },
    ]
  }

  mock "step.target" {
    pods  = [{ name = "t1", uid = "u1", ready = true }, ]
    ready = 1
  }

  mock "step.closed" {
    pods  = [{ name = "p1", uid = "u2", ready = false }, ]
    ready = 0
  }

  mock "step.opened" {
    fails = "503"
  }

  outcome = "failed"
  by      = "step.opened"
}

test "nobody is there to be reached" {
  runbook = "connection-drill"
  trigger = "daily"

  mock "step.namespaces" {
    names = ["kube-system", "app-1"]
  }

  mock "step.policies" {
    policies = [
      { namespace = "app-1", name = "deny", everything = true, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 0 },
      { namespace = "app-1", name = "web", everything = false, ingress = true, egress = true, from_anywhere = false, to_anywhere = false, any_port = false, rules = 1 },
    ]
  }

  mock "step.target" {
    pods  = []
    ready = 0
  }

  mock "step.closed" {
    pods  = [{ name = "p1", uid = "u2", ready = false }, ]
    ready = 0
  }

  outcome = "failed"
  by      = "step.target.there"
}

test "somebody without a role is turned away" {
  runbook   = "connection-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
