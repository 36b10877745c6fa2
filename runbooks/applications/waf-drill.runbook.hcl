runbook "waf-drill" {
  language  = 1
  title     = "Is an attack on our applications stopped, and seen?"
  owner     = role.security
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Sends each application, every morning, two requests that look like an attack and do no harm. Both must be stopped, an
    ordinary one must not be, and Cloudflare must show each within minutes. It also looks for rules that judge what is sent.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.application-threat-protections"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CA-8", "SI-3", "SI-4", "SI-4(2)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "15 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "apps" {
  type        = list(string)
  title       = "Addresses of the applications"
  default     = []
  description = "Empty: org.apps. Others are for tests; such a run does not count for the score."
}

use "shell" {
  allow = ["sh"]
}

use "cloudflare" {
  allow = ["cloudflare.list_zones", "cloudflare.list_waf_rules", "cloudflare.count_stopped"]
}

locals {
  named   = length(input.apps) == 0 ? org.apps : input.apps
  passed  = [for a in step.attack.json : a if a.scripting != 403 || a.injection != 403]
  refused = [for a in step.attack.json : a if a.ordinary == 403 || a.ordinary == 0 || a.ordinary >= 500]
  tried   = [for a in step.attack.json : a.app]
  stopped = flatten([for z in step.zones.zones : step.seen[z.name].hosts])
  unseen  = [for a in local.named : a if length([for h in local.stopped : h if h == a]) < 2]
  judging = flatten([for z in step.zones.zones : [for r in step.own[z.name].rules : z.name if contains(["block", "challenge", "js_challenge", "managed_challenge"], r.action) && matches(r.expression, "(?s).*cf\\.waf\\.(score|content_scan|auth_detected|llm)[ ._].*")]])
  blind   = [for a in local.named : a if !anytrue([for z in local.judging : endswith(".${a}", ".${z}")])]
}

step "script.run" "attack" {
  title   = "Send requests that look like an attack"
  effect  = "observe"
  timeout = "20m"
  env = {
    APPS  = join(" ", local.named)
    MARK  = run.id
    ROOTS = org.apps_roots
  }
  script = <<-EOT
    command -v curl >/dev/null
    ask() { # an address and a query: the status of the answer, 000 where there is none
      set -- -sS -o /dev/null -w '%%{http_code}' --max-time 20 --proto =https "https://$1/$2"
      [ -z "$ROOTS" ] || set -- --cacert "$ROOTS" "$@"
      curl "$@" 2>/dev/null || true
    }
    printf '['
    between=
    for app in $APPS; do
      case $app in *[!A-Za-z0-9.:-]*)
        echo "this is no address: $app" >&2
        exit 1
        ;;
      esac
      ordinary=$(ask "$app" "?attestary=$MARK")
      scripting=$(ask "$app" "?attestary=$MARK&q=%3Cscript%3Ealert(document.cookie)%3C%2Fscript%3E")
      injection=$(ask "$app" "?attestary=$MARK&id=1%27%20UNION%20SELECT%20username%2C%20password%20FROM%20users--%20")
      printf '%s{"app":"%s","ordinary":%d,"scripting":%d,"injection":%d}' "$between" "$app" \
        "$((1$ordinary - 1000))" "$((1$scripting - 1000))" "$((1$injection - 1000))"
      between=,
    done
    printf ']\n'
  EOT
}

step "cloudflare.list_zones" "zones" {
  title   = "List the zones"
  timeout = "5m"
}

step "cloudflare.list_waf_rules" "own" {
  title    = "Ask for the rules that we wrote"
  for_each = step.zones.zones
  by       = "name"
  parallel = 4
  zone_id  = each.value.id
  phase    = "http_request_firewall_custom"
}

step "wait.until" "shown" {
  title = "Give Cloudflare five minutes"
  needs = [step.attack]
  until = "5m"
}

step "cloudflare.count_stopped" "seen" {
  title    = "Ask which of them were seen"
  needs    = [step.shown]
  for_each = step.zones.zones
  by       = "name"
  parallel = 4
  zone_id  = each.value.id
  mark     = run.id
  since    = run.started_at
}

check "all_tried" {
  condition = length(local.named) > 0 && alltrue([for a in local.named : contains(local.tried, a)])
  message   = "Not every application was tried."
  severity  = "high"
  remedy    = "Name every application in org.apps, by the address at which people open it."
}

check "stopped" {
  condition = length(local.passed) == 0
  message   = "${length(local.passed)} of ${length(local.named)} applications did not stop what looks like an attack."
  severity  = "high"
  remedy    = "In the zone of the application, Security, WAF, Managed rules: let the Cloudflare Managed Ruleset block, and skip nothing for its host."
}

check "ordinary" {
  condition = length(local.refused) == 0
  message   = "${length(local.refused)} applications do not answer an ordinary request either, so that an attack was refused there shows nothing."
  severity  = "medium"
  remedy    = "Look whether the application is up, and whether it lets in requests from where this runs."
}

check "seen" {
  condition = length(local.unseen) == 0
  message   = "Of ${length(local.unseen)} applications Cloudflare did not show both attacks within five minutes."
  severity  = "high"
  remedy    = "Look under Security, Events, whether they are there later, and whether another service stops them before Cloudflare sees them."
}

check "judges_content" {
  condition = length(local.blind) == 0
  message   = "Before ${length(local.blind)} applications no rule judges what is sent: attack score, uploads, or stolen passwords."
  severity  = "medium"
  remedy    = "Write a rule in the zone with cf.waf.score or cf.waf.content_scan that blocks."
}

evidence "apps" {
  value       = length(local.named)
  description = "how many applications were tried"
}

evidence "stopped" {
  value       = length(local.tried) - length(local.passed)
  description = "how many of them stopped both requests"
}

evidence "seen" {
  value       = length(local.named) - length(local.unseen)
  description = "for how many of them Cloudflare showed both within five minutes"
}
