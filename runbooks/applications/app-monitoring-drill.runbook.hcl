runbook "app-monitoring-drill" {
  language  = 1
  title     = "Do we see within minutes what happens to any application?"
  owner     = role.security
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Opens every application with a mark, every day, and takes the time until its log shows the mark and an alert comes up.
    Looks besides that all are watched, those that were only just released too. The mark does no harm.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.visibility-analytics"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-6(1)", "AU-6(3)", "AU-12", "SI-4(2)", "SI-4(4)", "SI-4(5)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "50 7 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security, role.engineers]
}

input "apps" {
  type        = list(string)
  title       = "Addresses of the applications"
  default     = []
  description = "Empty: org.apps. Others are for tests; such a run does not count for the score."
}

input "namespaces" {
  type        = list(string)
  title       = "Namespaces in which applications run for real"
  default     = []
  description = "Empty: org.production_namespaces. Others are for tests; such a run does not count for the score."
}

use "shell" {
  allow = ["sh"]
}

use "elastic" {
  allow = ["elastic.count_events", "elastic.get_job", "elastic.count_job_results"]
}

use "kibana" {
  allow = ["kibana.list_rules"]
}

use "kubernetes" {
  allow = ["kubernetes.list_workloads"]
}

locals {
  named     = length(input.apps) == 0 ? org.apps : input.apps
  spaces    = length(input.namespaces) == 0 ? org.production_namespaces : input.namespaces
  unwatched = [for a in local.named : a if !contains(keys(org.watched_apps), a)]
  services  = [for w in org.watched_apps : w.service]
  running   = distinct([for w in flatten([for k in step.workloads : k.workloads]) : w.app if contains(local.spaces, w.namespace)])
  unknown   = [for s in local.running : s if !contains(local.services, s)]
  at        = [for r in step.rules.rules : r if r.went == "succeeded" && before(addtime(run.started_at, "-1d"), r.at)]
  answered  = [for a in step.mark.json : a.app if a.status > 0]
}

phase "watch" {
  title = "Look whether everything watches"

  step "kubernetes.list_workloads" "workloads" {
    title    = "List what runs"
    for_each = ["deployments", "statefulsets"]
    kind     = each.value
  }

  step "kibana.list_rules" "rules" {
    title   = "List the rules that look for attacks"
    timeout = "5m"
  }

  step "elastic.count_events" "state" {
    title    = "Ask whether each is up"
    for_each = org.watched_apps
    parallel = 4
    index    = "heartbeat-*"
    query    = "monitor.name:\"${each.value.service}\" AND monitor.status:up"
    since    = addtime(run.started_at, "-15m")
  }

  step "elastic.get_job" "learns" {
    title    = "Ask whether something learns what is usual"
    for_each = org.watched_apps
    parallel = 4
    job      = each.value.job
  }

  step "elastic.count_job_results" "judged" {
    title    = "Count what it judged within a day"
    for_each = org.watched_apps
    parallel = 4
    job      = each.value.job
    since    = addtime(run.started_at, "-1d")
  }
}

phase "drill" {
  title = "Open each application with a mark"
  after = [phase.watch]

  step "script.run" "mark" {
    title   = "Open each with a mark"
    effect  = "observe"
    timeout = "20m"
    env = {
      APPS  = join(" ", keys(org.watched_apps))
      MARK  = run.id
      ROOTS = org.apps_roots
    }
    script = <<-EOT
      command -v curl >/dev/null
      printf '['
      between=
      for app in $APPS; do
        case $app in *[!A-Za-z0-9.:-]*)
          echo "this is no address: $app" >&2
          exit 1
          ;;
        esac
        set -- -sS -o /dev/null -w '%%{http_code}' --max-time 20 --proto =https "https://$app/?attestary=$MARK"
        [ -z "$ROOTS" ] || set -- --cacert "$ROOTS" "$@"
        status=$(curl "$@" 2>/dev/null || true)
        printf '%s{"app":"%s","status":%d}' "$between" "$app" "$((1$status - 1000))"
        between=,
      done
      printf ']\n'
    EOT
  }
}

phase "notice" {
  title = "Wait until it is seen"
  after = [phase.drill]

  step "elastic.count_events" "seen" {
    title    = "Look for the mark in the log of each"
    for_each = org.watched_apps
    parallel = 4
    timeout  = "20m"
    index    = "logs-*"
    query    = "url.domain:\"${each.key}\" AND url.query:*${run.id}*"
    since    = run.started_at

    retry {
      max   = 16
      delay = "1m"
      while = self.count == 0
    }
  }

  step "elastic.count_events" "alert" {
    title   = "Look for the alert of the drill"
    timeout = "20m"
    index   = ".alerts-security.alerts-default"
    query   = org.drill_alerts.applications
    since   = run.started_at

    retry {
      max   = 16
      delay = "1m"
      while = self.count == 0
    }
  }
}

check "all_are_watched" {
  condition = length(local.named) > 0 && length(local.unwatched) == 0 && length(local.unknown) == 0
  message   = "${length(local.unwatched)} of ${length(local.named)} applications are not watched, and ${length(local.unknown)} programs run that nobody named."
  severity  = "high"
  remedy    = "Watch them, and name them in org.watched_apps, each as the label app of its pods says."
}

check "seen" {
  for_each  = org.watched_apps
  condition = contains(local.answered, each.key) && step.seen[each.key].count > 0
  message   = "What was done to ${each.key} did not come into its log within a quarter of an hour."
  severity  = "high"
  remedy    = "Look whether its log comes in late, and whether it has the address that was opened (url.domain and url.query)."
}

check "noticed_in_time" {
  condition = step.alert.count > 0 && phase.notice.duration <= 900
  message   = "The drill did not lead to an alert within a quarter of an hour."
  severity  = "high"
  remedy    = "Look in Kibana under Security, Rules at the rule of the drill: it looks for attestary= in the address."
}

check "up" {
  for_each  = org.watched_apps
  condition = step.state[each.key].count > 0
  message   = "Nobody saw for a quarter of an hour whether ${each.key} is up."
  severity  = "high"
  remedy    = "Look whether it is up, then at Heartbeat."
}

check "looked_at" {
  for_each  = org.watched_apps
  condition = anytrue([for r in local.at : contains(r.tags, "App: ${each.value.service}")])
  message   = "No rule looked for attacks on ${each.key} within a day."
  severity  = "high"
  remedy    = "Switch a rule on in Kibana, and give it the tag \"App: \" and the name of the application there."
}

check "behaviour_is_learnt" {
  for_each  = org.watched_apps
  condition = step.learns[each.key].open && step.judged[each.key].count > 0
  message   = "Nothing learns what is usual for ${each.key}, or it judged nothing within a day."
  severity  = "high"
  remedy    = "Kibana, Machine Learning, Anomaly Detection: open the job, and start its datafeed."
}

evidence "seconds" {
  value       = phase.notice.duration
  description = "seconds until the mark stood in every log, and the alert came up, to the minute"
}

evidence "apps" {
  value       = { named = length(local.named), watched = length(local.named) - length(local.unwatched), unknown = length(local.unknown) }
  description = "applications that are named, that are watched, and programs that run and nobody named"
}
