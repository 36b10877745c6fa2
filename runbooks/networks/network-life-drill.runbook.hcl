runbook "network-life-drill" {
  language = 1
  title    = "Does a network come and go by itself?"
  owner    = role.security
  timeout  = "3h"
  summary  = <<-EOT
    Has Terraform make a small network that nobody uses, and says when it is to end. It must come from code without a hand,
    and be gone by itself after that time. Looks besides that every network of yours comes from code and has an end.
  EOT

  concurrency {
    key = "drill-network"
  }
}

satisfies "cisa-ztmm" {
  function  = "networks.automation-orchestration"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-2(2)", "CM-3(5)", "CM-6(1)", "SC-7"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "40 2 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.engineers]
}

input "networks" {
  type        = list(string)
  title       = "Networks, by the names of their workspaces"
  default     = []
  description = "Empty: org.networks. Others are for tests; such a run does not count for the score."
}

use "terraform" {
  allow = ["terraform.list_workspaces", "terraform.get_workspace", "terraform.set_end", "terraform.start"]
}

locals {
  named   = length(input.networks) == 0 ? org.networks : input.networks
  seen    = [for w in step.workspaces.workspaces : w if w.id != org.drill_workspace]
  missing = [for n in local.named : n if !contains([for w in local.seen : w.name], n)]
  by_hand = [for w in local.seen : w.name if !w.from_git || !w.by_itself]
  endless = [for w in local.seen : w.name if !w.ends && (w.lives_until == "" || before(w.lives_until == "" ? "2000-01-01" : w.lives_until, run.started_at))]
}

phase "look" {
  title = "Look at all networks"

  step "terraform.list_workspaces" "workspaces" {
    title        = "List what is made from code"
    organization = org.terraform_organization
    tag          = org.network_tag
  }

  step "terraform.get_workspace" "before" {
    title     = "Look at the network of the drill"
    workspace = org.drill_workspace

    expect "empty" {
      condition = self.resources == 0 && !self.locked
      message   = "The network of the drill is still there, or somebody works on it: nothing was made."
    }
  }
}

phase "come" {
  title = "Have it made"
  after = [phase.look]

  step "terraform.set_end" "end" {
    title     = "Say when it is to end"
    workspace = org.drill_workspace
    at        = addtime(run.started_at, "40m")

    undo "none" {
      reason = "A day that is over ends nothing."
    }
  }

  step "terraform.start" "make" {
    title     = "Make it from its code"
    needs     = [step.end]
    workspace = org.drill_workspace
    message   = "A drill: it ends by itself."
  }

  step "terraform.get_workspace" "there" {
    title     = "Wait until it is there"
    needs     = [step.make]
    workspace = org.drill_workspace
    timeout   = "35m"

    retry {
      max   = 60
      delay = "30s"
      while = self.resources == 0
    }
    expect "there" {
      condition = self.resources > 0
      message   = "Terraform did not make it within half an hour."
    }
  }

  on_failure {
    undo = "reverse"
  }
}

phase "go" {
  title = "Wait until it is gone"
  after = [phase.come]

  step "terraform.get_workspace" "gone" {
    title     = "Wait until it is gone"
    workspace = org.drill_workspace
    timeout   = "110m"

    retry {
      max   = 100
      delay = "1m"
      while = self.resources > 0
    }
  }
}

check "went_by_itself" {
  condition = step.there.resources > 0 && step.gone.resources == 0
  message   = "The network of the drill was still there an hour after its end."
  severity  = "high"
  remedy    = "Take it away by hand, and look whether the organization lets workspaces destroy themselves."
}

check "all_in_code" {
  condition = length(local.named) > 0 && length(local.missing) == 0
  message   = "${length(local.missing)} of ${length(local.named)} networks are not made by Terraform."
  severity  = "high"
  remedy    = "Bring each into code, in a workspace with the tag that org.network_tag names."
}

check "without_a_hand" {
  condition = length(local.by_hand) == 0
  message   = "${length(local.by_hand)} networks do not come from git, or wait for a hand before a change is made."
  severity  = "high"
  remedy    = "Connect the workspace with its repository, and let it apply by itself what was merged."
}

check "has_an_end" {
  condition = length(local.endless) == 0
  message   = "${length(local.endless)} networks do not say until when they live, or should be gone by now."
  severity  = "medium"
  remedy    = "Give the workspace a tag until:2026-12-31, or an end of its own. Take away what is not needed."
}

evidence "seconds" {
  value       = { came = phase.come.duration, went = phase.go.duration }
  description = "seconds until the network was there, and from then until it was gone"
}

evidence "networks" {
  value       = { named = length(local.named), in_code = length(local.named) - length(local.missing), without_a_hand = length(local.seen) - length(local.by_hand) }
  description = "networks that are named, that are made from code, and that need no hand for a change"
}
