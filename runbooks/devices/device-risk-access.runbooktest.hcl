test "every way asks, and every machine has a score" {
  runbook = "device-risk-access"
  trigger = "daily"

  mock "step.ways" {
    ways = [
      { domain = "wiki.acme.example", rules = ["r1", "r9"] },
    ]
  }
  mock "step.rules" {
    rules = [
      { id = "r1", type = "crowdstrike_s2s", service = "s1", least = "75" },
      { id = "r9", type = "warp", service = "", least = "" },
    ]
  }
  mock "step.services" {
    services = [
      { id = "s1", type = "crowdstrike_s2s", interval = "10m" },
    ]
  }
  mock "step.hosts" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.scores" {
    scores = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", score = 90 },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", score = 40 },
    ]
  }

  outcome  = "passed"
  evidence = { ways = 1, blind = 0, machines = 2, scored = 2, low = 1 }
}

test "a rule asks for the version of the sensor alone" {
  runbook = "device-risk-access"
  trigger = "daily"

  mock "step.ways" {
    ways = [
      { domain = "wiki.acme.example", rules = ["r1", "r9"] },
    ]
  }
  mock "step.rules" {
    rules = [
      { id = "r1", type = "crowdstrike_s2s", service = "s1", least = "" },
      { id = "r9", type = "warp", service = "", least = "" },
    ]
  }
  mock "step.services" {
    services = [
      { id = "s1", type = "crowdstrike_s2s", interval = "10m" },
    ]
  }
  mock "step.hosts" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.scores" {
    scores = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", score = 90 },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", score = 40 },
    ]
  }

  outcome = "failed"
  by      = "check.score_asked_for"
}

test "every device has the score that is asked for" {
  runbook = "device-risk-access"
  trigger = "daily"

  mock "step.ways" {
    ways = [
      { domain = "wiki.acme.example", rules = ["r1", "r9"] },
    ]
  }
  mock "step.rules" {
    rules = [
      { id = "r1", type = "crowdstrike_s2s", service = "s1", least = "1" },
      { id = "r9", type = "warp", service = "", least = "" },
    ]
  }
  mock "step.services" {
    services = [
      { id = "s1", type = "crowdstrike_s2s", interval = "10m" },
    ]
  }
  mock "step.hosts" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.scores" {
    scores = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", score = 90 },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", score = 40 },
    ]
  }

  outcome = "failed"
  by      = "check.score_asked_for"
}

test "one way in asks for the client alone" {
  runbook = "device-risk-access"
  trigger = "daily"

  mock "step.ways" {
    ways = [
      { domain = "wiki.acme.example", rules = ["r1"] },
      { domain = "wiki.acme.example", rules = ["r9"] },
    ]
  }
  mock "step.rules" {
    rules = [
      { id = "r1", type = "crowdstrike_s2s", service = "s1", least = "75" },
      { id = "r9", type = "warp", service = "", least = "" },
    ]
  }
  mock "step.services" {
    services = [
      { id = "s1", type = "crowdstrike_s2s", interval = "10m" },
    ]
  }
  mock "step.hosts" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.scores" {
    scores = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", score = 90 },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", score = 40 },
    ]
  }

  outcome  = "failed"
  by       = "check.score_asked_for"
  evidence = { ways = 2, blind = 1 }
}

test "the score is half a day old" {
  runbook = "device-risk-access"
  trigger = "daily"

  mock "step.ways" {
    ways = [
      { domain = "wiki.acme.example", rules = ["r1", "r9"] },
    ]
  }
  mock "step.rules" {
    rules = [
      { id = "r1", type = "crowdstrike_s2s", service = "s1", least = "75" },
      { id = "r9", type = "warp", service = "", least = "" },
    ]
  }
  mock "step.services" {
    services = [
      { id = "s1", type = "crowdstrike_s2s", interval = "12h" },
    ]
  }
  mock "step.hosts" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.scores" {
    scores = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", score = 90 },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", score = 40 },
    ]
  }

  outcome = "failed"
  by      = "check.score_asked_for"
}

test "a machine has no score" {
  runbook = "device-risk-access"
  trigger = "daily"

  mock "step.ways" {
    ways = [
      { domain = "wiki.acme.example", rules = ["r1", "r9"] },
    ]
  }
  mock "step.rules" {
    rules = [
      { id = "r1", type = "crowdstrike_s2s", service = "s1", least = "75" },
      { id = "r9", type = "warp", service = "", least = "" },
    ]
  }
  mock "step.services" {
    services = [
      { id = "s1", type = "crowdstrike_s2s", interval = "10m" },
    ]
  }
  mock "step.hosts" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.scores" {
    scores = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", score = 90 },
    ]
  }

  outcome = "failed"
  by      = "check.everything_scored"
}

test "there is no application" {
  runbook = "device-risk-access"
  trigger = "daily"

  mock "step.ways" {
    ways = [
    ]
  }
  mock "step.rules" {
    rules = [
      { id = "r1", type = "crowdstrike_s2s", service = "s1", least = "75" },
      { id = "r9", type = "warp", service = "", least = "" },
    ]
  }
  mock "step.services" {
    services = [
      { id = "s1", type = "crowdstrike_s2s", interval = "10m" },
    ]
  }
  mock "step.hosts" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.scores" {
    scores = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", score = 90 },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", score = 40 },
    ]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "Cloudflare refuses" {
  runbook = "device-risk-access"
  trigger = "daily"

  mock "step.rules" {
    rules = [
      { id = "r1", type = "crowdstrike_s2s", service = "s1", least = "75" },
      { id = "r9", type = "warp", service = "", least = "" },
    ]
  }
  mock "step.services" {
    services = [
      { id = "s1", type = "crowdstrike_s2s", interval = "10m" },
    ]
  }
  mock "step.hosts" {
    hosts = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", serial = "x", platform = "Mac", role = "Workstation", virtual = false, status = "normal", reduced = false, prevention = true, self_updating = true, seen = "2026-01-05T06:30:00Z" },
    ]
  }
  mock "step.scores" {
    scores = [
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", score = 90 },
      { id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2", score = 40 },
    ]
  }
  mock "step.ways" {
    fails = "403"
  }

  outcome = "failed"
  by      = "step.ways"
}

test "somebody without a role is turned away" {
  runbook   = "device-risk-access"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
