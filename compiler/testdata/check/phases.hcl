runbook "phases" {
  language  = 1
  title     = "Look around"
  owner     = role.security
  finish_by = "2h" # ERROR RB3007 "finish_by is shorter than somebody is waited for"

  concurrency {
    key = step.person.text # ERROR RB2006 "step is not known yet: this is judged before the run begins"
  }
}

use "shop" {
  allow = ["POST /stop/*"]
}

locals {
  found = step.person.exists
  none  = phase.contain["shop"].step.stop.state # ERROR RB2003 "http.request gives no state"
}

phase "look" {
  after = [phase.lok] # ERROR RB2002 "There is no phase called lok"
  limit = 3 # ERROR RB3016 "limit is about the items of a phase"

  step "file.read" "person" {
    path = "/people"
    when = check.last.passed # ERROR RB2006 "known only after all steps"
  }

  step "file.read" "again" {
    path  = "/again"
    needs = [check.last] # ERROR RB2006 "The check last stands outside phases"
  }

  check "there" {
    condition = step.person.exists && check.last.passed # ERROR RB2006 "known only after all steps"
    message   = "There is none."
  }
}

phase "contain" {
  for_each = org.sites
  by       = "host" # ERROR RB3005 "by is for lists"
  when     = each.value.tier # ERROR RB3004 "when is true or false"

  step "http.request" "stop" {
    connection = connection.shop
    method     = "POST"
    path       = "/stop/${each.value.host}"
    when       = check.there.passed && local.found

    undo "none" {
      reason = "It starts again by itself."
    }
  }

  step "file.read" "notes" {
    for_each = ["a", "b"]
    path     = "/notes/${each.value}"
    when     = each.value.tier == 1 # ERROR RB2003 "has no parts"
    needs    = [step.stop]
  }

  on_failure {
    undo   = "none"
    notify = [notify.channel] # ERROR RB2002 "There is no notify called channel"
  }
}

phase "recover" {
  runs_on  = ["self hosted"] # ERROR RB3024 "cannot be a label of a machine"
  parallel = 2 # ERROR RB3016 "parallel is about the items of a phase"

  ask "call" {
    to       = [role.security]
    question = step.stop.status # ERROR RB2006 "step.stop is there once for each item of the phase contain"
    timeout  = "8h"

    answer "reached" {
      type = bool
    }
    answer "how" {
      type   = strng # ERROR RB3019 "An answer cannot have the type strng"
      one_of = ["phone"]
    }
    answer "times" {
      type    = number
      pattern = "[0-9]" # ERROR RB3012 "pattern is no rule for an input that is a number"
    }
    answer "minutes" {
      type = number
      min  = 10 # ERROR RB3012 "min is greater than max"
      max  = 3
    }
    answer "outcome" { # ERROR RB1042 "cannot be called outcome"
      type = string
    }
  }

  step "file.read" "after" {
    path = "/after"
    when = ask.call.reached == "yes" # ERROR RB3003 "never a text"
  }
}

check "last" {
  condition = ask.call.reached && phase.look.duration < 60 && phase.contain["shop"].step.stop.status == 200
  message   = "It is not, by ${ask.call.answered}." # ERROR RB2003 "gives no answered"
}

evidence "who" {
  value = ask.call.answered_by # WARNING RB6004 "ask.call.answered_by"
}

evidence "none" {
  value = local.none
}

result {
  table = step.person.exists # ERROR RB3001 "table takes a list of maps"
}

waivable "lasst" { # ERROR RB2002 "There is no check called lasst"
  max_for = "never" # ERROR RB3007 "max_for is not a length of time"
}
