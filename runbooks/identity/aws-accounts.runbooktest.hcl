test "every control is kept, one by leave" {
  runbook = "aws-accounts"
  trigger = "daily"

  mock "step.trails" {
    trails = [{ arn = "arn:aws:cloudtrail:eu-west-1:1:trail/all", everywhere = true, organization = true, validated = true, encrypted = true }]
  }
  mock "step.written" "arn:aws:cloudtrail:eu-west-1:1:trail/all" {
    logging   = true
    delivered = 1767596000
    broken    = false
  }
  mock "step.regions" {
    aggregators = ["arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"]
  }
  mock "step.failed" "CloudTrail.1" {
    findings = [{ account = "111111111111", region = "eu-west-1", status = "FAILED", suppressed = true }]
    more     = false
  }
  mock "step.passed" "CloudTrail.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "GuardDuty.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "GuardDuty.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.6" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.6" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.8" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }

  outcome  = "passed"
  evidence = { controls = 10, failing = 0, suppressed = 1 }
}

test "the trail is written no more" {
  runbook = "aws-accounts"
  trigger = "daily"

  mock "step.trails" {
    trails = [{ arn = "arn:aws:cloudtrail:eu-west-1:1:trail/all", everywhere = true, organization = true, validated = true, encrypted = true }]
  }
  mock "step.written" "arn:aws:cloudtrail:eu-west-1:1:trail/all" {
    logging   = true
    delivered = 1700000000
    broken    = false
  }
  mock "step.regions" {
    aggregators = ["arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"]
  }
  mock "step.failed" "CloudTrail.1" {
    findings = [{ account = "111111111111", region = "eu-west-1", status = "FAILED", suppressed = true }]
    more     = false
  }
  mock "step.passed" "CloudTrail.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "GuardDuty.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "GuardDuty.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.6" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.6" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.8" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }

  outcome  = "failed"
  by       = "check.written_down"
  evidence = { trails = 0, controls = 10, failing = 0, suppressed = 1 }
}

test "one fails" {
  runbook = "aws-accounts"
  trigger = "daily"

  mock "step.trails" {
    trails = [{ arn = "arn:aws:cloudtrail:eu-west-1:1:trail/all", everywhere = true, organization = true, validated = true, encrypted = true }]
  }
  mock "step.written" "arn:aws:cloudtrail:eu-west-1:1:trail/all" {
    logging   = true
    delivered = 1767596000
    broken    = false
  }
  mock "step.regions" {
    aggregators = ["arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"]
  }
  mock "step.failed" "CloudTrail.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "GuardDuty.1" {
    findings = [{ account = "111111111111", region = "eu-west-1", status = "FAILED", suppressed = false }]
    more     = false
  }
  mock "step.passed" "GuardDuty.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.6" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.6" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.8" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }

  outcome  = "failed"
  by       = "check.none_fails"
  evidence = { controls = 10, failing = 1 }
}

test "one fails so often that nobody can count it" {
  runbook = "aws-accounts"
  trigger = "daily"

  mock "step.trails" {
    trails = [{ arn = "arn:aws:cloudtrail:eu-west-1:1:trail/all", everywhere = true, organization = true, validated = true, encrypted = true }]
  }
  mock "step.written" "arn:aws:cloudtrail:eu-west-1:1:trail/all" {
    logging   = true
    delivered = 1767596000
    broken    = false
  }
  mock "step.regions" {
    aggregators = ["arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"]
  }
  mock "step.failed" "CloudTrail.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "GuardDuty.1" {
    findings = [{ account = "111111111111", region = "eu-west-1", status = "FAILED", suppressed = true }]
    more     = true
  }
  mock "step.passed" "GuardDuty.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.6" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.6" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.8" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }

  outcome = "failed"
  by      = "check.none_fails"
}

test "one was never judged" {
  runbook = "aws-accounts"
  trigger = "daily"

  mock "step.trails" {
    trails = [{ arn = "arn:aws:cloudtrail:eu-west-1:1:trail/all", everywhere = true, organization = true, validated = true, encrypted = true }]
  }
  mock "step.written" "arn:aws:cloudtrail:eu-west-1:1:trail/all" {
    logging   = true
    delivered = 1767596000
    broken    = false
  }
  mock "step.regions" {
    aggregators = ["arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"]
  }
  mock "step.failed" "CloudTrail.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.1" {
    findings = []
    more     = false
  }
  mock "step.failed" "GuardDuty.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "GuardDuty.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.6" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.6" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.8" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }

  outcome  = "failed"
  by       = "check.seen"
  evidence = { controls = 9 }
}

test "one region alone" {
  runbook = "aws-accounts"
  trigger = "daily"

  mock "step.trails" {
    trails = [{ arn = "arn:aws:cloudtrail:eu-west-1:1:trail/all", everywhere = true, organization = true, validated = true, encrypted = true }]
  }
  mock "step.written" "arn:aws:cloudtrail:eu-west-1:1:trail/all" {
    logging   = true
    delivered = 1767596000
    broken    = false
  }
  mock "step.regions" {
    aggregators = []
  }
  mock "step.failed" "CloudTrail.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "GuardDuty.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "GuardDuty.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.6" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.6" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.8" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }

  outcome = "failed"
  by      = "check.all_regions"
}

test "there is nothing to judge for some" {
  runbook = "aws-accounts"
  trigger = "daily"

  mock "step.trails" {
    trails = [{ arn = "arn:aws:cloudtrail:eu-west-1:1:trail/all", everywhere = true, organization = true, validated = true, encrypted = true }]
  }
  mock "step.written" "arn:aws:cloudtrail:eu-west-1:1:trail/all" {
    logging   = true
    delivered = 1767596000
    broken    = false
  }
  mock "step.regions" {
    aggregators = ["arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"]
  }
  mock "step.failed" "CloudTrail.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "GuardDuty.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "GuardDuty.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.4" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "IAM.6" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.6" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "CloudTrail.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.2" {
    findings = []
    more     = false
  }
  mock "step.failed" "CloudTrail.4" {
    findings = []
    more     = false
  }
  mock "step.passed" "CloudTrail.4" {
    findings = []
    more     = false
  }
  mock "step.failed" "IAM.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.3" {
    findings = []
    more     = false
  }
  mock "step.failed" "IAM.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.5" {
    findings = []
    more     = false
  }
  mock "step.failed" "IAM.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "IAM.8" {
    findings = []
    more     = false
  }

  outcome  = "passed"
  evidence = { controls = 5 }
}

test "somebody without a role is turned away" {
  runbook   = "aws-accounts"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
