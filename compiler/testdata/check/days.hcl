runbook "days" {
  language = 1
  title    = "Look on some days"
  owner    = role.security
}

trigger "schedule" "week" {
  every = "weekday 06:30"
}

trigger "schedule" "saturday" {
  cron = "0 9 * * 6"
}

satisfies "cisa-ztmm" {
  function = "networks.traffic-encryption"
  stage    = "optimal" # ERROR RB9007 "optimal is claimed, but the schedule leaves days out"
}

satisfies "cisa-ztmm" {
  function  = "networks.network-segmentation"
  stage     = "optimal" # ERROR RB9007 "optimal is claimed, but the schedule leaves days out"
  fresh_for = "2d"
}

satisfies "cisa-ztmm" {
  function = "data.data-availability"
  stage    = "advanced"
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}

check "there" {
  condition = step.hosts.exists
  message   = "There is no list of hosts."
}
