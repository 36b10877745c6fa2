test "nothing changes but by a release" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" "deployments" {
    workloads = [{ namespace = "wiki", name = "wiki", app = "wiki", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "statefulsets" {
    workloads = [{ namespace = "wiki", name = "db", app = "db", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "daemonsets" {
    workloads = [{ namespace = "kube-system", name = "agent", app = "agent", pinned = false, sealed = false, from_git = false }]
  }
  mock "step.running" {
    pods = [{ name = "wiki-1", same = true, debugged = false }]
  }
  mock "step.roles" "roles" {
    roles = [{ namespace = "play", name = "go-in" }]
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "cluster-admin" }, { namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "play", role = "edit", people = ["ada@acme.example"] }, { namespace = "wiki", role = "view", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "cluster-admin", people = org.kubernetes_emergency }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [] }]
  }

  outcome  = "passed"
  evidence = { programs = { all = 2, unchanging = 2, from_git = 2 }, pods = { all = 1, as_released = 1 }, people = 0 }
}

test "an image by its tag" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" "deployments" {
    workloads = [{ namespace = "wiki", name = "wiki", app = "wiki", pinned = false, sealed = true, from_git = true }]
  }
  mock "step.workloads" "statefulsets" {
    workloads = [{ namespace = "wiki", name = "db", app = "db", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "daemonsets" {
    workloads = [{ namespace = "kube-system", name = "agent", app = "agent", pinned = false, sealed = false, from_git = false }]
  }
  mock "step.running" {
    pods = [{ name = "wiki-1", same = true, debugged = false }]
  }
  mock "step.roles" "roles" {
    roles = [{ namespace = "play", name = "go-in" }]
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "cluster-admin" }, { namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "play", role = "edit", people = ["ada@acme.example"] }, { namespace = "wiki", role = "view", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "cluster-admin", people = org.kubernetes_emergency }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [] }]
  }

  outcome = "failed"
  by      = "check.unchanging"
}

test "a program that may change its files" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" "deployments" {
    workloads = [{ namespace = "wiki", name = "wiki", app = "wiki", pinned = true, sealed = false, from_git = true }]
  }
  mock "step.workloads" "statefulsets" {
    workloads = [{ namespace = "wiki", name = "db", app = "db", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "daemonsets" {
    workloads = [{ namespace = "kube-system", name = "agent", app = "agent", pinned = false, sealed = false, from_git = false }]
  }
  mock "step.running" {
    pods = [{ name = "wiki-1", same = true, debugged = false }]
  }
  mock "step.roles" "roles" {
    roles = [{ namespace = "play", name = "go-in" }]
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "cluster-admin" }, { namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "play", role = "edit", people = ["ada@acme.example"] }, { namespace = "wiki", role = "view", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "cluster-admin", people = org.kubernetes_emergency }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [] }]
  }

  outcome = "failed"
  by      = "check.unchanging"
}

test "a pod runs something else" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" "deployments" {
    workloads = [{ namespace = "wiki", name = "wiki", app = "wiki", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "statefulsets" {
    workloads = [{ namespace = "wiki", name = "db", app = "db", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "daemonsets" {
    workloads = [{ namespace = "kube-system", name = "agent", app = "agent", pinned = false, sealed = false, from_git = false }]
  }
  mock "step.running" {
    pods = [{ name = "wiki-1", same = false, debugged = false }]
  }
  mock "step.roles" "roles" {
    roles = [{ namespace = "play", name = "go-in" }]
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "cluster-admin" }, { namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "play", role = "edit", people = ["ada@acme.example"] }, { namespace = "wiki", role = "view", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "cluster-admin", people = org.kubernetes_emergency }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [] }]
  }

  outcome = "failed"
  by      = "check.as_released"
}

test "somebody went in" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" "deployments" {
    workloads = [{ namespace = "wiki", name = "wiki", app = "wiki", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "statefulsets" {
    workloads = [{ namespace = "wiki", name = "db", app = "db", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "daemonsets" {
    workloads = [{ namespace = "kube-system", name = "agent", app = "agent", pinned = false, sealed = false, from_git = false }]
  }
  mock "step.running" {
    pods = [{ name = "wiki-1", same = true, debugged = true }]
  }
  mock "step.roles" "roles" {
    roles = [{ namespace = "play", name = "go-in" }]
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "cluster-admin" }, { namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "play", role = "edit", people = ["ada@acme.example"] }, { namespace = "wiki", role = "view", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "cluster-admin", people = org.kubernetes_emergency }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [] }]
  }

  outcome = "failed"
  by      = "check.as_released"
}

test "put there by hand" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" "deployments" {
    workloads = [{ namespace = "wiki", name = "wiki", app = "wiki", pinned = true, sealed = true, from_git = false }]
  }
  mock "step.workloads" "statefulsets" {
    workloads = [{ namespace = "wiki", name = "db", app = "db", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "daemonsets" {
    workloads = [{ namespace = "kube-system", name = "agent", app = "agent", pinned = false, sealed = false, from_git = false }]
  }
  mock "step.running" {
    pods = [{ name = "wiki-1", same = true, debugged = false }]
  }
  mock "step.roles" "roles" {
    roles = [{ namespace = "play", name = "go-in" }]
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "cluster-admin" }, { namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "play", role = "edit", people = ["ada@acme.example"] }, { namespace = "wiki", role = "view", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "cluster-admin", people = org.kubernetes_emergency }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [] }]
  }

  outcome = "failed"
  by      = "check.from_git"
}

test "developers may change it" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" "deployments" {
    workloads = [{ namespace = "wiki", name = "wiki", app = "wiki", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "statefulsets" {
    workloads = [{ namespace = "wiki", name = "db", app = "db", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "daemonsets" {
    workloads = [{ namespace = "kube-system", name = "agent", app = "agent", pinned = false, sealed = false, from_git = false }]
  }
  mock "step.running" {
    pods = [{ name = "wiki-1", same = true, debugged = false }]
  }
  mock "step.roles" "roles" {
    roles = [{ namespace = "play", name = "go-in" }]
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "cluster-admin" }, { namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "wiki", role = "edit", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "cluster-admin", people = org.kubernetes_emergency }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [] }]
  }

  outcome = "failed"
  by      = "check.nobody_changes"
}

test "an administrator may deploy" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" "deployments" {
    workloads = [{ namespace = "wiki", name = "wiki", app = "wiki", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "statefulsets" {
    workloads = [{ namespace = "wiki", name = "db", app = "db", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "daemonsets" {
    workloads = [{ namespace = "kube-system", name = "agent", app = "agent", pinned = false, sealed = false, from_git = false }]
  }
  mock "step.running" {
    pods = [{ name = "wiki-1", same = true, debugged = false }]
  }
  mock "step.roles" "roles" {
    roles = [{ namespace = "play", name = "go-in" }]
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "cluster-admin" }, { namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "play", role = "edit", people = ["ada@acme.example"] }, { namespace = "wiki", role = "view", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "cluster-admin", people = org.kubernetes_emergency }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = true, branches = true, reviewed = true, reviewers = [] }]
  }

  outcome = "failed"
  by      = "check.nobody_deploys_past"
}

test "there is no such environment" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" "deployments" {
    workloads = [{ namespace = "wiki", name = "wiki", app = "wiki", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "statefulsets" {
    workloads = [{ namespace = "wiki", name = "db", app = "db", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "daemonsets" {
    workloads = [{ namespace = "kube-system", name = "agent", app = "agent", pinned = false, sealed = false, from_git = false }]
  }
  mock "step.running" {
    pods = [{ name = "wiki-1", same = true, debugged = false }]
  }
  mock "step.roles" "roles" {
    roles = [{ namespace = "play", name = "go-in" }]
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "cluster-admin" }, { namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "play", role = "edit", people = ["ada@acme.example"] }, { namespace = "wiki", role = "view", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "cluster-admin", people = org.kubernetes_emergency }]
  }
  mock "step.environments" {
    environments = []
  }

  outcome = "failed"
  by      = "check.nobody_deploys_past"
}

test "nothing runs there" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" "deployments" {
    workloads = []
  }
  mock "step.workloads" "statefulsets" {
    workloads = []
  }
  mock "step.workloads" "daemonsets" {
    workloads = [{ namespace = "kube-system", name = "agent", app = "agent", pinned = false, sealed = false, from_git = false }]
  }
  mock "step.running" {
    pods = [{ name = "wiki-1", same = true, debugged = false }]
  }
  mock "step.roles" "roles" {
    roles = [{ namespace = "play", name = "go-in" }]
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "cluster-admin" }, { namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "play", role = "edit", people = ["ada@acme.example"] }, { namespace = "wiki", role = "view", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "cluster-admin", people = org.kubernetes_emergency }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [] }]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "the cluster does not let us look" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.workloads" "deployments" {
    workloads = [{ namespace = "wiki", name = "wiki", app = "wiki", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "statefulsets" {
    workloads = [{ namespace = "wiki", name = "db", app = "db", pinned = true, sealed = true, from_git = true }]
  }
  mock "step.workloads" "daemonsets" {
    workloads = [{ namespace = "kube-system", name = "agent", app = "agent", pinned = false, sealed = false, from_git = false }]
  }
  mock "step.running" {
    pods = [{ name = "wiki-1", same = true, debugged = false }]
  }
  mock "step.roles" "roles" {
    roles = [{ namespace = "play", name = "go-in" }]
  }
  mock "step.roles" "clusterroles" {
    fails = "403"
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "play", role = "edit", people = ["ada@acme.example"] }, { namespace = "wiki", role = "view", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "cluster-admin", people = org.kubernetes_emergency }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [] }]
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "immutable-workloads"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
