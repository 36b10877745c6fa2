runbook "entra-policy-drift" {
  language = 1
  title    = "Is a policy that somebody changed put back?"
  owner    = role.security
  timeout  = "2h"
  summary  = <<-EOT
    Every day, changes the name of a policy in Microsoft Entra that is switched off and only there for this. What writes the
    policies from their files must put it back within an hour. Looks besides that nothing else changed any policy.
  EOT

  concurrency {
    key = "drill-policy"
  }
}

satisfies "cisa-ztmm" {
  function  = "identity.governance"
  stage     = "advanced"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-3", "CM-6", "CM-6(1)", "CM-6(2)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "0 2 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "entra" {
  allow = ["entra.list_policies", "entra.list_policy_changes", "entra.get_policy", "entra.rename_policy"]
}

locals {
  others = [for c in step.changes.changes : c if c.by != org.policy_pipeline && c.policy != org.drill_policy.id]
  # In force is what asks, leaves out nobody but accounts for emergencies, and holds for everybody where it should.
  strict = [for p in step.live.policies : p if p.enforced && alltrue([for x in p.excluded : contains(org.emergency_principals, x)])]
  asked = {
    second_factor      = [for p in local.strict : p if p.second_factor || p.phishing_resistant]
    phishing_resistant = [for p in local.strict : p if p.phishing_resistant]
    managed_device     = [for p in local.strict : p if p.managed_device]
    blocks             = [for p in local.strict : p if p.blocks]
  }
}

phase "ready" {
  title = "Look whether it can begin"

  step "entra.get_policy" "before" {
    title     = "Look the policy of the drill up"
    timeout   = "2m"
    policy_id = org.drill_policy.id

    expect "harmless" {
      condition = self.state == "disabled" && self.name == org.drill_policy.name
      message   = "The policy of the drill is switched on, or has another name than in org.drill_policy: nothing was changed."
    }
  }

  step "entra.list_policies" "live" {
    title   = "Ask Entra what it enforces"
    timeout = "5m"
  }

  step "entra.list_policy_changes" "changes" {
    title   = "Ask who changed policies in two days"
    timeout = "5m"
    since   = addtime(run.started_at, "-2d")
  }
}

phase "repair" {
  title = "Change it, and wait for the repair"
  after = [phase.ready]

  step "entra.rename_policy" "drift" {
    title     = "Change the name"
    timeout   = "2m"
    policy_id = org.drill_policy.id
    name      = "${org.drill_policy.name}, changed by hand"

    undo "entra.rename_policy" {
      policy_id = org.drill_policy.id
      name      = org.drill_policy.name
    }
  }

  # Entra may answer for some seconds as if nothing had been changed. That would look like a repair.
  step "entra.get_policy" "changed" {
    title     = "Wait until the change is seen"
    needs     = [step.drift]
    timeout   = "5m"
    policy_id = org.drill_policy.id

    retry {
      max   = 24
      delay = "5s"
      while = self.name == org.drill_policy.name
    }
    expect "changed" {
      condition = self.name != org.drill_policy.name
      message   = "The change was never seen in Entra, so nothing was there to repair."
    }
  }

  step "entra.get_policy" "after" {
    title     = "Wait until it is put back"
    needs     = [step.changed]
    timeout   = "80m"
    policy_id = org.drill_policy.id

    retry {
      max   = 61
      delay = "1m"
      while = self.name != org.drill_policy.name
    }
    expect "put_back" {
      condition = self.name == org.drill_policy.name
      message   = "Nothing put the policy back within an hour."
    }
  }

  on_failure {
    undo = "reverse"
  }
}

check "repaired_in_time" {
  condition = step.after.name == org.drill_policy.name && phase.repair.duration <= 3600
  message   = "A policy that somebody changed by hand was not put back within an hour."
  severity  = "high"
  remedy    = "Let the pipeline that writes the policies of Entra run at least twice an hour, and look why its last run failed."
}

check "only_the_pipeline" {
  condition = length(local.others) == 0
  message   = "${length(local.others)} changes of policies in two days were not made by the pipeline."
  severity  = "high"
  remedy    = "The audit log of Entra tells who made them. Take the right to change policies away from people."
}

check "all_in_force" {
  for_each  = org.access_policies
  condition = anytrue([for p in local.asked[each.value.demands] : p.name == each.key && (!each.value.everybody || p.everybody && p.everything && p.always)])
  message   = "Entra does not enforce \"${each.key}\" as org.access_policies says, or leaves somebody out."
  severity  = "high"
  remedy    = "The runbook entra-policy-as-code tells what is missing."
}

check "declared" {
  condition = anytrue([for p in local.strict : p.everybody && p.everything && p.always && contains(keys(org.access_policies), p.name)])
  message   = "No policy that this repository names is in force for everybody and everywhere."
  severity  = "high"
  remedy    = "Name in org.access_policies what must be in force in Entra, for everybody first."
}

evidence "seconds" {
  value       = phase.repair.duration
  description = "seconds until the changed policy was put back"
}

evidence "changes" {
  value       = { all = length(step.changes.changes), by_others = length(local.others) }
  description = "changes of policies in two days, and how many were not made by the pipeline"
}
