test "nothing is left" {
  runbook = "aws-unused-access"
  trigger = "daily"

  mock "step.analyzers" {
    external = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
    unused   = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused", name = "unused", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
  }
  mock "step.period" "unused" {
    days = 90
  }
  mock "step.open" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside" {
    findings = [{ since = "2026-01-04T07:00:00Z", type = "ExternalAccess", resource = "AWS::S3::Bucket", broken = false }]
    more     = false
  }
  mock "step.idle" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused" {
    findings = [{ since = "2026-01-04T07:00:00Z", type = "UnusedIAMRole", resource = "AWS::IAM::Role", broken = false }]
    more     = false
  }

  outcome  = "passed"
  evidence = { analyzers = 2, open = 1, idle = 1, late = 0 }
}

test "a bucket is open to strangers" {
  runbook = "aws-unused-access"
  trigger = "daily"

  mock "step.analyzers" {
    external = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
    unused   = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused", name = "unused", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
  }
  mock "step.period" "unused" {
    days = 90
  }
  mock "step.open" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside" {
    findings = [{ since = "2025-11-01T07:00:00Z", type = "ExternalAccess", resource = "AWS::S3::Bucket", broken = false }]
    more     = false
  }
  mock "step.idle" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused" {
    findings = []
    more     = false
  }

  outcome  = "failed"
  by       = "check.closed"
  evidence = { open = 1, late = 1 }
}

test "a key that nobody uses is kept" {
  runbook = "aws-unused-access"
  trigger = "daily"

  mock "step.analyzers" {
    external = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
    unused   = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused", name = "unused", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
  }
  mock "step.period" "unused" {
    days = 90
  }
  mock "step.open" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside" {
    findings = []
    more     = false
  }
  mock "step.idle" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused" {
    findings = [{ since = "2025-11-01T07:00:00Z", type = "UnusedIAMUserAccessKey", resource = "AWS::IAM::User", broken = false }]
    more     = false
  }

  outcome  = "failed"
  by       = "check.used"
  evidence = { idle = 1, late = 1 }
}

test "nobody looks at strangers" {
  runbook = "aws-unused-access"
  trigger = "daily"

  mock "step.analyzers" {
    external = []
    unused   = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused", name = "unused", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
  }
  mock "step.period" "unused" {
    days = 90
  }
  mock "step.idle" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused" {
    findings = []
    more     = false
  }

  outcome = "failed"
  by      = "check.watched_outside"
}

test "the analyzer of strangers is disabled" {
  runbook = "aws-unused-access"
  trigger = "daily"

  mock "step.analyzers" {
    external = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside", since = "2025-06-01T07:00:00Z", active = false, organization = true }]
    unused   = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused", name = "unused", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
  }
  mock "step.period" "unused" {
    days = 90
  }
  mock "step.idle" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused" {
    findings = []
    more     = false
  }

  outcome = "failed"
  by      = "check.watched_outside"
}

test "the analyzer of strangers was made today" {
  runbook = "aws-unused-access"
  trigger = "daily"

  mock "step.analyzers" {
    external = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside", since = "2026-01-05T03:00:00Z", active = true, organization = true }]
    unused   = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused", name = "unused", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
  }
  mock "step.period" "unused" {
    days = 90
  }
  mock "step.idle" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused" {
    findings = []
    more     = false
  }

  outcome = "failed"
  by      = "check.watched_outside"
}

test "nobody looks at what is unused" {
  runbook = "aws-unused-access"
  trigger = "daily"

  mock "step.analyzers" {
    external = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
    unused   = []
  }
  mock "step.open" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside" {
    findings = []
    more     = false
  }

  outcome = "failed"
  by      = "check.watched_unused"
}

test "half a year counts as used" {
  runbook = "aws-unused-access"
  trigger = "daily"

  mock "step.analyzers" {
    external = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
    unused   = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused", name = "unused", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
  }
  mock "step.period" "unused" {
    days = 180
  }
  mock "step.open" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside" {
    findings = []
    more     = false
  }

  outcome = "failed"
  by      = "check.watched_unused"
}

test "it is not said what counts as used" {
  runbook = "aws-unused-access"
  trigger = "daily"

  mock "step.analyzers" {
    external = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
    unused   = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused", name = "unused", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
  }
  mock "step.period" "unused" {
    days = 0
  }
  mock "step.open" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside" {
    findings = []
    more     = false
  }

  outcome = "failed"
  by      = "check.watched_unused"
}

test "there is more than was looked at" {
  runbook = "aws-unused-access"
  trigger = "daily"

  mock "step.analyzers" {
    external = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
    unused   = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused", name = "unused", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
  }
  mock "step.period" "unused" {
    days = 90
  }
  mock "step.open" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside" {
    findings = []
    more     = true
  }
  mock "step.idle" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused" {
    findings = []
    more     = false
  }

  outcome = "failed"
  by      = "check.all_seen"
}

test "a policy cannot be read" {
  runbook = "aws-unused-access"
  trigger = "daily"

  mock "step.analyzers" {
    external = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
    unused   = [{ arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused", name = "unused", since = "2025-06-01T07:00:00Z", active = true, organization = true }]
  }
  mock "step.period" "unused" {
    days = 90
  }
  mock "step.open" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside" {
    findings = [{ since = "2026-01-04T07:00:00Z", type = "ExternalAccess", resource = "AWS::KMS::Key", broken = true }]
    more     = false
  }
  mock "step.idle" "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused" {
    findings = []
    more     = false
  }

  outcome = "failed"
  by      = "check.all_seen"
}

test "somebody without a role is turned away" {
  runbook   = "aws-unused-access"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
  by      = "access"
}
