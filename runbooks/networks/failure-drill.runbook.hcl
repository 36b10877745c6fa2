runbook "failure-drill" {
  language = 1
  title    = "Does each application come back as fast as it must?"
  owner    = role.operators
  timeout  = "2h"
  summary  = <<-EOT
    Every night, ends one pod of two made-up applications, a critical and an ordinary one, and measures how long each
    takes to be whole again. Then it asks each for one pod more, and for no more than before. The critical one must be the
    faster. It looks also whether every application of yours grows by itself.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.network-resilience"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CP-4", "CP-10", "SC-5(2)", "SC-36"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "0 3 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

use "kubernetes" {
  allow = ["kubernetes.delete_pod", "kubernetes.get_autoscaler", "kubernetes.list_autoscalers", "kubernetes.list_deployments", "kubernetes.list_pods", "kubernetes.set_least_replicas"]
}

locals {
  ours    = [for d in step.deployments.deployments : "${d.namespace}/${d.name}" if !contains(org.system_namespaces, d.namespace)]
  growing = [for a in step.autoscalers.autoscalers : "${a.namespace}/${a.target}" if a.kind == "Deployment" && a.works && a.least >= 2 && a.most > a.least]
  rigid   = [for name in local.ours : name if !contains(local.growing, name) && !contains(org.fixed_size, name)]
}

phase "look" {
  title = "Look what there is"

  step "kubernetes.list_deployments" "deployments" {
    title   = "List the applications"
    timeout = "10m"
  }

  step "kubernetes.list_autoscalers" "autoscalers" {
    title   = "List what scales by itself"
    timeout = "10m"
  }

  step "kubernetes.list_pods" "critical" {
    title     = "Count the pods of the critical application"
    namespace = org.failure_drills.critical.namespace
    selector  = org.failure_drills.critical.selector

    expect "twice" {
      condition = self.ready > 1
      message   = "Fewer than two pods of the critical application for drills are ready: the drill could not begin."
    }
  }

  step "kubernetes.get_autoscaler" "critical_scale" {
    title     = "Read how few pods the critical application may have"
    namespace = org.failure_drills.critical.namespace
    name      = org.failure_drills.critical.autoscaler

    expect "room" {
      condition = self.most > step.critical.ready
      message   = "The autoscaler of the critical application for drills may make no pod more: the drill could not begin."
    }
  }

  step "kubernetes.list_pods" "ordinary" {
    title     = "Count the pods of the ordinary application"
    namespace = org.failure_drills.ordinary.namespace
    selector  = org.failure_drills.ordinary.selector

    expect "twice" {
      condition = self.ready > 1
      message   = "Fewer than two pods of the ordinary application for drills are ready: the drill could not begin."
    }
  }

  step "kubernetes.get_autoscaler" "ordinary_scale" {
    title     = "Read how few pods the ordinary application may have"
    namespace = org.failure_drills.ordinary.namespace
    name      = org.failure_drills.ordinary.autoscaler

    expect "room" {
      condition = self.most > step.ordinary.ready
      message   = "The autoscaler of the ordinary application for drills may make no pod more: the drill could not begin."
    }
  }
}

phase "critical" {
  title = "End a pod of the critical application"
  after = [phase.look]

  step "kubernetes.delete_pod" "end_critical" {
    title     = "End one of its pods"
    namespace = org.failure_drills.critical.namespace
    name      = step.critical.pods[0].name

    undo "none" {
      reason = "Kubernetes makes another pod in its place: that is what is looked at."
    }
  }

  step "kubernetes.list_pods" "back_critical" {
    title     = "Wait until as many are ready as before"
    needs     = [step.end_critical]
    namespace = org.failure_drills.critical.namespace
    selector  = org.failure_drills.critical.selector
    timeout   = "11m"

    retry {
      max   = 100
      delay = "6s"
      while = self.ready < step.critical.ready || anytrue([for p in self.pods : p.uid == step.critical.pods[0].uid])
    }
  }
}

phase "critical_demand" {
  title = "Ask for one pod more"
  after = [phase.critical]

  step "kubernetes.set_least_replicas" "raise_critical" {
    title     = "Ask for one pod more than there were"
    namespace = org.failure_drills.critical.namespace
    name      = org.failure_drills.critical.autoscaler
    least     = step.critical.ready + 1
    before    = step.critical_scale.least
  }

  step "kubernetes.list_pods" "more_critical" {
    title     = "Wait until it is ready"
    needs     = [step.raise_critical]
    namespace = org.failure_drills.critical.namespace
    selector  = org.failure_drills.critical.selector
    timeout   = "11m"

    retry {
      max   = 100
      delay = "6s"
      while = self.ready <= step.critical.ready
    }
  }

  step "kubernetes.set_least_replicas" "lower_critical" {
    title     = "Ask for no more than before"
    needs     = [step.more_critical]
    namespace = org.failure_drills.critical.namespace
    name      = org.failure_drills.critical.autoscaler
    least     = step.critical_scale.least
    before    = step.critical.ready + 1

    undo "none" {
      reason = "That is how it was before the drill."
    }
  }

  on_failure {
    undo = "reverse"
  }
}

phase "ordinary" {
  title = "End a pod of the ordinary application"
  after = [phase.critical_demand]

  step "kubernetes.delete_pod" "end_ordinary" {
    title     = "End one of its pods"
    namespace = org.failure_drills.ordinary.namespace
    name      = step.ordinary.pods[0].name

    undo "none" {
      reason = "Kubernetes makes another pod in its place: that is what is looked at."
    }
  }

  step "kubernetes.list_pods" "back_ordinary" {
    title     = "Wait until as many are ready as before"
    needs     = [step.end_ordinary]
    namespace = org.failure_drills.ordinary.namespace
    selector  = org.failure_drills.ordinary.selector
    timeout   = "11m"

    retry {
      max   = 100
      delay = "6s"
      while = self.ready < step.ordinary.ready || anytrue([for p in self.pods : p.uid == step.ordinary.pods[0].uid])
    }
  }
}

phase "ordinary_demand" {
  title = "Ask for one pod more"
  after = [phase.ordinary]

  step "kubernetes.set_least_replicas" "raise_ordinary" {
    title     = "Ask for one pod more than there were"
    namespace = org.failure_drills.ordinary.namespace
    name      = org.failure_drills.ordinary.autoscaler
    least     = step.ordinary.ready + 1
    before    = step.ordinary_scale.least
  }

  step "kubernetes.list_pods" "more_ordinary" {
    title     = "Wait until it is ready"
    needs     = [step.raise_ordinary]
    namespace = org.failure_drills.ordinary.namespace
    selector  = org.failure_drills.ordinary.selector
    timeout   = "11m"

    retry {
      max   = 100
      delay = "6s"
      while = self.ready <= step.ordinary.ready
    }
  }

  step "kubernetes.set_least_replicas" "lower_ordinary" {
    title     = "Ask for no more than before"
    needs     = [step.more_ordinary]
    namespace = org.failure_drills.ordinary.namespace
    name      = org.failure_drills.ordinary.autoscaler
    least     = step.ordinary_scale.least
    before    = step.ordinary.ready + 1

    undo "none" {
      reason = "That is how it was before the drill."
    }
  }

  on_failure {
    undo = "reverse"
  }
}

check "all_adapt" {
  condition = length(local.ours) > 0 && length(local.rigid) == 0
  message   = "${length(local.rigid)} of ${length(local.ours)} applications do not grow by themselves."
  severity  = "high"
  remedy    = "Give them a HorizontalPodAutoscaler with minReplicas of 2, or name them in org.fixed_size with your reason beside it."
}

check "critical" {
  condition = step.back_critical.ready >= step.critical.ready && phase.critical.duration <= min(org.failure_drills.critical.seconds, org.failure_drills.ordinary.seconds)
  message   = "The critical application was not whole again within ${min(org.failure_drills.critical.seconds, org.failure_drills.ordinary.seconds)} seconds."
  severity  = "high"
  remedy    = "Look why its pods take so long to be ready: the image, its readiness probe, or no room on the machines."
}

check "critical_demand" {
  condition = step.more_critical.ready > step.critical.ready && phase.critical_demand.duration <= min(org.failure_drills.critical.seconds, org.failure_drills.ordinary.seconds)
  message   = "The critical application did not get one pod more within ${min(org.failure_drills.critical.seconds, org.failure_drills.ordinary.seconds)} seconds."
  severity  = "high"
  remedy    = "Look whether its autoscaler may scale so far, and whether there is room on the machines."
}

evidence "time_critical" {
  value       = phase.critical.duration
  description = "seconds until the critical application was whole again"
}

evidence "time_critical_demand" {
  value       = phase.critical_demand.duration
  description = "seconds until the critical application had one pod more and was asked for less again"
}

check "ordinary" {
  condition = step.back_ordinary.ready >= step.ordinary.ready && phase.ordinary.duration <= org.failure_drills.ordinary.seconds
  message   = "The ordinary application was not whole again within ${org.failure_drills.ordinary.seconds} seconds."
  severity  = "high"
  remedy    = "Look why its pods take so long to be ready: the image, its readiness probe, or no room on the machines."
}

check "ordinary_demand" {
  condition = step.more_ordinary.ready > step.ordinary.ready && phase.ordinary_demand.duration <= org.failure_drills.ordinary.seconds
  message   = "The ordinary application did not get one pod more within ${org.failure_drills.ordinary.seconds} seconds."
  severity  = "high"
  remedy    = "Look whether its autoscaler may scale so far, and whether there is room on the machines."
}

evidence "time_ordinary" {
  value       = phase.ordinary.duration
  description = "seconds until the ordinary application was whole again"
}

evidence "time_ordinary_demand" {
  value       = phase.ordinary_demand.duration
  description = "seconds until the ordinary application had one pod more and was asked for less again"
}

evidence "applications" {
  value       = length(local.ours)
  description = "how many applications there are"
}
