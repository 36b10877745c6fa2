test "every control is kept, one by leave" {
  runbook = "aws-data"
  trigger = "daily"

  mock "step.regions" {
    aggregators = ["arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"]
  }
  mock "step.failed" "EC2.7" {
    findings = [{ account = "111111111111", region = "eu-west-1", status = "FAILED", suppressed = true }]
    more     = false
  }
  mock "step.passed" "EC2.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "EC2.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "EC2.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "KMS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "KMS.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.8" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }

  outcome  = "passed"
  evidence = { controls = 13, failing = 0, suppressed = 1 }
}

test "one fails" {
  runbook = "aws-data"
  trigger = "daily"

  mock "step.regions" {
    aggregators = ["arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"]
  }
  mock "step.failed" "EC2.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.1" {
    findings = [{ account = "111111111111", region = "eu-west-1", status = "FAILED", suppressed = false }]
    more     = false
  }
  mock "step.passed" "S3.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "EC2.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "EC2.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "KMS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "KMS.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.8" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }

  outcome  = "failed"
  by       = "check.none_fails"
  evidence = { controls = 13, failing = 1 }
}

test "one fails so often that nobody can count it" {
  runbook = "aws-data"
  trigger = "daily"

  mock "step.regions" {
    aggregators = ["arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"]
  }
  mock "step.failed" "EC2.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.1" {
    findings = [{ account = "111111111111", region = "eu-west-1", status = "FAILED", suppressed = true }]
    more     = true
  }
  mock "step.passed" "S3.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "EC2.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "EC2.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "KMS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "KMS.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.8" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }

  outcome = "failed"
  by      = "check.none_fails"
}

test "one was never judged" {
  runbook = "aws-data"
  trigger = "daily"

  mock "step.regions" {
    aggregators = ["arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"]
  }
  mock "step.failed" "EC2.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.7" {
    findings = []
    more     = false
  }
  mock "step.failed" "S3.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "EC2.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "EC2.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "KMS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "KMS.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.8" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }

  outcome  = "failed"
  by       = "check.seen"
  evidence = { controls = 12 }
}

test "one region alone" {
  runbook = "aws-data"
  trigger = "daily"

  mock "step.regions" {
    aggregators = []
  }
  mock "step.failed" "EC2.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "EC2.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "EC2.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "KMS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "KMS.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "RDS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.2" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.3" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.5" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.8" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }

  outcome = "failed"
  by      = "check.all_regions"
}

test "there is nothing to judge for some" {
  runbook = "aws-data"
  trigger = "daily"

  mock "step.regions" {
    aggregators = ["arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"]
  }
  mock "step.failed" "EC2.7" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.7" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "S3.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.1" {
    findings = [{ account = "222222222222", region = "eu-west-1", status = "PASSED", suppressed = false }]
    more     = false
  }
  mock "step.failed" "EC2.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.1" {
    findings = []
    more     = false
  }
  mock "step.failed" "EC2.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "EC2.3" {
    findings = []
    more     = false
  }
  mock "step.failed" "KMS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.3" {
    findings = []
    more     = false
  }
  mock "step.failed" "KMS.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "KMS.5" {
    findings = []
    more     = false
  }
  mock "step.failed" "RDS.1" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.1" {
    findings = []
    more     = false
  }
  mock "step.failed" "RDS.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.2" {
    findings = []
    more     = false
  }
  mock "step.failed" "RDS.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "RDS.3" {
    findings = []
    more     = false
  }
  mock "step.failed" "S3.2" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.2" {
    findings = []
    more     = false
  }
  mock "step.failed" "S3.3" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.3" {
    findings = []
    more     = false
  }
  mock "step.failed" "S3.5" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.5" {
    findings = []
    more     = false
  }
  mock "step.failed" "S3.8" {
    findings = []
    more     = false
  }
  mock "step.passed" "S3.8" {
    findings = []
    more     = false
  }

  outcome  = "passed"
  evidence = { controls = 2 }
}

test "somebody without a role is turned away" {
  runbook   = "aws-data"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
