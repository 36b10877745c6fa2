test "new columns get a label" {
  runbook = "label-columns"
  trigger = "weekly"

  mock "step.new" {
    count = 4
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 90
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 100
    wrong   = []
  }

  outcome  = "passed"
  ran      = ["step.new", "step.labels", "step.review"]
  evidence = { columns = 100, labelled = 90, new = 4, wrong = 0 }
}

test "too few have one" {
  runbook = "label-columns"
  trigger = "weekly"

  mock "step.new" {
    count = 4
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 70
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 100
    wrong   = []
  }

  outcome = "failed"
  by      = "check.labelled"
}

test "a label is too mild" {
  runbook = "label-columns"
  trigger = "weekly"

  mock "step.new" {
    count = 4
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 90
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 100
    wrong   = [{ name = "public.customers.note", class = "personal", labelled = "internal" }, ]
  }

  outcome = "failed"
  by      = "check.reviewed"
}

test "nothing was looked at" {
  runbook = "label-columns"
  trigger = "weekly"

  mock "step.new" {
    count = 4
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 90
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    columns = 0
    wrong   = []
  }

  outcome = "failed"
  by      = "check.reviewed"
}

test "the look fails, and the labels are taken back" {
  runbook = "label-columns"
  trigger = "weekly"

  mock "step.new" {
    count = 4
  }

  mock "step.labels" {
    tables           = 10
    tables_labelled  = 6
    columns          = 100
    columns_labelled = 90
    other_words      = 0
    oldest           = 3
  }

  mock "step.review" {
    fails = "denied"
  }

  outcome = "failed"
  by      = "step.review"
}

test "somebody without a role is turned away" {
  runbook   = "label-columns"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
