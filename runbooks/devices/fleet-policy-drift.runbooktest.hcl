test "put back" {
  runbook = "fleet-policy-drift"
  trigger = "daily"

  mock "step.before" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }
  mock "step.changes" {
    changes = [{ at = "2026-01-04T07:10:00Z", actor = org.drill_rule.pipeline, what = "applied_spec_policy" }, { at = "2025-11-04T07:10:00Z", actor = "bob@acme.example", what = "edited_policy" }]
    oldest  = "2025-11-04T07:10:00Z"
    more    = true
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "${org.supported_systems[0]}.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.changed" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = "Changed by hand.", passing = 1, failing = 0 }]
  }
  mock "step.after" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }

  evidence = { changes = { all = 1, by_others = 0 }, devices = { all = 1, break_a_rule = 0, without_updates = 0, nobodys = 0, gone = 0 } }
  outcome  = "passed"
}

test "the change never came, which is no repair" {
  runbook = "fleet-policy-drift"
  trigger = "daily"

  mock "step.before" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }
  mock "step.changes" {
    changes = [{ at = "2026-01-04T07:10:00Z", actor = org.drill_rule.pipeline, what = "applied_spec_policy" }, { at = "2025-11-04T07:10:00Z", actor = "bob@acme.example", what = "edited_policy" }]
    oldest  = "2025-11-04T07:10:00Z"
    more    = true
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "${org.supported_systems[0]}.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.changed" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }

  outcome = "failed"
  by      = "step.changed.changed"
}

test "a device of nobody" {
  runbook = "fleet-policy-drift"
  trigger = "daily"

  mock "step.before" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }
  mock "step.changes" {
    changes = [{ at = "2026-01-04T07:10:00Z", actor = org.drill_rule.pipeline, what = "applied_spec_policy" }, { at = "2025-11-04T07:10:00Z", actor = "bob@acme.example", what = "edited_policy" }]
    oldest  = "2025-11-04T07:10:00Z"
    more    = true
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "", platform = "darwin", system = "${org.supported_systems[0]}.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.changed" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = "Changed by hand.", passing = 1, failing = 0 }]
  }
  mock "step.after" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }

  outcome = "failed"
  by      = "check.each_is_somebodys"
}

test "a device that is gone" {
  runbook = "fleet-policy-drift"
  trigger = "daily"

  mock "step.before" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }
  mock "step.changes" {
    changes = [{ at = "2026-01-04T07:10:00Z", actor = org.drill_rule.pipeline, what = "applied_spec_policy" }, { at = "2025-11-04T07:10:00Z", actor = "bob@acme.example", what = "edited_policy" }]
    oldest  = "2025-11-04T07:10:00Z"
    more    = true
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "${org.supported_systems[0]}.2", virtual = false, failing = 0, seen = "2025-11-01T06:00:00Z" }]
  }
  mock "step.changed" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = "Changed by hand.", passing = 1, failing = 0 }]
  }
  mock "step.after" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }

  outcome = "failed"
  by      = "check.removed_at_the_end"
}

test "nothing puts it back, so the runbook does" {
  runbook = "fleet-policy-drift"
  trigger = "daily"

  mock "step.before" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }
  mock "step.changes" {
    changes = []
    oldest  = "never"
    more    = false
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "${org.supported_systems[0]}.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.changed" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = "Changed by hand.", passing = 1, failing = 0 }]
  }
  mock "step.after" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = "Changed by hand.", passing = 1, failing = 0 }]
  }

  outcome = "failed"
  by      = "step.after.put_back"
}

test "somebody changes rules by hand" {
  runbook = "fleet-policy-drift"
  trigger = "daily"

  mock "step.before" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }
  mock "step.changes" {
    changes = [{ at = "2026-01-04T07:10:00Z", actor = "bob@somewhere.example", what = "edited_policy" }]
    oldest  = "2025-11-04T07:10:00Z"
    more    = false
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "${org.supported_systems[0]}.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.changed" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = "Changed by hand.", passing = 1, failing = 0 }]
  }
  mock "step.after" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }

  outcome = "failed"
  by      = "check.only_the_pipeline"
}

test "too much happened to look so far back" {
  runbook = "fleet-policy-drift"
  trigger = "daily"

  mock "step.before" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }
  mock "step.changes" {
    changes = []
    oldest  = "2026-01-05T06:10:00Z"
    more    = true
  }
  mock "step.devices" {
    devices = [{ id = 1, serial = "C1", owner = "ada@acme.example", platform = "darwin", system = "${org.supported_systems[0]}.2", virtual = false, failing = 0, seen = "2026-01-05T06:00:00Z" }]
  }
  mock "step.changed" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = "Changed by hand.", passing = 1, failing = 0 }]
  }
  mock "step.after" {
    policies = [{ id = 42, name = org.drill_rule.name, query = "SELECT 1;", resolution = org.drill_rule.resolution, passing = 1, failing = 0 }]
  }

  outcome = "failed"
  by      = "check.only_the_pipeline"
}

test "there is no rule for drills, and nothing is touched" {
  runbook = "fleet-policy-drift"
  trigger = "daily"

  mock "step.before" {
    policies = []
  }
  mock "step.changes" {
    changes = []
    oldest  = "never"
    more    = false
  }
  mock "step.devices" {
    devices = []
  }

  outcome = "failed"
  by      = "step.before.as_written"
  ran     = ["step.before"]
}

test "somebody without the role is turned away" {
  runbook   = "fleet-policy-drift"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
