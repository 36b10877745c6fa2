test "it watches everything" {
  runbook = "aws-guardduty"
  trigger = "daily"

  mock "step.here" {
    detectors = ["12abc34d567e8fa901bc2d34e56789f0"]
  }
  mock "step.state" "12abc34d567e8fa901bc2d34e56789f0" {
    on      = true
    sources = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS", "S3_DATA_EVENTS"]
  }
  mock "step.organization" "12abc34d567e8fa901bc2d34e56789f0" {
    all = true
  }
  mock "step.members" "12abc34d567e8fa901bc2d34e56789f0" {
    members = [{ account = "111111111111", on = true }, { account = "222222222222", on = true }]
  }
  mock "step.open" "12abc34d567e8fa901bc2d34e56789f0" {
    findings = []
    more     = false
  }

  outcome  = "passed"
  evidence = { accounts = 2, outside = 0, open = 0, late = 0, sources = 3 }
}

test "it is suspended" {
  runbook = "aws-guardduty"
  trigger = "daily"

  mock "step.here" {
    detectors = ["12abc34d567e8fa901bc2d34e56789f0"]
  }
  mock "step.state" "12abc34d567e8fa901bc2d34e56789f0" {
    on      = false
    sources = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS", "S3_DATA_EVENTS"]
  }
  mock "step.organization" "12abc34d567e8fa901bc2d34e56789f0" {
    all = true
  }
  mock "step.members" "12abc34d567e8fa901bc2d34e56789f0" {
    members = [{ account = "111111111111", on = true }, { account = "222222222222", on = true }]
  }
  mock "step.open" "12abc34d567e8fa901bc2d34e56789f0" {
    findings = []
    more     = false
  }

  outcome = "failed"
  by      = "check.on"
}

test "it does not read traffic" {
  runbook = "aws-guardduty"
  trigger = "daily"

  mock "step.here" {
    detectors = ["12abc34d567e8fa901bc2d34e56789f0"]
  }
  mock "step.state" "12abc34d567e8fa901bc2d34e56789f0" {
    on      = true
    sources = ["CLOUD_TRAIL", "DNS_LOGS"]
  }
  mock "step.organization" "12abc34d567e8fa901bc2d34e56789f0" {
    all = true
  }
  mock "step.members" "12abc34d567e8fa901bc2d34e56789f0" {
    members = [{ account = "111111111111", on = true }, { account = "222222222222", on = true }]
  }
  mock "step.open" "12abc34d567e8fa901bc2d34e56789f0" {
    findings = []
    more     = false
  }

  outcome  = "failed"
  by       = "check.sources"
  evidence = { sources = 2 }
}

test "new accounts stay outside" {
  runbook = "aws-guardduty"
  trigger = "daily"

  mock "step.here" {
    detectors = ["12abc34d567e8fa901bc2d34e56789f0"]
  }
  mock "step.state" "12abc34d567e8fa901bc2d34e56789f0" {
    on      = true
    sources = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS", "S3_DATA_EVENTS"]
  }
  mock "step.organization" "12abc34d567e8fa901bc2d34e56789f0" {
    all = false
  }
  mock "step.members" "12abc34d567e8fa901bc2d34e56789f0" {
    members = [{ account = "111111111111", on = true }, { account = "222222222222", on = true }]
  }
  mock "step.open" "12abc34d567e8fa901bc2d34e56789f0" {
    findings = []
    more     = false
  }

  outcome = "failed"
  by      = "check.new_accounts"
}

test "an account left" {
  runbook = "aws-guardduty"
  trigger = "daily"

  mock "step.here" {
    detectors = ["12abc34d567e8fa901bc2d34e56789f0"]
  }
  mock "step.state" "12abc34d567e8fa901bc2d34e56789f0" {
    on      = true
    sources = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS", "S3_DATA_EVENTS"]
  }
  mock "step.organization" "12abc34d567e8fa901bc2d34e56789f0" {
    all = true
  }
  mock "step.members" "12abc34d567e8fa901bc2d34e56789f0" {
    members = [{ account = "111111111111", on = true }, { account = "222222222222", on = false }]
  }
  mock "step.open" "12abc34d567e8fa901bc2d34e56789f0" {
    findings = []
    more     = false
  }

  outcome  = "failed"
  by       = "check.accounts"
  evidence = { accounts = 2, outside = 1 }
}

test "it knows no other account" {
  runbook = "aws-guardduty"
  trigger = "daily"

  mock "step.here" {
    detectors = ["12abc34d567e8fa901bc2d34e56789f0"]
  }
  mock "step.state" "12abc34d567e8fa901bc2d34e56789f0" {
    on      = true
    sources = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS", "S3_DATA_EVENTS"]
  }
  mock "step.organization" "12abc34d567e8fa901bc2d34e56789f0" {
    all = true
  }
  mock "step.members" "12abc34d567e8fa901bc2d34e56789f0" {
    members = []
  }
  mock "step.open" "12abc34d567e8fa901bc2d34e56789f0" {
    findings = []
    more     = false
  }

  outcome  = "failed"
  by       = "check.accounts"
  evidence = { accounts = 0 }
}

test "a grave finding waits" {
  runbook = "aws-guardduty"
  trigger = "daily"

  mock "step.here" {
    detectors = ["12abc34d567e8fa901bc2d34e56789f0"]
  }
  mock "step.state" "12abc34d567e8fa901bc2d34e56789f0" {
    on      = true
    sources = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS", "S3_DATA_EVENTS"]
  }
  mock "step.organization" "12abc34d567e8fa901bc2d34e56789f0" {
    all = true
  }
  mock "step.members" "12abc34d567e8fa901bc2d34e56789f0" {
    members = [{ account = "111111111111", on = true }, { account = "222222222222", on = true }]
  }
  mock "step.open" "12abc34d567e8fa901bc2d34e56789f0" {
    findings = ["f1", "f2"]
    more     = false
  }
  mock "step.since" "12abc34d567e8fa901bc2d34e56789f0" {
    findings = [{ since = "2025-12-20T07:00:00Z", type = "Backdoor:EC2/C&CActivity.B!DNS" }, { since = "2026-01-05T06:00:00Z", type = "Backdoor:EC2/C&CActivity.B" }]
  }

  outcome  = "failed"
  by       = "check.looked_at"
  evidence = { open = 2, late = 1 }
}

test "there are more than it can look at" {
  runbook = "aws-guardduty"
  trigger = "daily"

  mock "step.here" {
    detectors = ["12abc34d567e8fa901bc2d34e56789f0"]
  }
  mock "step.state" "12abc34d567e8fa901bc2d34e56789f0" {
    on      = true
    sources = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS", "S3_DATA_EVENTS"]
  }
  mock "step.organization" "12abc34d567e8fa901bc2d34e56789f0" {
    all = true
  }
  mock "step.members" "12abc34d567e8fa901bc2d34e56789f0" {
    members = [{ account = "111111111111", on = true }, { account = "222222222222", on = true }]
  }
  mock "step.open" "12abc34d567e8fa901bc2d34e56789f0" {
    findings = ["f1", "f2"]
    more     = true
  }
  mock "step.since" "12abc34d567e8fa901bc2d34e56789f0" {
    findings = [{ since = "2026-01-05T05:00:00Z", type = "Backdoor:EC2/C&CActivity.B!DNS" }, { since = "2026-01-05T06:00:00Z", type = "Backdoor:EC2/C&CActivity.B" }]
  }

  outcome  = "failed"
  by       = "check.looked_at"
  evidence = { open = 2, late = 0 }
}

test "it is nowhere" {
  runbook = "aws-guardduty"
  trigger = "daily"

  mock "step.here" {
    detectors = []
  }

  outcome = "failed"
  by      = "check.accounts"
}

test "AWS lets us look at nothing" {
  runbook = "aws-guardduty"
  trigger = "daily"

  mock "step.here" {
    fails = "403"
  }

  outcome = "failed"
}

test "somebody without a role is turned away" {
  runbook   = "aws-guardduty"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
