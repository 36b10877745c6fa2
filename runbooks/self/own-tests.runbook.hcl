runbook "own-tests" {
  language  = 1
  title     = "Does the program still hold against what nobody thought of?"
  owner     = role.operators
  read_only = true
  timeout   = "2h"
  summary   = <<-EOT
    Once a week, longer than any pull request would wait: looks for known mistakes in the source
    (go vet), checks every dependency against its hash, and fuzzes every parser.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "applications.application-security-testing"
  stage     = "initial"
  fresh_for = "21d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SA-11", "SA-11(1)", "SA-11(8)"]
  fresh_for = "21d"
}

trigger "schedule" "weekly" {
  every = "sunday 02:00"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "seconds" {
  type    = number
  title   = "Seconds of fuzzing, for all parsers together"
  default = 1800
  min     = 60
  max     = 5400
}

use "shell" {
  allow = ["bash", "go"]
}

# The cache of modules goes away with the run, so it must not be write-protected.
locals {
  go = { GOFLAGS = "-modcacherw" }
}

step "exec.run" "modules" {
  title   = "Fetch every dependency, each with the hash that go.sum names"
  effect  = "observe"
  timeout = "15m"
  argv    = ["go", "mod", "download"]
  env     = local.go
}

step "exec.run" "vet" {
  title   = "Look for known mistakes in the source"
  effect  = "observe"
  timeout = "15m"
  needs   = [step.modules]
  argv    = ["go", "vet", "./..."]
  env     = local.go
}

step "exec.run" "fuzz" {
  title   = "Fuzz every parser"
  effect  = "observe"
  timeout = "100m"
  needs   = [step.modules]
  argv    = ["bash", ".ci/fuzz", "${input.seconds}"]
  env     = local.go
}

check "dependencies" {
  condition = step.modules.exit == 0
  message   = "A dependency is not what go.sum says."
  severity  = "high"
}

check "static" {
  condition = step.vet.exit == 0
  message   = "go vet found a mistake."
  severity  = "medium"
}

check "dynamic" {
  condition = step.fuzz.exit == 0
  message   = "Fuzzing found an input that a parser does not survive."
  severity  = "high"
  remedy    = "Take the input from the log, add it as a seed, and mend the parser."
}

evidence "fuzzed_for" {
  value       = input.seconds
  description = "seconds of fuzzing"
}
