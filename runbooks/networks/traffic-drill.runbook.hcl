runbook "traffic-drill" {
  language = 1
  title    = "Does traffic adapt by itself when something is at risk?"
  owner    = role.security
  timeout  = "1h"
  summary  = <<-EOT
    Marks a made-up application as being at risk every night, and waits until what adapts your traffic has lowered its
    limit. Then it takes the mark away and waits until the limit is back. An application that matters must not lose
    anything meanwhile. The time is kept.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.network-traffic-management"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-5", "SC-5(2)", "SC-6", "SI-4"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "40 2 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "seconds" {
  type        = number
  title       = "Seconds within which the limit must follow"
  default     = 300
  min         = 10
  max         = 600
  description = "Ten minutes at most are waited for."
}

use "kubernetes" {
  allow = ["kubernetes.get_ingress", "kubernetes.mark_risk"]
}

phase "look" {
  title = "Read the limits"

  step "kubernetes.get_ingress" "usual" {
    title     = "Read the limit of the made-up application"
    namespace = org.traffic_drill.namespace
    name      = org.traffic_drill.ingress

    expect "limited" {
      condition = self.limit > 1
      message   = "The made-up application has no limit that could become smaller: the drill could not begin."
    }
  }

  step "kubernetes.get_ingress" "important" {
    title     = "Read the limit of one that matters"
    namespace = org.traffic_drill.critical_namespace
    name      = org.traffic_drill.critical_ingress
  }
}

phase "risk" {
  title = "Say that it is at risk, and wait"
  after = [phase.look]

  step "kubernetes.mark_risk" "mark" {
    title     = "Mark it"
    namespace = org.traffic_drill.namespace
    name      = org.traffic_drill.ingress
    risk      = "high"
    before    = "low"
  }

  step "kubernetes.get_ingress" "lowered" {
    title     = "Wait until its limit is lower"
    needs     = [step.mark]
    namespace = org.traffic_drill.namespace
    name      = org.traffic_drill.ingress
    timeout   = "11m"

    retry {
      max   = 60
      delay = "10s"
      while = self.limit >= step.usual.limit
    }
  }

  step "kubernetes.get_ingress" "untouched" {
    title     = "Look at the one that matters again"
    needs     = [step.lowered]
    namespace = org.traffic_drill.critical_namespace
    name      = org.traffic_drill.critical_ingress
  }

  on_failure {
    undo = "reverse"
  }
}

phase "back" {
  title = "Take the mark away, and wait"
  after = [phase.risk]

  step "kubernetes.mark_risk" "unmark" {
    title     = "Take the mark away"
    namespace = org.traffic_drill.namespace
    name      = org.traffic_drill.ingress
    risk      = "low"
    before    = "high"

    undo "none" {
      reason = "Outside of the drill it is not at risk."
    }
  }

  step "kubernetes.get_ingress" "raised" {
    title     = "Wait until its limit is back"
    needs     = [step.unmark]
    namespace = org.traffic_drill.namespace
    name      = org.traffic_drill.ingress
    timeout   = "11m"

    retry {
      max   = 60
      delay = "10s"
      while = self.limit != step.usual.limit
    }
  }
}

check "lowered" {
  condition = step.lowered.limit > 0 && step.lowered.limit < step.usual.limit && phase.risk.duration <= input.seconds
  message   = "The limit of what is at risk did not become lower within ${input.seconds} seconds."
  severity  = "high"
  remedy    = "Look whether what adapts your traffic is running, and whether it looks at the label risk of an ingress."
}

check "important_first" {
  condition = step.important.limit > 0 && step.untouched.limit >= step.important.limit
  message   = "The application that matters lost some of its own limit, or never had one."
  severity  = "high"
  remedy    = "Let what adapts your traffic leave alone, or prefer, what has the kind critical."
}

check "raised" {
  condition = step.raised.limit == step.usual.limit && phase.back.duration <= input.seconds
  message   = "The limit did not come back within ${input.seconds} seconds."
  severity  = "medium"
  remedy    = "Look whether what adapts your traffic also sees that a risk is over."
}

evidence "time_to_lower" {
  value       = phase.risk.duration
  description = "seconds until the limit of what is at risk was lower"
}

evidence "time_to_raise" {
  value       = phase.back.duration
  description = "seconds until the limit was back"
}
