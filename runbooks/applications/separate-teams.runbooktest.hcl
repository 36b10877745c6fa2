test "three teams, and operations deploy" {
  runbook   = "separate-teams"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"], repositories = ["acme/wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.teams" "development" {
    members = [{ id = 1, login = "ada", maintainer = false }, { id = 2, login = "bob", maintainer = false }]
  }
  mock "step.teams" "security" {
    members = [{ id = 3, login = "grace", maintainer = true }]
  }
  mock "step.teams" "operations" {
    members = [{ id = 4, login = "linus", maintainer = false }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [org.separate_teams.operations] }]
  }
  mock "step.roles" "roles" {
    roles = []
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "wiki", role = "edit", people = org.kubernetes_operators }, { namespace = "wiki", role = "view", people = ["developers"] }, { namespace = "play", role = "edit", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "edit", people = org.kubernetes_emergency }]
  }

  outcome  = "passed"
  evidence = { teams = { people = 4, twice = 0 }, deployments = { repositories = 1, gated = 1 }, others = 0 }
}

test "a developer is in operations too" {
  runbook   = "separate-teams"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"], repositories = ["acme/wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.teams" "development" {
    members = [{ id = 1, login = "ada", maintainer = false }, { id = 2, login = "bob", maintainer = false }]
  }
  mock "step.teams" "security" {
    members = [{ id = 3, login = "grace", maintainer = true }]
  }
  mock "step.teams" "operations" {
    members = [{ id = 1, login = "ada", maintainer = false }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [org.separate_teams.operations] }]
  }
  mock "step.roles" "roles" {
    roles = []
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "wiki", role = "edit", people = org.kubernetes_operators }, { namespace = "wiki", role = "view", people = ["developers"] }, { namespace = "play", role = "edit", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "edit", people = org.kubernetes_emergency }]
  }

  outcome = "failed"
  by      = "check.different_people"
}

test "a team has nobody" {
  runbook   = "separate-teams"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"], repositories = ["acme/wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.teams" "development" {
    members = [{ id = 1, login = "ada", maintainer = false }, { id = 2, login = "bob", maintainer = false }]
  }
  mock "step.teams" "security" {
    members = []
  }
  mock "step.teams" "operations" {
    members = [{ id = 4, login = "linus", maintainer = false }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [org.separate_teams.operations] }]
  }
  mock "step.roles" "roles" {
    roles = []
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "wiki", role = "edit", people = org.kubernetes_operators }, { namespace = "wiki", role = "view", people = ["developers"] }, { namespace = "play", role = "edit", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "edit", people = org.kubernetes_emergency }]
  }

  outcome = "failed"
  by      = "check.different_people"
}

test "a developer says yes" {
  runbook   = "separate-teams"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"], repositories = ["acme/wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.teams" "development" {
    members = [{ id = 1, login = "ada", maintainer = false }, { id = 2, login = "bob", maintainer = false }]
  }
  mock "step.teams" "security" {
    members = [{ id = 3, login = "grace", maintainer = true }]
  }
  mock "step.teams" "operations" {
    members = [{ id = 4, login = "linus", maintainer = false }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [org.separate_teams.operations, "@ada"] }]
  }
  mock "step.roles" "roles" {
    roles = []
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "wiki", role = "edit", people = org.kubernetes_operators }, { namespace = "wiki", role = "view", people = ["developers"] }, { namespace = "play", role = "edit", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "edit", people = org.kubernetes_emergency }]
  }

  outcome = "failed"
  by      = "check.operations_say_yes"
}

test "an administrator passes them by" {
  runbook   = "separate-teams"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"], repositories = ["acme/wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.teams" "development" {
    members = [{ id = 1, login = "ada", maintainer = false }, { id = 2, login = "bob", maintainer = false }]
  }
  mock "step.teams" "security" {
    members = [{ id = 3, login = "grace", maintainer = true }]
  }
  mock "step.teams" "operations" {
    members = [{ id = 4, login = "linus", maintainer = false }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = true, branches = true, reviewed = true, reviewers = [org.separate_teams.operations] }]
  }
  mock "step.roles" "roles" {
    roles = []
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "wiki", role = "edit", people = org.kubernetes_operators }, { namespace = "wiki", role = "view", people = ["developers"] }, { namespace = "play", role = "edit", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "edit", people = org.kubernetes_emergency }]
  }

  outcome = "failed"
  by      = "check.operations_say_yes"
}

test "there is no such environment" {
  runbook   = "separate-teams"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"], repositories = ["acme/wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.teams" "development" {
    members = [{ id = 1, login = "ada", maintainer = false }, { id = 2, login = "bob", maintainer = false }]
  }
  mock "step.teams" "security" {
    members = [{ id = 3, login = "grace", maintainer = true }]
  }
  mock "step.teams" "operations" {
    members = [{ id = 4, login = "linus", maintainer = false }]
  }
  mock "step.environments" {
    environments = []
  }
  mock "step.roles" "roles" {
    roles = []
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "wiki", role = "edit", people = org.kubernetes_operators }, { namespace = "wiki", role = "view", people = ["developers"] }, { namespace = "play", role = "edit", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "edit", people = org.kubernetes_emergency }]
  }

  outcome = "failed"
  by      = "check.operations_say_yes"
}

test "developers may change what runs" {
  runbook   = "separate-teams"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"], repositories = ["acme/wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.teams" "development" {
    members = [{ id = 1, login = "ada", maintainer = false }, { id = 2, login = "bob", maintainer = false }]
  }
  mock "step.teams" "security" {
    members = [{ id = 3, login = "grace", maintainer = true }]
  }
  mock "step.teams" "operations" {
    members = [{ id = 4, login = "linus", maintainer = false }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [org.separate_teams.operations] }]
  }
  mock "step.roles" "roles" {
    roles = []
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "wiki", role = "edit", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "edit", people = org.kubernetes_emergency }]
  }

  outcome = "failed"
  by      = "check.operations_alone_change"
}

test "no role is to be seen" {
  runbook   = "separate-teams"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"], repositories = ["acme/wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.teams" "development" {
    members = [{ id = 1, login = "ada", maintainer = false }, { id = 2, login = "bob", maintainer = false }]
  }
  mock "step.teams" "security" {
    members = [{ id = 3, login = "grace", maintainer = true }]
  }
  mock "step.teams" "operations" {
    members = [{ id = 4, login = "linus", maintainer = false }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [org.separate_teams.operations] }]
  }
  mock "step.roles" "roles" {
    roles = []
  }
  mock "step.roles" "clusterroles" {
    roles = []
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "wiki", role = "edit", people = org.kubernetes_operators }, { namespace = "wiki", role = "view", people = ["developers"] }, { namespace = "play", role = "edit", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "edit", people = org.kubernetes_emergency }]
  }

  outcome = "failed"
  by      = "check.operations_alone_change"
}

test "who is in a team is not to be seen" {
  runbook   = "separate-teams"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { namespaces = ["wiki"], repositories = ["acme/wiki"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.teams" "development" {
    members = null
  }
  mock "step.teams" "security" {
    members = [{ id = 3, login = "grace", maintainer = true }]
  }
  mock "step.teams" "operations" {
    members = [{ id = 4, login = "linus", maintainer = false }]
  }
  mock "step.environments" {
    environments = [{ name = org.production, bypassed = false, branches = true, reviewed = true, reviewers = [org.separate_teams.operations] }]
  }
  mock "step.roles" "roles" {
    roles = []
  }
  mock "step.roles" "clusterroles" {
    roles = [{ namespace = "", name = "edit" }]
  }
  mock "step.bindings" "rolebindings" {
    bindings = [{ namespace = "wiki", role = "edit", people = org.kubernetes_operators }, { namespace = "wiki", role = "view", people = ["developers"] }, { namespace = "play", role = "edit", people = ["developers"] }]
  }
  mock "step.bindings" "clusterrolebindings" {
    bindings = [{ namespace = "", role = "edit", people = org.kubernetes_emergency }]
  }

  outcome = "unknown"
}

test "somebody without a role is turned away" {
  runbook   = "separate-teams"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
