test "they are put back" {
  runbook   = "network-policy-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.before" {
    text = "// rules\n{}\n"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = ["tag:web:443", "tag:web:tcp:443", "tag:shop:app"]
  }
  mock "step.after" {
    text = "// rules\n{}\n"
    mark = "m1"
  }

  outcome  = "passed"
  evidence = { outside = 3 }
}

test "nothing puts them back" {
  runbook   = "network-policy-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.before" {
    text = "// rules\n{}\n"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = ["tag:web:443", "tag:web:tcp:443", "tag:shop:app"]
  }
  mock "step.after" {
    text = "// rules\n{}\n\n// A drill of 2026-01-05T07:00:00Z: this line is to go away by itself.\n"
    mark = "m2"
  }

  outcome = "failed"
  by      = "step.after.gone"
}

test "the last drill was not put back" {
  runbook   = "network-policy-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.before" {
    text = "{}\n// A drill of 2026-01-04T02:10:00Z"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = ["tag:web:443", "tag:web:tcp:443", "tag:shop:app"]
  }

  outcome = "failed"
  by      = "step.before.whole"
}

test "other rules are put there" {
  runbook   = "network-policy-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.before" {
    text = "// rules\n{}\n"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = ["tag:web:443", "tag:web:tcp:443", "tag:shop:app"]
  }
  mock "step.after" {
    text = "// others\n{}\n"
    mark = "m2"
  }

  outcome = "failed"
  by      = "check.in_time"
}

test "outsiders reach everything" {
  runbook   = "network-policy-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.before" {
    text = "// rules\n{}\n"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = ["*:*"]
  }
  mock "step.after" {
    text = "// rules\n{}\n"
    mark = "m1"
  }

  outcome = "failed"
  by      = "check.outsiders"
}

test "rules do not ask for the device" {
  runbook   = "network-policy-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.before" {
    text = "// rules\n{}\n"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = false
    outside      = []
  }
  mock "step.after" {
    text = "// rules\n{}\n"
    mark = "m1"
  }

  outcome = "failed"
  by      = "check.follows_the_device"
}

test "a part without rules" {
  runbook   = "network-policy-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:db"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.before" {
    text = "// rules\n{}\n"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = ["tag:web:443", "tag:web:tcp:443", "tag:shop:app"]
  }
  mock "step.after" {
    text = "// rules\n{}\n"
    mark = "m1"
  }

  outcome = "failed"
  by      = "check.local_rules"
}

test "somebody without a role is turned away" {
  runbook   = "network-policy-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
