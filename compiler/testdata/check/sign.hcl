runbook "sign" { # ERROR RB7009 "a workflow of ours that is called sign"
  language = 1
  title    = "Look around"
  owner    = role.security
}

phase "here" {
  runs_on = ["signer"] # ERROR RB7010 "may be the one that signs"

  step "file.read" "hosts" {
    path = "/etc/hosts"
  }
}

phase "there" {
  runs_on = ["fleet", "signer"]

  step "file.read" "hosts_there" {
    path = "/etc/hosts"
  }
}
