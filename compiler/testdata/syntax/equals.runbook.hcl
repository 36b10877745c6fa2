runbook "equals" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

step "tls.probe" "site" {
  host: "shop.acme.example" # ERROR RB0103 "takes ="
  port := 443               # ERROR RB0103 "takes ="
  "title" = "Look"          # ERROR RB0129 "without quotes"
  when = input.a = 3        # ERROR RB0115 "compared with =="
}

check "a" {
  condition = (input.a === 3)                       # ERROR RB0115 "compared with =="
  message   = "${length([for x in org.y : x if x.z = 1])} are left." # ERROR RB0115 "compared"
}
