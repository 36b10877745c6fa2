runbook "unauthorised-aws-calls" {
  language = 1
  title    = "An access key of AWS does what it should not"
  owner    = role.security
  timeout  = "2d"
  summary  = <<-EOT
    For an access key of AWS with which somebody does strange things. Lists what was done with it and from where, and asks those
    who would know whether that was us. If not, a commander says yes, and the key is disabled. Then AWS must show
    that it opens nothing, and that nothing more was done with it.
  EOT

  concurrency {
    key = input.key
  }
}

satisfies "nist-sp-800-53" {
  controls = ["AC-2(13)", "AU-6", "IR-4"]
}

trigger "event" "alarm" {
  type = "unauthorised-aws-calls"
  map = {
    key  = trigger.event.key
    seen = trigger.event.seen
  }
}

trigger "manual" "form" {}

access {
  who = [role.security, role.engineers]
}

input "key" {
  type        = string
  title       = "ID of the access key, from its fifth letter on"
  pattern     = "[A-Z0-9]{12,124}"
  example     = "IOSFODNN7EXAMPLE"
  description = "It stands in CloudTrail beside what was done, and begins with AKIA: leave those four away, since scanners take the whole for a secret. The secret of the key is longer: never write that anywhere."
}

input "seen" {
  type       = string
  title      = "What was seen"
  max_length = 200
}

use "aws_cloudtrail" {
  allow = ["aws_cloudtrail.list_key_use"]
}

use "aws_iam" {
  allow = ["aws_iam.find_key", "aws_iam.get_key", "aws_iam.disable_key"]
}

locals {
  places  = distinct([for c in step.use.calls : c.from])
  refused = [for c in step.use.calls : c if !c.allowed]
  deeds   = distinct([for c in step.use.calls : c.event])
  late    = [for c in step.since.calls : c.at if c.allowed && !before(c.at, phase.contain.ended_at)]
}

phase "find" {
  title = "Find the key, and what was done with it"

  step "aws_iam.find_key" "owner" {
    title  = "Find out whose the key is"
    key_id = "AKIA${input.key}"
  }

  step "aws_iam.get_key" "key" {
    title  = "Look whether it opens anything"
    user   = step.owner.user
    key_id = "AKIA${input.key}"

    expect "active" {
      condition = self.found && self.active
      message   = "The key is not there, or disabled already: nothing was changed. Compare its ID with CloudTrail."
    }
  }

  step "aws_cloudtrail.list_key_use" "use" {
    title   = "List what was done with it"
    key_id  = "AKIA${input.key}"
    timeout = "10m"
  }
}

phase "judge" {
  title = "Ask whether that was us"
  after = [phase.find]

  ask "judge" {
    to       = [role.engineers, role.security]
    question = "With the key of ${step.owner.user} the last ${length(step.use.calls)} calls were made, of which ${length(local.refused)} were refused. Seen: ${input.seen}. Look at the places below, and ask the program's owner. Were these calls ours?"
    timeout  = "4h"
    second   = [role.security]

    show {
      title = "From where, and how often"
      text  = "What was done: ${join(", ", local.deeds)}"
      table = [for p in local.places : { address = p, calls = length([for c in step.use.calls : c.at if c.from == p]) }]
    }
    answer "verdict" {
      type   = string
      title  = "Whose calls"
      one_of = ["ours", "not ours", "nobody can tell"]
    }
  }
}

phase "contain" {
  title = "Disable the key"
  after = [phase.judge]
  when  = ask.judge.verdict != "ours"

  approval "commander" {
    from    = [role.incident_commanders]
    min     = 1
    timeout = "1h"

    show {
      title = "Disable the key of ${step.owner.user}?"
      text  = "Asked whose calls these were, two people said: ${ask.judge.verdict}. Whatever works with it stops until it has a new one, or somebody enables this one again."
    }
  }

  step "aws_iam.disable_key" "disable" {
    title  = "Disable the key"
    needs  = [approval.commander]
    user   = step.owner.user
    key_id = "AKIA${input.key}"

    retry {
      max   = 3
      delay = "5s"
    }
  }

  step "aws_iam.get_key" "after" {
    title  = "Look again"
    needs  = [step.disable]
    user   = step.owner.user
    key_id = "AKIA${input.key}"
  }
}

phase "prove" {
  title = "Wait whether anything more is done with it"
  after = [phase.contain]
  when  = ask.judge.verdict != "ours"

  step "wait.until" "later" {
    title         = "Wait for CloudTrail to catch up"
    until         = "20m"
    give_up_after = "25m"
  }

  step "aws_cloudtrail.list_key_use" "since" {
    title  = "List what was done with it since"
    needs  = [step.later]
    key_id = "AKIA${input.key}"
  }
}

check "judged" {
  condition = contains(["ours", "not ours"], ask.judge.verdict)
  message   = "Nobody can tell whose calls these were. The key was disabled all the same."
  severity  = "medium"
  remedy    = "Find out what was done, by the list in CloudTrail, and treat it as done by a stranger. Give programs roles instead of keys."
}

check "disabled" {
  condition = ask.judge.verdict == "ours" || step.after.found && !step.after.active
  message   = "AWS does not show the key as disabled."
  severity  = "high"
  remedy    = "Disable it by hand in IAM, at the page of the user, under Security credentials. Then start the runbook again."
}

check "silent" {
  condition = ask.judge.verdict == "ours" || length(local.late) == 0
  message   = "Something was still done with the key after it was disabled."
  severity  = "high"
  remedy    = "Whoever had the key made a session with it that lives on: attach AWSDenyAll to its user until tomorrow, and start again."
}

check "all_seen" {
  condition = !step.use.more
  message   = "More was done with the key than the 50 calls that were looked at."
  severity  = "low"
  remedy    = "Look at the rest in CloudTrail, under Event history, by the ID of the key."
}

evidence "verdict" {
  value       = ask.judge.verdict
  description = "whose calls these were, as two people said"
}

evidence "calls" {
  value       = length(step.use.calls)
  description = "how many calls were made with the key, 50 at most"
}

evidence "places" {
  value       = length(local.places)
  description = "from how many addresses"
}

evidence "refused" {
  value       = length(local.refused)
  description = "how many of them AWS refused"
}

evidence "time_to_judge" {
  value       = phase.judge.duration
  description = "seconds until two people had said whose calls these were"
}

evidence "time_to_contain" {
  value       = phase.contain.duration
  description = "seconds from the question to the commander until AWS said that the key is disabled"
}

result {
  title = "The access key"
  text  = "These calls were: ${ask.judge.verdict}. What was done stands in CloudTrail, under Event history: search for the ID of the key."
}
