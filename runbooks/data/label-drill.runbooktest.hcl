test "they do" {
  runbook   = "label-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { kinds = ["text", "json"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.corpus" {
    kinds = [
      { kind = "json", samples = 20, found = 20, wrong = 0 },
      { kind = "text", samples = 20, found = 19, wrong = 1 },
    ]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 100
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 100
    wrong   = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "passed"
}

test "a kind without samples" {
  runbook   = "label-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { kinds = ["text", "json"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.corpus" {
    kinds = [
      { kind = "text", samples = 20, found = 20, wrong = 0 },
    ]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 100
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 100
    wrong   = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "check.every_kind"
}

test "too few samples" {
  runbook   = "label-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { kinds = ["text", "json"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.corpus" {
    kinds = [
      { kind = "json", samples = 5, found = 5, wrong = 0 },
      { kind = "text", samples = 20, found = 20, wrong = 0 },
    ]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 100
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 100
    wrong   = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "check.every_kind"
}

test "samples are not seen" {
  runbook   = "label-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { kinds = ["text", "json"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.corpus" {
    kinds = [
      { kind = "json", samples = 20, found = 10, wrong = 10 },
      { kind = "text", samples = 20, found = 20, wrong = 0 },
    ]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 100
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 100
    wrong   = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "check.seen"
}

test "a column without a label" {
  runbook   = "label-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { kinds = ["text", "json"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.corpus" {
    kinds = [
      { kind = "json", samples = 20, found = 20, wrong = 0 },
      { kind = "text", samples = 20, found = 19, wrong = 1 },
    ]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 99
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 100
    wrong   = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "check.every_column"
}

test "a bucket that nobody searches" {
  runbook   = "label-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { kinds = ["text", "json"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.corpus" {
    kinds = [
      { kind = "json", samples = 20, found = 20, wrong = 0 },
      { kind = "text", samples = 20, found = 19, wrong = 1 },
    ]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 100
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 100
    wrong   = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:s3:::b", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "check.every_bucket"
}

test "Macie looks at half of it" {
  runbook   = "label-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { kinds = ["text", "json"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.corpus" {
    kinds = [
      { kind = "json", samples = 20, found = 20, wrong = 0 },
      { kind = "text", samples = 20, found = 19, wrong = 1 },
    ]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 100
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 100
    wrong   = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 50 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "check.every_bucket"
}

test "there is no corpus" {
  runbook   = "label-drill"
  trigger   = "by_hand"
  requester = "grace"
  inputs    = { kinds = ["text", "json"] }

  person "grace" {
    roles = ["security"]
  }

  mock "step.corpus" {
    fails = "setting"
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 100
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 100
    wrong   = []
  }

  mock "step.cloud" {
    stores = [
      { id = "arn:aws:s3:::a", kind = "bucket", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
      { id = "arn:aws:rds:eu:1:db:d", kind = "database", class = "internal", owner = "shop", encrypted = true, closed = true, insiders = true, only_tls = true, redundant = true, history = 30, adapts = true },
    ]
  }

  mock "step.search" {
    jobs = [
      { name = "all", scheduled = true, running = true, hours = 5, failed = false, sample = 100 },
    ]
    buckets = ["a"]
  }

  outcome = "failed"
  by      = "step.corpus"
}

test "somebody without a role is turned away" {
  runbook   = "label-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
