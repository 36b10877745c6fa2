test "all of it comes from git" {
  runbook   = "network-policies"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod", "tag:web"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.written" {
    text = "// rules\r\n{}"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = []
  }

  outcome  = "passed"
  evidence = { policy = "ab", rules = { all = 2, segments = 2, by_place = 0, tests = 2 } }
}

test "there is no file" {
  runbook   = "network-policies"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod", "tag:web"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = false
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.written" {
    text = "// rules\r\n{}"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = []
  }

  outcome = "failed"
}

test "one person changes it alone" {
  runbook   = "network-policies"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod", "tag:web"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 0
  }
  mock "step.written" {
    text = "// rules\r\n{}"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = []
  }

  outcome = "failed"
  by      = "check.in_git"
}

test "another one is in force" {
  runbook   = "network-policies"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod", "tag:web"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.written" {
    text = "// mine\n{}"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = []
  }

  outcome = "failed"
  by      = "check.in_force"
}

test "a part without rules" {
  runbook   = "network-policies"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod", "tag:db"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.written" {
    text = "// rules\r\n{}"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = []
  }

  outcome = "failed"
  by      = "check.of_their_own"
}

test "a part that everybody reaches" {
  runbook   = "network-policies"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod", "tag:web"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.written" {
    text = "// rules\r\n{}"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["*"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = []
  }

  outcome = "failed"
  by      = "check.of_their_own"
}

test "any device will do" {
  runbook   = "network-policies"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod", "tag:web"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.written" {
    text = "// rules\r\n{}"
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

  outcome = "failed"
  by      = "check.for_all"
}

test "whoever sits in the office" {
  runbook   = "network-policies"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod", "tag:web"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.written" {
    text = "// rules\r\n{}"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["10.0.0.0/8"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = []
  }

  outcome = "failed"
  by      = "check.nobody_by_place"
}

test "no tests" {
  runbook   = "network-policies"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod", "tag:web"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.written" {
    text = "// rules\r\n{}"
    mark = "m1"
  }
  mock "step.policy" {
    stated = true
    tests  = 0
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = []
  }

  outcome = "failed"
  by      = "check.tried"
}

test "Tailscale does not let us look" {
  runbook   = "network-policies"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { segments = ["tag:prod", "tag:web"] }

  person "grace" {
    roles = ["security"]
  }
  mock "step.file" {
    exists = true
    sha256 = "ab"
    text   = "// rules\n{}\n"
  }
  mock "step.rules" {
    complete      = true
    pull_requests = true
    reviews       = 1
  }
  mock "step.written" {
    fails = "403"
  }
  mock "step.policy" {
    stated = true
    tests  = 2
    rules  = [{ sources = ["group:ops"], targets = ["tag:prod:443"] }, { sources = ["group:all"], targets = ["tag:web:443"] }]
  }
  mock "step.reach" {
    asks_devices = true
    outside      = []
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "network-policies"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
