runbook "apps-from-outside" {
  language  = 1
  title     = "Can people work from anywhere, and strangers not?"
  owner     = role.security
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Opens each application from the internet, every day, as a stranger would: it must answer, and ask for a sign-in. No
    server may be reached past that. Only healthy devices may come in, and within a month somebody must have.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.accessible-applications"
  stage     = "advanced"
  fresh_for = "2d"
}

satisfies "cisa-ztmm" {
  function  = "applications.accessible-applications"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-3", "AC-14", "AC-17", "AC-17(3)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "25 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "apps" {
  type        = list(string)
  title       = "Addresses of the applications"
  default     = []
  description = "Empty: org.apps without org.inside_apps. Others are for tests; such a run does not count for the score."
}

input "logins" {
  type        = list(string)
  title       = "Hosts at which people sign in"
  default     = []
  description = "Empty: org.login_hosts. Others are for tests; such a run does not count for the score."
}

use "shell" {
  allow = ["sh"]
}

use "cloudflare" {
  allow = ["cloudflare.list_access_rules", "cloudflare.list_entries"]
}

locals {
  named   = length(input.apps) == 0 ? [for a in org.apps : a if !contains(org.inside_apps, a)] : input.apps
  logins  = length(input.logins) == 0 ? org.login_hosts : input.logins
  asks    = [for a in step.stranger.json.apps : a.app if a.public && (contains([401, 403], a.status) || contains([301, 302, 303, 307, 308], a.status) && contains(local.logins, a.login))]
  lets_in = [for a in step.stranger.json.apps : a.app if a.status >= 200 && a.status < 300]
  silent  = [for a in local.named : a if !contains(local.asks, a) && !contains(local.lets_in, a)]
  bare    = [for o in step.stranger.json.origins : o.origin if o.answers]
  healthy = [for a in step.rules.apps : a.domain if a.posture && !a.bypassed]
  any     = [for a in local.named : a if !contains(local.healthy, a)]
  unused  = [for a in local.named : a if !contains(step.entries.let_in, a)]
}

step "script.run" "stranger" {
  title   = "Open each application as a stranger"
  effect  = "observe"
  timeout = "40m"
  env = {
    APPS    = join(" ", local.named)
    ORIGINS = join(" ", org.origins)
    ROOTS   = org.apps_roots
  }
  script = <<-EOT
    command -v curl >/dev/null
    plain() { # ends the script where something is no address
      case $1 in *[!A-Za-z0-9.:-]*)
        echo "this is no address: $1" >&2
        exit 1
        ;;
      esac
    }
    printf '{"apps":['
    between=
    for app in $APPS; do
      plain "$app"
      set -- -sS -o /dev/null -w '%%{http_code} %%{remote_ip} %%{redirect_url}' --max-time 20 --proto =https "https://$app/"
      [ -z "$ROOTS" ] || set -- --cacert "$ROOTS" "$@"
      answer=$(curl "$@" 2>/dev/null || true)
      status=$${answer%% *}
      rest=$${answer#* }
      public=true
      case $${rest%% *} in
      '' | 0.* | 10.* | 127.* | 169.254.* | 192.168.* | 172.1[6-9].* | 172.2?.* | 172.3[01].*) public=false ;;
      100.6[4-9].* | 100.[7-9]?.* | 100.1[01]?.* | 100.12[0-7].* | ::* | f[cd]* | fe[89ab]*) public=false ;;
      esac
      login=$(printf '%s' "$${rest#* }" | sed -n 's|^https://\([A-Za-z0-9.-]*\)\([/:?].*\)\{0,1\}$|\1|p')
      printf '%s{"app":"%s","status":%d,"public":%s,"login":"%s"}' "$between" "$app" "$((1$status - 1000))" "$public" "$login"
      between=,
    done
    printf '],"origins":['
    between=
    for origin in $ORIGINS; do
      plain "$origin"
      answers=false
      for scheme in https http; do
        [ "$(curl -sS -k -o /dev/null -w '%%{http_code}' --max-time 10 "$scheme://$origin/" 2>/dev/null || true)" = 000 ] || answers=true
      done
      printf '%s{"origin":"%s","answers":%s}' "$between" "$origin" "$answers"
      between=,
    done
    printf ']}\n'
  EOT
}

step "cloudflare.list_access_rules" "rules" {
  title      = "Ask how Access decides"
  account_id = org.cloudflare_account
  timeout    = "5m"
}

step "cloudflare.list_entries" "entries" {
  title      = "Ask who came in within a month"
  account_id = org.cloudflare_account
  since      = addtime(run.started_at, "-30d")
  timeout    = "5m"
}

check "reached" {
  condition = length(local.named) > 0 && length(local.silent) == 0
  message   = "${length(local.silent)} of ${length(local.named)} applications do not answer from the internet with a sign-in."
  severity  = "high"
  remedy    = "Publish them behind the sign-in. An application that rightly stays inside belongs into org.inside_apps. This must run on a machine in the internet, not in your own network."
}

check "nobody_without" {
  condition = length(local.lets_in) == 0
  message   = "${length(local.lets_in)} applications let a stranger in."
  severity  = "high"
  remedy    = "Put them behind the sign-in at once. A page that is meant for everybody is none of these applications."
}

check "no_way_past" {
  condition = length(local.bare) == 0
  message   = "${length(local.bare)} servers answer to whoever knows their address, past the sign-in."
  severity  = "high"
  remedy    = "Let the server accept connections from Cloudflare alone, or reach it through a tunnel and close its ports."
}

check "healthy_devices" {
  condition = length(local.any) == 0
  message   = "${length(local.any)} applications let in people on any device."
  severity  = "high"
  remedy    = "Require a device posture check in each policy of the application in Cloudflare One."
}

check "used" {
  condition = length(local.unused) == 0
  message   = "Nobody was let into ${length(local.unused)} applications from there within a month."
  severity  = "medium"
  remedy    = "Ask people how they reach it. If by another way, close that one; if nobody needs it, take it out of org.apps."
}

evidence "apps" {
  value       = length(local.named)
  description = "how many applications are meant to be reached from the internet"
}

evidence "asks" {
  value       = length(distinct(local.asks))
  description = "how many of them answered a stranger with a sign-in"
}

evidence "inside" {
  value       = length(org.inside_apps)
  description = "how many applications rightly stay inside, as the team says"
}

evidence "origins" {
  value       = length(org.origins)
  description = "how many servers behind them were tried past the sign-in; none where all are reached through tunnels"
}
