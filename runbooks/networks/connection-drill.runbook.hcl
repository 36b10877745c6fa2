runbook "connection-drill" {
  language = 1
  title    = "Does the network open only what is asked for, and only for a while?"
  owner    = role.security
  timeout  = "1h"
  summary  = <<-EOT
    Tries every night, between two made-up applications, whether the network obeys: the way between them is closed, opens
    when it is asked for, and closes again. It also looks whether every namespace refuses by default, and whether each
    rule names who and which port. Should the run break off, the way closes by itself within an hour.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.network-segmentation"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-4", "AC-4(21)", "SC-7(5)", "SC-7(21)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "20 2 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "seconds" {
  type        = number
  title       = "Seconds within which the way must open, and close"
  default     = 300
  min         = 10
  max         = 600
  description = "Ten minutes at most are waited for."
}

use "kubernetes" {
  allow = ["kubernetes.close_connection", "kubernetes.list_namespaces", "kubernetes.list_network_policies", "kubernetes.list_pods", "kubernetes.open_connection"]
}

locals {
  ours  = [for n in step.namespaces.names : n if !contains(org.system_namespaces, n)]
  whole = [for p in step.policies.policies : p if p.everything]
  bare  = [for n in local.ours : n if length([for p in local.whole : p if p.namespace == n && p.ingress]) == 0 || length([for p in local.whole : p if p.namespace == n && p.egress]) == 0]
  loose = [for p in step.policies.policies : p if(p.from_anywhere || p.to_anywhere || p.any_port) && contains(local.ours, p.namespace) && !contains(org.open_namespaces, p.namespace)]
}

phase "look" {
  title = "Look how the network is divided"

  step "kubernetes.list_namespaces" "namespaces" {
    title   = "List the namespaces"
    timeout = "5m"
  }

  step "kubernetes.list_network_policies" "policies" {
    title   = "List the network policies"
    timeout = "10m"
  }

  step "kubernetes.list_pods" "target" {
    title     = "Look whether the one application is there"
    namespace = org.connection_drill.namespace
    selector  = "app=${org.connection_drill.to}"

    expect "there" {
      condition = self.ready > 0
      message   = "No pod of the application to be reached is ready: the drill could not begin. Look at the namespace of org.connection_drill."
    }
  }

  step "kubernetes.list_pods" "closed" {
    title     = "Look whether the other reaches it"
    namespace = org.connection_drill.namespace
    selector  = "app=${org.connection_drill.from}"

    expect "there" {
      condition = length(self.pods) > 0
      message   = "There is no pod that tries to connect: the drill could not begin. Look at the namespace of org.connection_drill."
    }
  }
}

phase "open" {
  title = "Open the way for one connection"
  after = [phase.look]

  step "kubernetes.open_connection" "way" {
    title      = "Open it at one port"
    namespace  = org.connection_drill.namespace
    name       = "attestary-drill"
    from       = org.connection_drill.from
    to         = org.connection_drill.to
    port       = org.connection_drill.port
    undo_after = "1h"
  }

  step "kubernetes.list_pods" "opened" {
    title     = "Wait until it is reached"
    needs     = [step.way]
    namespace = org.connection_drill.namespace
    selector  = "app=${org.connection_drill.from}"
    timeout   = "11m"

    retry {
      max   = 60
      delay = "10s"
      while = self.ready == 0
    }
  }

  on_failure {
    undo = "reverse"
  }
}

phase "close" {
  title = "Close the way"
  after = [phase.open]

  step "kubernetes.close_connection" "shut" {
    title     = "Close it"
    namespace = org.connection_drill.namespace
    name      = "attestary-drill"

    undo "none" {
      reason = "Outside of the drill the way is closed."
    }
  }

  step "kubernetes.list_pods" "after" {
    title     = "Wait until it is reached no more"
    needs     = [step.shut]
    namespace = org.connection_drill.namespace
    selector  = "app=${org.connection_drill.from}"
    timeout   = "11m"

    retry {
      max   = 60
      delay = "10s"
      while = self.ready > 0
    }
  }
}

check "all_apart" {
  condition = length(local.ours) > 0 && length(local.bare) == 0
  message   = "${length(local.bare)} of ${length(local.ours)} namespaces do not refuse by default, in and out."
  severity  = "high"
  remedy    = "Give each namespace a network policy with an empty podSelector and both policy types."
}

check "just_enough" {
  condition = length(local.loose) == 0
  message   = "${length(local.loose)} network policies do not say who may connect, or at which port."
  severity  = "high"
  remedy    = "Name in each rule who, by labels, and the port. Where a namespace must be open, name it in org.open_namespaces."
}

check "closed_before" {
  condition = step.closed.ready == 0
  message   = "Before anybody asked, the one application reached the other: the network does not obey its rules."
  severity  = "high"
  remedy    = "Look whether the network plugin of the cluster enforces network policies. Many do not without being told to."
}

check "opened" {
  condition = step.opened.ready > 0 && phase.open.duration <= input.seconds
  message   = "The way did not open within ${input.seconds} seconds."
  severity  = "medium"
  remedy    = "Look at the pods that try to connect: their readiness probe must be the connection, and nothing else."
}

check "closed_again" {
  condition = step.after.ready == 0 && phase.close.duration <= input.seconds
  message   = "The way did not close again within ${input.seconds} seconds."
  severity  = "high"
  remedy    = "Take the network policy attestary-drill away, and look why the network let the connection live on."
}

evidence "namespaces" {
  value       = length(local.ours)
  description = "how many namespaces there are, without those of the cluster itself"
}

evidence "time_to_open" {
  value       = phase.open.duration
  description = "seconds until the way was open"
}

evidence "time_to_close" {
  value       = phase.close.duration
  description = "seconds until the way was closed again"
}
