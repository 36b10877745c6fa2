runbook "reach" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "manual" "form" {}

access {
  who = [role.security]
}

satisfies "cisa-ztmm" { # WARNING RB9009 "no check that could fail"
  function = "networks.traffic-encryption"
  stage    = "optimal" # ERROR RB9007 "optimal is claimed, but nothing starts this runbook by itself"
}

satisfies "cisa-ztmm" {
  function  = "networks.network-segmentation"
  stage     = "initial"
  inputs    = ["day"] # ERROR RB2002 "no input called day. Did you mean days?"
  fresh_for = "90d"
}

input "days" {
  type = number
}

step "tls.probe" "site" {
  host = "shop.acme.example"
}
