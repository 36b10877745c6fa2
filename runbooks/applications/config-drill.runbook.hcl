runbook "config-drill" {
  language = 1
  title    = "Is a change by hand put back by itself?"
  owner    = role.engineers
  timeout  = "1h"
  summary  = <<-EOT
    Changes a note in the cluster that nobody reads, and waits until it is put back as it stands in git. Looks besides that
    all of production heals so, is always given as much as it needs, and gets its updates by itself every week.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.automation-orchestration"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-2(2)", "CM-3(5)", "CM-6(1)", "SI-2(5)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "45 6 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.engineers, role.security]
}

input "minutes" {
  type        = number
  title       = "Minutes until it must be put back"
  default     = 15
  min         = 1
  max         = 30
  description = "It is looked at twice a minute."
}

input "namespaces" {
  type        = list(string)
  title       = "Namespaces in which applications run for real"
  default     = []
  description = "Empty: org.production_namespaces. Others are for tests; such a run does not count for the score."
}

use "kubernetes" {
  allow = ["kubernetes.list_workloads", "kubernetes.list_gitops", "kubernetes.list_autoscalers", "kubernetes.list_resizers", "kubernetes.read_note", "kubernetes.write_note"]
}

use "github_rest" {
  allow = ["github_rest.list_changes"]
}

locals {
  spaces   = length(input.namespaces) == 0 ? org.production_namespaces : input.namespaces
  programs = [for w in flatten([for k in step.workloads : k.workloads]) : w if contains(local.spaces, w.namespace)]
  apps     = [for a in step.gitops.apps : a if contains(local.spaces, a.namespace)]
  drifting = concat([for a in local.apps : a.name if !a.heals || !a.synced], [for s in local.spaces : s if !contains([for a in local.apps : a.namespace], s)])
  elastic  = concat([for a in step.autoscalers.autoscalers : "${a.namespace}/${a.target}" if a.works && a.most > a.least], [for r in step.resizers.resizers : "${r.namespace}/${r.target}" if r.acts])
  stiff    = [for w in local.programs : w.name if !contains(local.elastic, "${w.namespace}/${w.name}")]
  updates  = [for c in step.changes.changes : c if before(addtime(run.started_at, "-7d"), c.merged_at) && contains(c.labels, org.change_labels.updates)]
}

phase "look" {
  title = "Look at all of production"

  step "kubernetes.list_workloads" "workloads" {
    title    = "List what runs"
    for_each = ["deployments", "statefulsets"]
    kind     = each.value
  }

  step "kubernetes.list_gitops" "gitops" {
    title = "Ask what is kept as it stands in git"
  }

  step "kubernetes.list_autoscalers" "autoscalers" {
    title = "Ask what grows with its load"
  }

  step "kubernetes.list_resizers" "resizers" {
    title = "Ask what gets as much as it needs"
  }

  step "github_rest.list_changes" "changes" {
    title      = "Ask for the newest updates"
    repository = org.settings_repository
    branch     = org.audited.code
  }

  step "kubernetes.read_note" "before" {
    title     = "Read the note"
    namespace = org.drill_note.namespace
    name      = org.drill_note.name

    expect "ours" {
      condition = self.note != "changed by a drill"
      message   = "The note is still as the last drill left it: nothing put it back."
    }
  }
}

phase "drill" {
  title = "Change the note, and wait"
  after = [phase.look]

  step "kubernetes.write_note" "change" {
    title     = "Change the note"
    namespace = org.drill_note.namespace
    name      = org.drill_note.name
    note      = "changed by a drill"
    before    = step.before.note
  }

  step "kubernetes.read_note" "after" {
    title     = "Look until it is put back"
    needs     = [step.change]
    namespace = org.drill_note.namespace
    name      = org.drill_note.name
    timeout   = "35m"

    retry {
      max   = 62
      delay = "30s"
      while = self.note == "changed by a drill"
    }
    expect "put_back" {
      condition = self.note == step.before.note
      message   = "Nothing put the note back within half an hour. It was put back by this runbook."
    }
  }

  on_failure {
    undo = "reverse"
  }
}

check "in_time" {
  condition = step.after.note == step.before.note && phase.drill.duration <= input.minutes * 60
  message   = "It took ${phase.drill.duration} seconds until the note was put back."
  severity  = "high"
  remedy    = "Look whether Argo CD is well, and how often it compares the cluster with git."
}

check "everything_heals" {
  condition = length(local.apps) > 0 && length(local.drifting) == 0
  message   = "${length(local.drifting)} applications or namespaces of production are not put back by themselves."
  severity  = "high"
  remedy    = "Let each application of Argo CD sync by itself, with selfHeal and prune."
}

check "as_much_as_needed" {
  condition = length(local.programs) > 0 && length(local.stiff) == 0
  message   = "${length(local.stiff)} of ${length(local.programs)} programs are not given by themselves what they need."
  severity  = "medium"
  remedy    = "Give each a horizontal autoscaler that may add a pod, or a vertical one that acts."
}

check "updates" {
  condition = length(local.updates) > 0
  message   = "No update came into the settings by itself for a week."
  severity  = "medium"
  remedy    = "Let Renovate or Dependabot open and merge updates of images in the repository of the settings, with the label that org.change_labels names."
}

evidence "seconds" {
  value       = phase.drill.duration
  description = "seconds until the note was put back, at intervals of thirty"
}

evidence "heals" {
  value       = length(local.apps) - length([for a in local.apps : a if !a.heals || !a.synced])
  description = "applications of production that are put back by themselves"
}

evidence "updates" {
  value       = length(local.updates)
  description = "updates that came in by themselves within a week"
}
