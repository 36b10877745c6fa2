test "it is put back" {
  runbook   = "config-drill"
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
  mock "step.gitops" {
    apps = [{ name = "wiki", namespace = "wiki", synced = true, healthy = true, heals = true, commit = "c1" }]
  }
  mock "step.autoscalers" {
    autoscalers = [{ namespace = "wiki", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true }]
  }
  mock "step.resizers" {
    resizers = [{ namespace = "wiki", target = "db", acts = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.updates] }]
  }
  mock "step.before" {
    note = "as it stands in git"
  }
  mock "step.after" {
    note = "as it stands in git"
  }

  outcome  = "passed"
  evidence = { heals = 1, updates = 1 }
}

test "nothing puts it back" {
  runbook   = "config-drill"
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
  mock "step.gitops" {
    apps = [{ name = "wiki", namespace = "wiki", synced = true, healthy = true, heals = true, commit = "c1" }]
  }
  mock "step.autoscalers" {
    autoscalers = [{ namespace = "wiki", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true }]
  }
  mock "step.resizers" {
    resizers = [{ namespace = "wiki", target = "db", acts = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.updates] }]
  }
  mock "step.before" {
    note = "as it stands in git"
  }
  mock "step.after" {
    note = "changed by a drill"
  }

  outcome = "failed"
  by      = "step.after.put_back"
}

test "the last drill was not put back" {
  runbook   = "config-drill"
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
  mock "step.gitops" {
    apps = [{ name = "wiki", namespace = "wiki", synced = true, healthy = true, heals = true, commit = "c1" }]
  }
  mock "step.autoscalers" {
    autoscalers = [{ namespace = "wiki", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true }]
  }
  mock "step.resizers" {
    resizers = [{ namespace = "wiki", target = "db", acts = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.updates] }]
  }
  mock "step.before" {
    note = "changed by a drill"
  }

  outcome = "failed"
  by      = "step.before.ours"
}

test "one application is left as it is" {
  runbook   = "config-drill"
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
  mock "step.gitops" {
    apps = [{ name = "wiki", namespace = "wiki", synced = true, healthy = true, heals = false, commit = "c1" }]
  }
  mock "step.autoscalers" {
    autoscalers = [{ namespace = "wiki", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true }]
  }
  mock "step.resizers" {
    resizers = [{ namespace = "wiki", target = "db", acts = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.updates] }]
  }
  mock "step.before" {
    note = "as it stands in git"
  }
  mock "step.after" {
    note = "as it stands in git"
  }

  outcome = "failed"
  by      = "check.everything_heals"
}

test "a program gets no more than it has" {
  runbook   = "config-drill"
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
  mock "step.gitops" {
    apps = [{ name = "wiki", namespace = "wiki", synced = true, healthy = true, heals = true, commit = "c1" }]
  }
  mock "step.autoscalers" {
    autoscalers = [{ namespace = "wiki", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true }]
  }
  mock "step.resizers" {
    resizers = []
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.updates] }]
  }
  mock "step.before" {
    note = "as it stands in git"
  }
  mock "step.after" {
    note = "as it stands in git"
  }

  outcome = "failed"
  by      = "check.as_much_as_needed"
}

test "no update for a week" {
  runbook   = "config-drill"
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
  mock "step.gitops" {
    apps = [{ name = "wiki", namespace = "wiki", synced = true, healthy = true, heals = true, commit = "c1" }]
  }
  mock "step.autoscalers" {
    autoscalers = [{ namespace = "wiki", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true }]
  }
  mock "step.resizers" {
    resizers = [{ namespace = "wiki", target = "db", acts = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2025-12-01T00:00:00Z", commit = "c1", labels = [org.change_labels.updates] }]
  }
  mock "step.before" {
    note = "as it stands in git"
  }
  mock "step.after" {
    note = "as it stands in git"
  }

  outcome = "failed"
  by      = "check.updates"
}

test "somebody without a role is turned away" {
  runbook   = "config-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
