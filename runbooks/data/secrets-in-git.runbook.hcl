runbook "secrets-in-git" {
  language  = 1
  title     = "Are there secrets in the history of this repository?"
  owner     = role.operators
  read_only = true
  timeout   = "30m"
  summary   = <<-EOT
    Looks through every version of every file for what is written like a key or a token of a known
    service. It tells where one stands, never the secret. A history that was not seen whole does not pass.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["IA-5(7)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "50 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

step "git.inspect" "history" {
  title   = "Look through the history"
  timeout = "20m"
  look    = ["head", "secrets"]
}

check "no_secret" {
  condition = length(step.history.secrets) == 0
  message   = "What looks like a secret: ${truncate(join(", ", [for s in step.history.secrets : "${s.rule} in ${s.path}:${s.line} of ${s.commit}"]), 800)}."
  severity  = "high"
  remedy    = "Revoke the secret first; whoever cloned the repository has it. Only then think about the history."
}

check "whole_history" {
  condition = step.history.complete
  message   = "The clone is shallow, or the history is larger than the limits: not all of it was seen."
  severity  = "medium"
  remedy    = "Run `git fetch --unshallow`, or raise max_commits and max_bytes of the step."
}

evidence "head" {
  value       = step.history.head
  description = "the newest commit that was looked at"
}

evidence "secrets" {
  value       = length(step.history.secrets)
  description = "places that look like a secret"
}
