test "it adapts" {
  runbook = "traffic-drill"
  trigger = "daily"

  mock "step.usual" {
    limit = 50
  }

  mock "step.important" {
    limit = 200
  }

  mock "step.lowered" {
    limit = 5
  }

  mock "step.untouched" {
    limit = 200
  }

  mock "step.raised" {
    limit = 50
  }

  outcome = "passed"
  ran     = ["step.important", "step.usual", "step.mark", "step.lowered", "step.untouched", "step.unmark", "step.raised"]
}

test "nothing happens" {
  runbook = "traffic-drill"
  trigger = "daily"

  mock "step.usual" {
    limit = 50
  }

  mock "step.important" {
    limit = 200
  }

  mock "step.lowered" {
    limit = 50
  }

  mock "step.untouched" {
    limit = 200
  }

  mock "step.raised" {
    limit = 50
  }

  outcome = "failed"
  by      = "check.lowered"
}

test "all is cut off" {
  runbook = "traffic-drill"
  trigger = "daily"

  mock "step.usual" {
    limit = 50
  }

  mock "step.important" {
    limit = 200
  }

  mock "step.lowered" {
    limit = 0
  }

  mock "step.untouched" {
    limit = 200
  }

  mock "step.raised" {
    limit = 50
  }

  outcome = "failed"
  by      = "check.lowered"
}

test "what matters suffers" {
  runbook = "traffic-drill"
  trigger = "daily"

  mock "step.usual" {
    limit = 50
  }

  mock "step.important" {
    limit = 200
  }

  mock "step.lowered" {
    limit = 5
  }

  mock "step.untouched" {
    limit = 100
  }

  mock "step.raised" {
    limit = 50
  }

  outcome = "failed"
  by      = "check.important_first"
}

test "it does not come back" {
  runbook = "traffic-drill"
  trigger = "daily"

  mock "step.usual" {
    limit = 50
  }

  mock "step.important" {
    limit = 200
  }

  mock "step.lowered" {
    limit = 5
  }

  mock "step.untouched" {
    limit = 200
  }

  mock "step.raised" {
    limit = 5
  }

  outcome = "failed"
  by      = "check.raised"
}

test "it cannot be seen, and the mark is taken away" {
  runbook = "traffic-drill"
  trigger = "daily"

  mock "step.usual" {
    limit = 50
  }

  mock "step.important" {
    limit = 200
  }

  mock "step.lowered" {
    fails = "503"
  }

  outcome = "failed"
  by      = "step.lowered"
}

test "there is no limit" {
  runbook = "traffic-drill"
  trigger = "daily"

  mock "step.usual" {
    limit = 0
  }

  mock "step.important" {
    limit = 200
  }

  outcome = "failed"
  by      = "step.usual.limited"
}

test "somebody without a role is turned away" {
  runbook   = "traffic-drill"
  trigger   = "by_hand"
  requester = "mallory"

  person "mallory" {
    roles = []
  }

  outcome = "blocked"
}
