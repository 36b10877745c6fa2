runbook "dormant-accounts" {
  language  = 1
  title     = "Are there accounts that nobody ever used?"
  owner     = role.operators
  read_only = true
  timeout   = "10m"
  summary   = <<-EOT
    Lists the local accounts that can log in, by password or by SSH key, and never did. Such an account
    is a door that nobody watches. Accounts younger than the grace period are left alone. It changes
    nothing. Where the machine does not let us look, the answer is unknown, not passed: run it as root.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-2(3)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "10 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "root" {
  type        = string
  title       = "Root of the machine to look at"
  default     = "/"
  pattern     = "/[A-Za-z0-9._/-]*"
  description = "Another folder than / is for a mounted disk; such a run does not count for the score."
}

input "grace" {
  type    = number
  title   = "Days that a new account may be unused"
  default = 30
  min     = 0
  max     = 365
}

use "shell" {
  allow = ["sh"]
}

step "script.run" "look" {
  title   = "Compare the accounts that can log in with the log of logins"
  effect  = "observe"
  timeout = "2m"
  env = {
    ROOT  = input.root
    GRACE = "${input.grace}"
  }
  script = <<-EOT
    export LC_ALL=C
    passwd=$ROOT/etc/passwd shadow=$ROOT/etc/shadow log=$ROOT/var/log/lastlog
    unknown() {
      printf '{"accounts":null,"dormant":null,"why":"%s"}\n' "$1"
      exit 0
    }
    [ -r "$passwd" ] || unknown "the list of accounts cannot be read"
    [ -r "$shadow" ] || unknown "only root may read which accounts have a password"
    if [ -s "$log" ]; then
      size=$(wc -c <"$log")
    elif [ "$ROOT" = / ] && command -v lastlog2 >/dev/null; then
      size=0
    else
      unknown "this machine keeps no log of last logins"
    fi

    # A record of the log has 292 bytes and stands at the number of its account; its first 4 are the time.
    used() {
      if [ "$size" -eq 0 ]; then
        lastlog2 -u "$1" | grep -q -v -e '^Username' -e 'Never logged in'
        return
      fi
      at=$(($2 * 292))
      [ $((at + 4)) -le "$size" ] || return 1
      [ "$(od -An -tu4 -j "$at" -N 4 "$log" | tr -d ' ')" -gt 0 ]
    }

    # A password that begins with ! or * is locked. An empty one is no password to type, which is worse.
    joined=$(awk -F: '
      FNR == 1 { file++ }
      file == 1 { secret[$1] = $2; changed[$1] = $3; next }
      $7 ~ /(nologin|false|sync|halt|shutdown)$/ { next }
      { print $1 ":" $3 ":" $6 ":" (($1 in secret) && secret[$1] !~ /^[!*]/ ? "password" : "") ":" changed[$1] }
    ' "$shadow" "$passwd")
    today=$(($(date +%s) / 86400)) accounts=0 dormant= comma=
    while IFS=: read -r name uid home way changed; do
      [ -n "$way" ] || [ -s "$ROOT$home/.ssh/authorized_keys" ] || continue
      accounts=$((accounts + 1))
      ! used "$name" "$uid" || continue
      [ -z "$changed" ] || [ $((today - changed)) -ge "$GRACE" ] || continue
      dormant=$dormant$comma\"$(printf %s "$name" | tr -c 'A-Za-z0-9._@-' '?')\"
      comma=,
    done <<END
    $joined
    END
    printf '{"accounts":%d,"dormant":[%s],"why":""}\n' "$accounts" "$dormant"
  EOT
}

check "all_used" {
  condition = length(step.look.json.dormant) == 0
  message   = "Accounts that can log in and never did: ${join(", ", step.look.json.dormant)}."
  severity  = "medium"
  remedy    = "Lock each with `usermod --lock --expiredate 1 NAME` and remove its authorized_keys, or delete it."
}

evidence "accounts" {
  value       = step.look.json.accounts
  description = "accounts that can log in"
}

evidence "dormant" {
  value       = length(step.look.json.dormant)
  description = "how many of them never did"
}
