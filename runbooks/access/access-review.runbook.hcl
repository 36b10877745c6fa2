runbook "access-review" {
  language = 1
  title    = "Should these people still have access?"
  owner    = role.security
  timeout  = "16d"
  summary  = <<-EOT
    Every month the managers see who is in a group of Okta, and name those who no longer need it. Those are taken out, and
    it looks again whether they are gone. Where nobody answers within two weeks, nobody has reviewed, and the run says so.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2", "AC-6(7)"]
  fresh_for = "60d"
}

trigger "schedule" "monthly" {
  cron = "0 8 5 * *"
}

trigger "manual" "form" {}

access {
  who = [role.security, role.managers]
}

use "okta" {
  allow = ["okta.list_group_members", "okta.remove_from_group"]
}

locals {
  gone = [for u in step.before.users : u if contains(ask.review.remove, u.login)]
  left = [for u in step.after.users : u if contains(ask.review.remove, u.login)]
}

step "okta.list_group_members" "before" {
  title    = "Look who is in the group"
  group_id = org.reviewed_group

  expect "plausible" {
    condition = self.count > 0 && self.count <= 200
    message   = "The group has ${self.count} members; a review needs 1 to 200. Look whether org.reviewed_group is the right one."
  }
}

ask "review" {
  needs    = [step.before]
  to       = [role.managers]
  question = "Who of these no longer needs this access?"
  timeout  = "14d"

  show {
    title = "Members of the group"
    table = [for u in step.before.users : { login = u.login, account = u.status }]
  }
  answer "looked" {
    type  = bool
    title = "I know these people, or asked somebody who does"
  }
  answer "remove" {
    type  = list(string)
    title = "Logins to take out, one a line; none if all may stay"
  }
}

step "okta.remove_from_group" "remove" {
  title    = "Take them out"
  needs    = [ask.review]
  for_each = local.gone
  by       = "login"
  limit    = 50
  group_id = org.reviewed_group
  user_id  = each.value.id

  retry {
    max   = 3
    delay = "2s"
  }
}

step "okta.list_group_members" "after" {
  title    = "Look again"
  needs    = [step.remove]
  group_id = org.reviewed_group
}

check "looked" {
  condition = ask.review.looked
  message   = "The managers do not know these people."
  severity  = "medium"
  remedy    = "Ask the managers of those people, then start the review again."
}

check "named_are_members" {
  condition = length(local.gone) == length(distinct(ask.review.remove))
  message   = "A login that was to be taken out is not in the group; it may be mistyped."
  severity  = "high"
  remedy    = "Start the review again, and copy the logins from its table."
}

check "removed" {
  condition = length(local.left) == 0
  message   = "${length(local.left)} who were to be taken out are still in the group."
  severity  = "high"
  remedy    = "Take them out in Okta: a rule of the group may put them in again by itself."
}

evidence "members" {
  value       = step.before.count
  description = "how many were in the group"
}

evidence "removed" {
  value       = length([for s in step.remove : s if s.outcome == "passed"])
  description = "how many were taken out"
}

result {
  title = "The review"
  text  = "${length([for s in step.remove : s if s.outcome == "passed"])} of ${step.before.count} were taken out."
}
