runbook "network-policy-drill" {
  language = 1
  title    = "Are network rules put back when somebody changes them?"
  owner    = role.security
  timeout  = "2h"
  summary  = <<-EOT
    Adds a comment to the rules in force in Tailscale, which changes nothing that anybody may do. Within an hour they must
    stand as in git again. Looks besides that outsiders reach single applications only, and that rules follow the device.
  EOT

  concurrency {
    key = "network-policy"
  }
}

satisfies "cisa-ztmm" {
  function  = "networks.governance"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-4", "CM-3(5)", "CM-6(1)", "CM-6(2)", "SC-7(5)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "10 2 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "minutes" {
  type        = number
  title       = "Minutes until they must be put back"
  default     = 60
  min         = 5
  max         = 90
  description = "It is looked at once a minute."
}

input "segments" {
  type        = list(string)
  title       = "Tags of the parts of the network"
  default     = []
  description = "Empty: org.network_segments. Others are for tests; such a run does not count for the score."
}

use "tailscale" {
  allow = ["tailscale.get_policy", "tailscale.read_policy", "tailscale.get_reach", "tailscale.write_policy"]
}

locals {
  segments = length(input.segments) == 0 ? org.network_segments : input.segments
  bare     = [for s in local.segments : s if !anytrue([for r in step.policy.rules : anytrue([for t in r.targets : startswith(t, "${s}:")]) && !contains(r.sources, "*")])]
  wide     = [for t in step.reach.outside : t if !matches(t, "tag:[a-z0-9-]+:((tcp:|udp:)?[0-9]+(,[0-9]+)*|app)")]
}

phase "look" {
  title = "Look at the rules"

  step "file.read" "file" {
    title = "Read the policy in git"
    path  = org.network_policy

    expect "there" {
      condition = self.exists
      message   = "There is no such file: nothing was changed. Put the policy file into git, and name it in org.network_policy."
    }
  }

  step "tailscale.read_policy" "before" {
    title = "Read the policy in force"

    expect "whole" {
      condition = length(self.text) > 2 && !strcontains(self.text, "// A drill of ")
      message   = "The policy in force still has the comment of the last drill, or is empty: nothing was changed."
    }
  }

  step "tailscale.get_policy" "policy" {
    title = "Read its rules"
  }

  step "tailscale.get_reach" "reach" {
    title = "Read what they ask of devices"
  }
}

phase "drill" {
  title = "Add a comment, and wait"
  after = [phase.look]

  step "tailscale.write_policy" "change" {
    title  = "Add a comment"
    text   = "${step.before.text}\n// A drill of ${run.started_at}: this line is to go away by itself.\n"
    mark   = step.before.mark
    before = step.before.text
  }

  step "tailscale.read_policy" "after" {
    title   = "Look until it is gone"
    needs   = [step.change]
    timeout = "100m"

    retry {
      max   = 95
      delay = "1m"
      while = strcontains(self.text, "// A drill of ")
    }
    expect "gone" {
      condition = !strcontains(self.text, "// A drill of ")
      message   = "Nothing put the rules back within an hour and a half. They were put back by this runbook."
    }
  }

  on_failure {
    undo = "reverse"
  }
}

check "in_time" {
  condition = trim(replace(step.file.text, "\r\n", "\n")) == trim(replace(step.after.text, "\r\n", "\n")) && phase.drill.duration <= input.minutes * 60
  message   = "It took ${phase.drill.duration} seconds until the rules were put back, or they are not those of git."
  severity  = "high"
  remedy    = "Let the job that brings them from git into Tailscale also run by itself, several times an hour."
}

check "local_rules" {
  condition = length(local.segments) > 0 && step.policy.stated && length(local.bare) == 0
  message   = "${length(local.bare)} of ${length(local.segments)} parts of the network have no rule of their own."
  severity  = "high"
  remedy    = "Write a rule for each tag of org.network_segments: who may reach it, at which ports."
}

check "follows_the_device" {
  condition = step.reach.asks_devices
  message   = "Some rules let in a device whatever its state, so nothing changes when that does."
  severity  = "high"
  remedy    = "Write a posture in the policy file, and name it in defaultSrcPosture."
}

check "outsiders" {
  condition = length(local.wide) == 0
  message   = "People from outside may reach ${length(local.wide)} targets that are no single application."
  severity  = "high"
  remedy    = "Let autogroup:shared reach only tags, at the ports of one application, and write no rule for *."
}

evidence "seconds" {
  value       = phase.drill.duration
  description = "seconds until the rules were put back, to the minute"
}

evidence "outside" {
  value       = length(step.reach.outside)
  description = "single applications that people from outside may reach"
}
