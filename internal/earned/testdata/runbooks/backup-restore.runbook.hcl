runbook "backup-restore" {
  language = 1
  title    = "Can our backup be restored?"
  owner    = role.operators
  timeout  = "1h"
  summary  = <<-EOT
    Makes a backup of a folder, restores it somewhere else, and compares every file with the original. A
    backup that nobody ever restored is a hope. The copy of the run before is replaced once the new one
    is complete; the folder that is backed up is only read.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-availability"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CP-9", "CP-9(1)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "0 3 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "from" {
  type        = string
  title       = "Folder to back up"
  default     = ""
  pattern     = "([A-Za-z0-9_./][A-Za-z0-9._/-]*)?"
  description = "Empty: org.backup.from. Another one is for tests; such a run does not count for the score."
}

input "to" {
  type        = string
  title       = "Folder for the backup"
  default     = ""
  pattern     = "([A-Za-z0-9_./][A-Za-z0-9._/-]*)?"
  description = "Empty: org.backup.to. Another one is for tests; such a run does not count for the score."
}

use "shell" {
  allow = ["sh"]
}

locals {
  from = input.from == "" ? org.backup.from : input.from
  to   = input.to == "" ? org.backup.to : input.to
}

step "script.run" "drill" {
  title   = "Back up, restore elsewhere, compare"
  effect  = "change"
  timeout = "50m"
  env = {
    FROM = local.from
    TO   = local.to
  }
  script = <<-EOT
    export LC_ALL=C
    discard() { # a folder, with folders in it that may not be changed
      [ ! -d "$1" ] || chmod -R u+rwX "$1"
      rm -rf "$1"
    }
    work=$(mktemp -d)
    trap 'discard "$work"' EXIT
    if [ ! -d "$FROM" ]; then
      echo "there is no folder to back up: $FROM" >&2
      exit 1
    fi
    to=$TO
    [ -n "$to" ] || to=$work/backup
    mkdir -p "$to" "$work/restored"
    case $(cd -- "$to" && pwd -P)/ in
    "$(cd -- "$FROM" && pwd -P)"/*)
      echo "the folder for the backup lies inside the folder that is backed up" >&2
      exit 1
      ;;
    esac
    contents() { # every file of a folder with its digest
      cd -- "$1"
      find . -type f -exec sha256sum {} + | sort -k 2
    }
    name() { sha256sum "$1" | cut -d ' ' -f 1; }

    (contents "$FROM") >"$work/original.sums"
    discard "$to/next"
    cp -R -p "$FROM/." "$to/next"
    discard "$to/newest"
    chmod u+w "$to/next"
    mv "$to/next" "$to/newest"
    cp -R -p "$to/newest/." "$work/restored"
    (contents "$work/restored") >"$work/restored.sums"

    elsewhere=false
    if [ -n "$TO" ] && [ "$(stat -c %d "$FROM")" != "$(stat -c %d "$to")" ]; then
      elsewhere=true
    fi
    printf '{"files":%d,"different":%d,"original":"%s","restored":"%s","elsewhere":%s}\n' \
      "$(wc -l <"$work/original.sums")" \
      "$(sort "$work/original.sums" "$work/restored.sums" | uniq -u | wc -l)" \
      "$(name "$work/original.sums")" "$(name "$work/restored.sums")" "$elsewhere"
  EOT
}

check "something" {
  condition = step.drill.json.files > 0
  message   = "There is no file in the folder that is backed up."
  severity  = "high"
}

check "same" {
  condition = step.drill.json.restored == step.drill.json.original
  message   = "What was restored is not what was backed up: ${step.drill.json.different} files differ or are missing."
  severity  = "high"
  remedy    = "Look at the disk of the backup, and whether files change while they are copied."
}

check "elsewhere" {
  condition = step.drill.json.elsewhere
  message   = "The backup lies on the same disk as the original, or is not kept at all, and would be lost with it."
  severity  = "medium"
  remedy    = "Let org.backup.to name a folder on another disk or machine."
}

evidence "files" {
  value       = step.drill.json.files
  description = "files in the backup"
}

evidence "restored" {
  value       = step.drill.json.restored
  description = "SHA-256 over the names and digests of all restored files"
}
