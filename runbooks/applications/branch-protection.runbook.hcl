runbook "branch-protection" {
  language  = 1
  title     = "Can nobody rewrite or delete our branches?"
  owner     = role.operators
  read_only = true
  timeout   = "10m"
  summary   = <<-EOT
    Looks at the rules of the remote that this repository pushes to: neither deleting a branch nor
    replacing its history may be allowed, for the code and for the evidence. It sees a remote that is a
    folder on this machine; a forge's rules are unknown to it, not passed. It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.governance"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AU-9", "CM-5"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "10 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

step "git.inspect" "remote" {
  title = "Read the rules of the remote"
  look  = ["protection"]
}

check "no_deletion" {
  condition = step.remote.protection.deny_deletes
  message   = "Whoever may push to the remote may delete its branches."
  severity  = "high"
  remedy    = "On the remote: git config receive.denyDeletes true"
}

check "no_rewriting" {
  condition = step.remote.protection.deny_non_fast_forwards
  message   = "Whoever may push to the remote may replace the history of its branches."
  severity  = "high"
  remedy    = "On the remote: git config receive.denyNonFastForwards true"
}

evidence "rules" {
  value       = step.remote.protection
  description = "the rules as the remote has them"
}
