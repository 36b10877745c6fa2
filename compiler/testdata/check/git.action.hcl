action "git.push" { # ERROR RB3040 "git.* are built in"
  title      = "Push"
  effect     = "change"
  idempotent = true
  kind       = "shell"

  run "exec.run" {
    argv = ["git", "push", input.nothing]
  }
}
