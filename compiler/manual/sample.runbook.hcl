runbook "sample" {
  language = 1
  title    = "One part of each kind"
  owner    = role.operators
}

trigger "manual" "form" {}

access {
  who = [role.operators]
}

phase "act" {
  approval "people" {
    from = [role.operators]
  }

  ask "person" {
    to       = [role.operators]
    question = "Is it there?"
    timeout  = "1h"

    answer "sure" {
      type = bool
    }
  }

  step "wait.until" "look" {
    needs = [approval.people]
    until = "1m"

    expect "fine" {
      condition = ASKED_SELF
      message   = "No."
    }
  }
}

check "each" {
  for_each  = ["one"]
  condition = ASKED_EACH
  message   = "No."
}

check "fine" {
  condition = true
  message   = "No."
}

check "asked" {
  condition = ASKED_
  message   = "No."
}
