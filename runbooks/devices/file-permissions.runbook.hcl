runbook "file-permissions" {
  language  = 1
  title     = "Can everybody read private keys or change settings?"
  owner     = role.operators
  read_only = true
  timeout   = "10m"
  summary   = <<-EOT
    Looks for private keys that every account of the machine may read, and for files and folders under
    /etc that every account may change. It changes nothing. What it may not look into, no stranger may
    look into either.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-6", "CM-6"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "20 4 * * *"
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

use "shell" {
  allow = ["sh"]
}

step "script.run" "look" {
  title   = "Look at the permissions of keys and settings"
  effect  = "observe"
  timeout = "5m"
  env = {
    ROOT = input.root
  }
  script = <<-EOT
    export LC_ALL=C
    errors=$(mktemp)
    trap 'rm -f "$errors"' EXIT
    list() { # paths, one a line, as texts between commas
      tr -c '[:print:]\n' '?' | sed 's/[\\"]/\\&/g; s/.*/"&"/' | paste -sd, -
    }
    # Beside folders that we may not enter, nothing may go wrong: what was not seen is not fine.
    seen() { ! grep -v -e 'Permission denied' "$errors" >&2; }
    unknown() {
      echo '{"keys":null,"writable":null}'
      exit 0
    }

    # Folders that strangers may not enter are left out, so that root sees what everybody would see.
    [ "$ROOT" != / ] || ROOT=
    set -- "$ROOT/etc"
    for home in "$ROOT/root" "$ROOT"/home/*; do
      [ ! -d "$home/.ssh" ] || [ -n "$(find "$home" -prune ! -perm -001)" ] || set -- "$@" "$home/.ssh"
    done
    keys=$({ find "$@" -xdev -type d ! -perm -001 -prune -o \
      -type f ! -name '*.pub' -perm -004 -size -64k \
      -exec grep -l -e '^-----BEGIN [A-Z ]*PRIVATE KEY-----' {} + 2>"$errors" || true; } | list)
    seen || unknown
    writable=$({ find "$ROOT/etc" -xdev -type d ! -perm -001 -prune -o \
      \( -type f -perm -002 -o -type d -perm -002 ! -perm -1000 \) -print 2>"$errors" || true; } | list)
    seen || unknown
    printf '{"keys":[%s],"writable":[%s]}\n' "$keys" "$writable"
  EOT
}

check "private_keys" {
  condition = length(step.look.json.keys) == 0
  message   = "Everybody on the machine may read these private keys: ${truncate(join(", ", step.look.json.keys), 500)}."
  severity  = "high"
  remedy    = "Run `chmod go= FILE` on each, and make a new key: the old one may have been read."
}

check "settings" {
  condition = length(step.look.json.writable) == 0
  message   = "Everybody on the machine may change these: ${truncate(join(", ", step.look.json.writable), 500)}."
  severity  = "high"
  remedy    = "Run `chmod o-w FILE` on each, and look whether somebody changed it."
}

evidence "keys" {
  value       = length(step.look.json.keys)
  description = "private keys that everybody may read"
}

evidence "writable" {
  value       = length(step.look.json.writable)
  description = "files and folders under /etc that everybody may change"
}
