runbook "claims" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "schedule" "weekly" {
  every = "monday 06:30"
}

satisfies "cisa-ztm" { # ERROR RB9001 "no framework cisa-ztm. Did you mean cisa-ztmm?"
  function = "networks.traffic-encryption"
  stage    = "initial"
}

satisfies "cisa-ztmm" {
  function = "networks.trafic-encryption" # ERROR RB9003 "has no function networks.trafic-encryption. Did you mean networks.traffic-encryption"
  stage    = "initial"
}

satisfies "cisa-ztmm" {
  function = "networks.traffic-encryption"
  stage    = "expert" # ERROR RB9004 "no stage expert"
}

satisfies "cisa-ztmm" {
  function  = "networks.traffic-encryption"
  stage     = "intermediate"
  fresh_for = "91d" # ERROR RB9008 "at most 90d"
}

satisfies "cisa-ztmm" {
  function  = "networks.network-segmentation"
  stage     = "advanced"
  fresh_for = "7d" # ERROR RB9008 "would stop counting before the next one"
}

satisfies "cisa-ztmm" { # ERROR RB9010 "claimed twice"
  function = "networks.network-segmentation"
  stage    = "advanced"
}

satisfies "cisa-ztmm" { # ERROR RB9011 "names a function and a stage, and nothing else"
  controls = ["AC-2"]
}

satisfies "nist-sp-800-53" {
  controls = [
    "AC-99",    # ERROR RB9005 "has no control AC-99. Did you mean"
    "ac-2(3)",  # ERROR RB9005 "Did you mean AC-2(3)"
    "SC-12(4)", # ERROR RB9006 "SC-12(4) was withdrawn"
    "AC-2(3)",
  ]
}

locals {
  claimed = ["AC-98"]
  nothing = slice(local.claimed, 1)
}

satisfies "nist-sp-800-53" { # ERROR RB9010 "claimed twice"
  controls = local.claimed # ERROR RB9005 "has no control AC-98"
}

satisfies "nist-sp-800-53" { # ERROR RB9010 "claimed twice" # ERROR RB9011 "names controls, and nothing else"
  controls = local.nothing
}

locals {
  nothing = 3 # ERROR RB1007 "two values local.nothing"
}

step "tls.probe" "site" {
  host = "shop.acme.example"
}

check "valid" {
  condition = step.site.trusted
  message   = "It is not valid."
}
