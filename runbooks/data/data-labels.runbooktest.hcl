test "more than half do" {
  runbook   = "data-labels"
  trigger   = "by_hand"
  requester = "lin"

  person "lin" {
    roles = ["security"]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 90
    other_words      = 0
    oldest           = 3
  }

  answer "sample" {
    by     = "grace"
    values = { fit = true, wrong = 1 }
  }

  outcome  = "passed"
  evidence = { tables = 10, labelled = 6, wrong = 1 }
}

test "few do" {
  runbook   = "data-labels"
  trigger   = "by_hand"
  requester = "lin"

  person "lin" {
    roles = ["security"]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 4
    columns          = 100
    columns_labelled = 90
    other_words      = 0
    oldest           = 3
  }

  answer "sample" {
    by     = "grace"
    values = { fit = true, wrong = 1 }
  }

  outcome = "failed"
  by      = "check.labelled"
}

test "there are no tables" {
  runbook   = "data-labels"
  trigger   = "by_hand"
  requester = "lin"

  person "lin" {
    roles = ["security"]
  }

  mock "step.labels" {
    tables           = 0
    tables_labelled  = 0
    columns          = 100
    columns_labelled = 90
    other_words      = 0
    oldest           = 3
  }

  answer "sample" {
    by     = "grace"
    values = { fit = true, wrong = 1 }
  }

  outcome = "failed"
  by      = "check.labelled"
}

test "a word of somebody alone" {
  runbook   = "data-labels"
  trigger   = "by_hand"
  requester = "lin"

  person "lin" {
    roles = ["security"]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 90
    other_words      = 1
    oldest           = 3
  }

  answer "sample" {
    by     = "grace"
    values = { fit = true, wrong = 1 }
  }

  outcome = "failed"
  by      = "check.our_words"
}

test "the labels do not fit" {
  runbook   = "data-labels"
  trigger   = "by_hand"
  requester = "lin"

  person "lin" {
    roles = ["security"]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 90
    other_words      = 0
    oldest           = 3
  }

  answer "sample" {
    by     = "grace"
    values = { fit = true, wrong = 3 }
  }

  outcome = "failed"
  by      = "check.sampled"
}

test "nobody looks" {
  runbook   = "data-labels"
  trigger   = "by_hand"
  requester = "lin"

  person "lin" {
    roles = ["security"]
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 90
    other_words      = 0
    oldest           = 3
  }

  outcome = "blocked"
  by      = "ask.sample"
}

test "the database does not say" {
  runbook   = "data-labels"
  trigger   = "by_hand"
  requester = "lin"

  person "lin" {
    roles = ["security"]
  }

  mock "step.labels" {
    fails = "denied"
  }

  outcome = "failed"
  by      = "step.labels"
}

test "somebody without a role is turned away" {
  runbook   = "data-labels"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
