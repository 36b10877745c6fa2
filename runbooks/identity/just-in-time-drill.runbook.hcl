runbook "just-in-time-drill" {
  language = 1
  title    = "Does access come when it is needed, and go by itself?"
  owner    = role.security
  timeout  = "1h"
  summary  = <<-EOT
    Looks every day at the groups that people may be in for some hours. Nobody may be in one for longer, each opens one
    application, and nobody comes to it in another way. Then the account for rehearsals goes into a group of
    its own. An hour later it must be out again by itself, and the next morning this is looked at.
  EOT

  concurrency {
    key = "drill"
  }
}

satisfies "cisa-ztmm" {
  function  = "identity.access-management"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(2)", "AC-2(6)", "AC-6", "AC-6(2)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "30 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "okta" {
  allow = [
    "okta.get_user", "okta.list_group_members", "okta.list_joins", "okta.list_group_apps", "okta.list_app_access", "okta.list_app_groups",
    "okta.add_to_group",
  ]
}

# Of each group: how many are in it, and how many of them did not come within the last 12 hours.
locals {
  inside   = { for name, s in step.members : name => distinct([for u in s.users : u.id]) }
  came     = { for name, s in step.joins : name => distinct([for j in s.joins : j.user]) }
  standing = sum([for name, ids in local.inside : length(distinct(concat(ids, local.came[name]))) - length(local.came[name])])
  by_hand  = flatten([for s in step.joins : [for j in s.joins : j.at if !j.program]])
  broad    = [for name, s in step.opens : name if length(s.apps) != 1]
  past     = [for name, s in step.alone : name if length(s.alone) > 0]
  doors    = [for name, s in step.doors : name if length(s.groups) != 1]
}

step "okta.list_group_members" "members" {
  title    = "List who is in each group now"
  for_each = org.temporary_groups
  group_id = each.value
}

step "okta.list_joins" "joins" {
  title    = "List who came within the last 12 hours"
  for_each = org.temporary_groups
  group_id = each.value
  since    = addtime(run.started_at, "-12h")
  until    = addtime(run.started_at, "1h")
}

step "okta.list_group_apps" "opens" {
  title    = "List what each group opens"
  for_each = org.temporary_groups
  group_id = each.value
}

step "okta.list_app_access" "alone" {
  title    = "List who comes to those applications without a group"
  for_each = org.temporary_apps
  app_id   = each.value
}

step "okta.list_app_groups" "doors" {
  title    = "List which groups open those applications"
  for_each = org.temporary_apps
  app_id   = each.value
}

step "okta.get_user" "drill" {
  title = "Look up the account for rehearsals"
  login = org.drill_account

  expect "there" {
    condition = self.found && self.status == "ACTIVE"
    message   = "Okta does not know the account for rehearsals, or it is not active: nothing was changed. Make the account that org.drill_account names, without any rights."
  }
}

step "okta.list_group_members" "before" {
  title    = "Look whether yesterday's access has ended"
  group_id = org.drill_group
}

step "okta.list_joins" "yesterday" {
  title    = "Look whether there was access yesterday that could end"
  group_id = org.drill_group
  since    = addtime(run.started_at, "-2d")
  until    = run.started_at
}

step "okta.add_to_group" "in" {
  title      = "Take the account into the group for an hour"
  needs      = [step.before, step.yesterday]
  group_id   = org.drill_group
  user_id    = step.drill.id
  undo_after = "1h"
}

step "okta.list_group_members" "after" {
  title    = "Look who is in the group now"
  needs    = [step.in]
  group_id = org.drill_group
}

check "seen" {
  condition = length(step.members) > 0 && length(step.alone) > 0
  message   = "No group or no application is named for access by the hour, so nothing was looked at."
  severity  = "high"
  remedy    = "Name both in org.temporary_groups and org.temporary_apps."
}

check "nobody_stays" {
  condition = local.standing == 0
  message   = "${local.standing} people have been in a group for longer than 12 hours. Nobody may stay."
  severity  = "high"
  remedy    = "Take them out in Okta. Whoever needs it asks for it by the runbooks temporary-access or on-call-access."
}

check "by_program" {
  condition = length(local.by_hand) == 0
  message   = "${length(local.by_hand)} times somebody was taken into a group by hand, past every rule."
  severity  = "high"
  remedy    = "Let only the token of the runbooks change these groups. Ask whoever did it, as the System Log of Okta says, why."
}

check "one_door" {
  condition = length(local.broad) == 0 && length(local.doors) == 0 && length(local.past) == 0
  message   = "${length(local.broad)} groups do not open exactly one application, ${length(local.doors)} applications are not opened by exactly one group, and to ${length(local.past)} somebody comes alone."
  severity  = "high"
  remedy    = "Give each application that matters one group of its own, and take away what people were assigned by name."
}

check "ended" {
  condition = !contains([for u in step.before.users : u.id], step.drill.id)
  message   = "The account for rehearsals is still in the group: yesterday's access did not end by itself."
  severity  = "high"
  remedy    = "Look at the runs of attestary due: what takes access back did not run. Nobody else's access has ended either."
}

check "began" {
  condition = contains([for j in step.yesterday.joins : j.user], step.drill.id)
  message   = "The account for rehearsals was not taken into the group within two days before, so there was nothing that could end."
  severity  = "medium"
  remedy    = "On the first day that is so. Let the runbook run again tomorrow; if it says so again, its schedule does not hold."
}

check "came" {
  condition = contains([for u in step.after.users : u.id], step.drill.id)
  message   = "The account for rehearsals was taken into the group, and Okta does not show it there."
  severity  = "medium"
  remedy    = "Look at the group in Okta: a rule of the group may have put the account out again."
}

evidence "groups" {
  value       = length(step.members)
  description = "how many groups people may be in for some hours"
}

evidence "inside" {
  value       = sum([for name, ids in local.inside : length(ids)])
  description = "how many were in one of them"
}

evidence "standing" {
  value       = local.standing
  description = "how many of those had come more than 12 hours before"
}

evidence "let_in" {
  value       = length(flatten([for s in step.joins : s.joins]))
  description = "how many times somebody was let in within 12 hours"
}

evidence "by_hand" {
  value       = length(local.by_hand)
  description = "how many times of those by hand"
}
