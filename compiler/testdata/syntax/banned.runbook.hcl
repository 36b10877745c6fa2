runbook "banned" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

locals {
  a = org.sites[*].host               # ERROR RB0121 "star"
  b = org.sites.*.host                # ERROR RB0121 "star"
  c = org.list.0                      # ERROR RB0122 "by a dot"
  d = concat(org.lists...)            # ERROR RB0124 "three dots"
  e = try(org.x, can(org.y))          # ERROR RB0125 "try is" # ERROR RB0125 "can is"
  f = text::upper("x")                # ERROR RB0127 "plain name"
  g = { for x in org.y : x.z => x... } # ERROR RB0124 "three dots"
  h = [for a in org.x : [for b in a : [for c in b : [for d in c : d]]]] # ERROR RB0205 "More than 3"
}
