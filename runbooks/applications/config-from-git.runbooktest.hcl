test "all of it adapts" {
  runbook   = "config-from-git"
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
  mock "step.certificates" {
    certificates = [{ namespace = "wiki", name = "wiki", ready = true, ends = "2026-03-01T00:00:00Z", renewed = true, new_key = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.performance] }]
  }

  outcome  = "passed"
  evidence = { programs = { all = 2, follow_load = 2 }, improvements = 1, certificates = 1 }
}

test "not as it stands in git" {
  runbook   = "config-from-git"
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
    apps = [{ name = "wiki", namespace = "wiki", synced = false, healthy = true, heals = true, commit = "c1" }]
  }
  mock "step.autoscalers" {
    autoscalers = [{ namespace = "wiki", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true }]
  }
  mock "step.resizers" {
    resizers = [{ namespace = "wiki", target = "db", acts = true }]
  }
  mock "step.certificates" {
    certificates = [{ namespace = "wiki", name = "wiki", ready = true, ends = "2026-03-01T00:00:00Z", renewed = true, new_key = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.performance] }]
  }

  outcome = "failed"
  by      = "check.in_force"
}

test "a namespace that does not come from git" {
  runbook   = "config-from-git"
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
    apps = [{ name = "wiki", namespace = "blog", synced = true, healthy = true, heals = true, commit = "c1" }]
  }
  mock "step.autoscalers" {
    autoscalers = [{ namespace = "wiki", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true }]
  }
  mock "step.resizers" {
    resizers = [{ namespace = "wiki", target = "db", acts = true }]
  }
  mock "step.certificates" {
    certificates = [{ namespace = "wiki", name = "wiki", ready = true, ends = "2026-03-01T00:00:00Z", renewed = true, new_key = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.performance] }]
  }

  outcome = "failed"
  by      = "check.in_force"
}

test "nobody improved anything" {
  runbook   = "config-from-git"
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
  mock "step.certificates" {
    certificates = [{ namespace = "wiki", name = "wiki", ready = true, ends = "2026-03-01T00:00:00Z", renewed = true, new_key = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2025-06-01T00:00:00Z", commit = "c1", labels = [org.change_labels.security] }]
  }

  outcome = "failed"
  by      = "check.improved"
}

test "an autoscaler that cannot grow" {
  runbook   = "config-from-git"
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
    autoscalers = [{ namespace = "wiki", target = "wiki", kind = "Deployment", least = 2, most = 2, works = true }]
  }
  mock "step.resizers" {
    resizers = [{ namespace = "wiki", target = "db", acts = true }]
  }
  mock "step.certificates" {
    certificates = [{ namespace = "wiki", name = "wiki", ready = true, ends = "2026-03-01T00:00:00Z", renewed = true, new_key = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.performance] }]
  }

  outcome = "failed"
  by      = "check.follows_load"
}

test "one that only advises" {
  runbook   = "config-from-git"
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
    resizers = [{ namespace = "wiki", target = "db", acts = false }]
  }
  mock "step.certificates" {
    certificates = [{ namespace = "wiki", name = "wiki", ready = true, ends = "2026-03-01T00:00:00Z", renewed = true, new_key = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.performance] }]
  }

  outcome = "failed"
  by      = "check.follows_load"
}

test "a certificate that nobody renews" {
  runbook   = "config-from-git"
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
  mock "step.certificates" {
    certificates = [{ namespace = "wiki", name = "wiki", ready = true, ends = "2026-03-01T00:00:00Z", renewed = false, new_key = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.performance] }]
  }

  outcome = "failed"
  by      = "check.renews"
}

test "a certificate about to end" {
  runbook   = "config-from-git"
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
  mock "step.certificates" {
    certificates = [{ namespace = "wiki", name = "wiki", ready = true, ends = "2026-01-07T00:00:00Z", renewed = true, new_key = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.performance] }]
  }

  outcome = "failed"
  by      = "check.renews"
}

test "the cluster does not let us look" {
  runbook   = "config-from-git"
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
    fails = "403"
  }
  mock "step.autoscalers" {
    autoscalers = [{ namespace = "wiki", target = "wiki", kind = "Deployment", least = 2, most = 9, works = true }]
  }
  mock "step.resizers" {
    resizers = [{ namespace = "wiki", target = "db", acts = true }]
  }
  mock "step.certificates" {
    certificates = [{ namespace = "wiki", name = "wiki", ready = true, ends = "2026-03-01T00:00:00Z", renewed = true, new_key = true }]
  }
  mock "step.changes" {
    changes = [{ number = 7, merged_at = "2026-01-03T00:00:00Z", commit = "c1", labels = [org.change_labels.performance] }]
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "config-from-git"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
