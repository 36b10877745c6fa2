test "all of it holds" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.policy" {
    exists = true
    sha256 = "ab"
    text   = join("\n", concat(["# Applications", "", "Owner: Grace", "Reviewed: 2025-12-01", ""], [for t in org.tiers : "## ${t}"]))
  }
  mock "step.spaces" {
    namespaces = [{ name = "wiki", tier = org.tiers[0] }, { name = org.system_namespaces[0], tier = "" }]
  }
  mock "step.rules" {
    rules = concat([{ policy = "signed", tier = "*", refuses = true }], [for t in org.tiers : { policy = t, tier = t, refuses = true }])
  }
  mock "step.rulesets" {
    rulesets = [{ id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = ["Team 7 pull_request"], rules = ["pull_request", "required_status_checks"] }, { id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = [], rules = ["code_scanning"] }]
  }
  mock "step.packages" {
    alerts = []
  }

  outcome  = "passed"
  evidence = { policy = "ab", namespaces = { all = 1, with_tier = 1 } }
}

test "nobody wrote it" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.policy" {
    exists = false
    sha256 = ""
    text   = ""
  }
  mock "step.spaces" {
    namespaces = [{ name = "wiki", tier = org.tiers[0] }, { name = org.system_namespaces[0], tier = "" }]
  }
  mock "step.rules" {
    rules = concat([{ policy = "signed", tier = "*", refuses = true }], [for t in org.tiers : { policy = t, tier = t, refuses = true }])
  }
  mock "step.rulesets" {
    rulesets = [{ id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = ["Team 7 pull_request"], rules = ["pull_request", "required_status_checks"] }, { id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = [], rules = ["code_scanning"] }]
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "failed"
}

test "nobody reviewed it" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.policy" {
    exists = true
    sha256 = "ab"
    text   = join("\n", concat(["# Applications", "", "Owner: Grace", "Reviewed: 2024-01-01", ""], [for t in org.tiers : "## ${t}"]))
  }
  mock "step.spaces" {
    namespaces = [{ name = "wiki", tier = org.tiers[0] }, { name = org.system_namespaces[0], tier = "" }]
  }
  mock "step.rules" {
    rules = concat([{ policy = "signed", tier = "*", refuses = true }], [for t in org.tiers : { policy = t, tier = t, refuses = true }])
  }
  mock "step.rulesets" {
    rulesets = [{ id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = ["Team 7 pull_request"], rules = ["pull_request", "required_status_checks"] }, { id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = [], rules = ["code_scanning"] }]
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.written"
}

test "a tier is not in it" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.policy" {
    exists = true
    sha256 = "ab"
    text   = "# Applications\nOwner: Grace\nReviewed: 2025-12-01\n"
  }
  mock "step.spaces" {
    namespaces = [{ name = "wiki", tier = org.tiers[0] }, { name = org.system_namespaces[0], tier = "" }]
  }
  mock "step.rules" {
    rules = concat([{ policy = "signed", tier = "*", refuses = true }], [for t in org.tiers : { policy = t, tier = t, refuses = true }])
  }
  mock "step.rulesets" {
    rulesets = [{ id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = ["Team 7 pull_request"], rules = ["pull_request", "required_status_checks"] }, { id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = [], rules = ["code_scanning"] }]
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.tiers_written"
}

test "a namespace without a tier" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.policy" {
    exists = true
    sha256 = "ab"
    text   = join("\n", concat(["# Applications", "", "Owner: Grace", "Reviewed: 2025-12-01", ""], [for t in org.tiers : "## ${t}"]))
  }
  mock "step.spaces" {
    namespaces = [{ name = "wiki", tier = "" }]
  }
  mock "step.rules" {
    rules = concat([{ policy = "signed", tier = "*", refuses = true }], [for t in org.tiers : { policy = t, tier = t, refuses = true }])
  }
  mock "step.rulesets" {
    rulesets = [{ id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = ["Team 7 pull_request"], rules = ["pull_request", "required_status_checks"] }, { id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = [], rules = ["code_scanning"] }]
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.every_namespace_has_a_tier"
}

test "policies that only warn" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.policy" {
    exists = true
    sha256 = "ab"
    text   = join("\n", concat(["# Applications", "", "Owner: Grace", "Reviewed: 2025-12-01", ""], [for t in org.tiers : "## ${t}"]))
  }
  mock "step.spaces" {
    namespaces = [{ name = "wiki", tier = org.tiers[0] }, { name = org.system_namespaces[0], tier = "" }]
  }
  mock "step.rules" {
    rules = concat([{ policy = "signed", tier = "*", refuses = true }], [for t in org.tiers : { policy = t, tier = t, refuses = false }])
  }
  mock "step.rulesets" {
    rulesets = [{ id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = ["Team 7 pull_request"], rules = ["pull_request", "required_status_checks"] }, { id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = [], rules = ["code_scanning"] }]
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.cluster_refuses"
}

test "none for all" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.policy" {
    exists = true
    sha256 = "ab"
    text   = join("\n", concat(["# Applications", "", "Owner: Grace", "Reviewed: 2025-12-01", ""], [for t in org.tiers : "## ${t}"]))
  }
  mock "step.spaces" {
    namespaces = [{ name = "wiki", tier = org.tiers[0] }, { name = org.system_namespaces[0], tier = "" }]
  }
  mock "step.rules" {
    rules = [for t in org.tiers : { policy = t, tier = t, refuses = true }]
  }
  mock "step.rulesets" {
    rulesets = [{ id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = ["Team 7 pull_request"], rules = ["pull_request", "required_status_checks"] }, { id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = [], rules = ["code_scanning"] }]
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.cluster_refuses"
}

test "GitHub only tries its rules" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.policy" {
    exists = true
    sha256 = "ab"
    text   = join("\n", concat(["# Applications", "", "Owner: Grace", "Reviewed: 2025-12-01", ""], [for t in org.tiers : "## ${t}"]))
  }
  mock "step.spaces" {
    namespaces = [{ name = "wiki", tier = org.tiers[0] }, { name = org.system_namespaces[0], tier = "" }]
  }
  mock "step.rules" {
    rules = concat([{ policy = "signed", tier = "*", refuses = true }], [for t in org.tiers : { policy = t, tier = t, refuses = true }])
  }
  mock "step.rulesets" {
    rulesets = [{ id = 1, name = "r", source = "acme", target = "branch", enforcement = "evaluate", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = [], rules = ["pull_request", "required_status_checks"] }, { id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = [], rules = ["code_scanning"] }]
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.github_refuses"
}

test "somebody may always bypass" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.policy" {
    exists = true
    sha256 = "ab"
    text   = join("\n", concat(["# Applications", "", "Owner: Grace", "Reviewed: 2025-12-01", ""], [for t in org.tiers : "## ${t}"]))
  }
  mock "step.spaces" {
    namespaces = [{ name = "wiki", tier = org.tiers[0] }, { name = org.system_namespaces[0], tier = "" }]
  }
  mock "step.rules" {
    rules = concat([{ policy = "signed", tier = "*", refuses = true }], [for t in org.tiers : { policy = t, tier = t, refuses = true }])
  }
  mock "step.rulesets" {
    rulesets = [{ id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = ["Team 7 always"], rules = ["pull_request", "required_status_checks"] }, { id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = [], rules = ["code_scanning"] }]
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "failed"
  by      = "check.github_refuses"
}

test "who may bypass is not to be seen" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.policy" {
    exists = true
    sha256 = "ab"
    text   = join("\n", concat(["# Applications", "", "Owner: Grace", "Reviewed: 2025-12-01", ""], [for t in org.tiers : "## ${t}"]))
  }
  mock "step.spaces" {
    namespaces = [{ name = "wiki", tier = org.tiers[0] }, { name = org.system_namespaces[0], tier = "" }]
  }
  mock "step.rules" {
    rules = concat([{ policy = "signed", tier = "*", refuses = true }], [for t in org.tiers : { policy = t, tier = t, refuses = true }])
  }
  mock "step.rulesets" {
    rulesets = [{ id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = null, rules = ["pull_request", "required_status_checks", "code_scanning"] }]
  }
  mock "step.packages" {
    alerts = []
  }

  outcome = "unknown"
}

test "an old hole" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "grace"

  person "grace" {
    roles = ["security"]
  }
  mock "step.policy" {
    exists = true
    sha256 = "ab"
    text   = join("\n", concat(["# Applications", "", "Owner: Grace", "Reviewed: 2025-12-01", ""], [for t in org.tiers : "## ${t}"]))
  }
  mock "step.spaces" {
    namespaces = [{ name = "wiki", tier = org.tiers[0] }, { name = org.system_namespaces[0], tier = "" }]
  }
  mock "step.rules" {
    rules = concat([{ policy = "signed", tier = "*", refuses = true }], [for t in org.tiers : { policy = t, tier = t, refuses = true }])
  }
  mock "step.rulesets" {
    rulesets = [{ id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = ["Team 7 pull_request"], rules = ["pull_request", "required_status_checks"] }, { id = 1, name = "r", source = "acme", target = "branch", enforcement = "active", include = ["~DEFAULT_BRANCH"], exclude = [], bypass = [], rules = ["code_scanning"] }]
  }
  mock "step.packages" {
    alerts = [{ advisory = "GHSA-1", created_at = "2025-06-01T00:00:00Z", number = 1, package = "left-pad", repository = "acme/shop", severity = "critical" }]
  }

  outcome = "failed"
  by      = "check.mended"
}

test "somebody without a role is turned away" {
  runbook   = "app-policies"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
