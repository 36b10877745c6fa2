runbook "evidence-restore" {
  language = 1
  title    = "Can our evidence be restored?"
  owner    = role.operators
  timeout  = "1h"
  summary  = <<-EOT
    Fetches the branch of the evidence from where it is kept into an empty folder, as if everything else were lost. Looks
    whether it is whole, whether every file comes back, and how far back it goes. The folder goes away with the run.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-11", "CP-9(1)"]
  fresh_for = "60d"
}

trigger "schedule" "monthly" {
  cron = "0 4 2 * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "entries" {
  type        = number
  title       = "Entries that there must be at least"
  default     = 1
  min         = 1
  description = "As many as the last run counted: evidence only grows."
}

use "shell" {
  allow = ["sh"]
}

step "script.run" "copy" {
  title   = "Restore the evidence elsewhere"
  effect  = "observe"
  timeout = "50m"
  env     = { BRANCH = org.audited.evidence }
  script  = <<-EOT
    export LC_ALL=C GIT_TERMINAL_PROMPT=0
    nothing() { # nobody could look
      echo "$1" >&2
      echo '{}'
      exit 0
    }
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    kept=$(git ls-remote origin "refs/heads/$BRANCH" | cut -f 1) || nothing "origin does not answer"
    [ -n "$kept" ] || nothing "origin has no branch $BRANCH, or does not answer"

    git init -q "$work/copy"
    cp "$(git rev-parse --git-path config)" "$work/copy/.git/config" # what git needs to get there
    cd "$work/copy"
    git config core.bare false
    git fetch -q --no-tags origin "+refs/heads/$BRANCH:refs/restored" || nothing "the branch cannot be fetched"
    whole=false
    if git fsck --strict --no-dangling >&2; then whole=true; fi
    restored=false
    if git checkout -q --detach refs/restored >&2 && [ -z "$(git status --porcelain)" ]; then restored=true; fi
    same=false
    if [ "$(git rev-parse refs/restored)" = "$kept" ]; then same=true; fi
    printf '{"entries":%d,"files":%d,"newest":"%s","oldest":"%s","whole":%s,"restored":%s,"same":%s}\n' \
      "$(git rev-list --count refs/restored)" "$(git ls-files | wc -l)" "$kept" \
      "$(TZ=UTC git log --reverse --format=%cd --date=format-local:%Y-%m-%d refs/restored | sed 1q)" "$whole" "$restored" "$same"
  EOT
}

check "whole" {
  condition = step.copy.json.whole
  message   = "Something in the evidence is damaged."
  severity  = "high"
  remedy    = "Look at what git fsck says. Take the branch from another clone, and run attestary verify before you trust it."
}

check "restored" {
  condition = step.copy.json.restored && step.copy.json.same
  message   = "Not every file came back, or what came back is not what the remote has."
  severity  = "high"
  remedy    = "Start the runbook again: somebody may have written while it looked. If it stays so, take the branch from another clone."
}

check "grows" {
  condition = step.copy.json.entries >= input.entries
  message   = "There are ${step.copy.json.entries} entries, fewer than the ${input.entries} that there must be: something was taken away."
  severity  = "high"
  remedy    = "Compare with another clone of the branch, and look who may replace its history."
}

evidence "entries" {
  value       = step.copy.json.entries
  description = "entries that were restored"
}

evidence "newest" {
  value       = step.copy.json.newest
  description = "the newest commit that was restored"
}

evidence "oldest" {
  value       = step.copy.json.oldest
  description = "the day of the oldest entry: how far back the evidence goes"
}
