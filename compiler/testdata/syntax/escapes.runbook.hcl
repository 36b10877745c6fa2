runbook "escapes" {
  language = 1
  title    = "a\u001b]0;pwned\u0007" # ERROR RB0214 "U+001B" # ERROR RB0214 "U+0007"
  owner    = role.security
  summary  = "Lines\nand\ttabs are fine here,\r\nand \\u001b is six letters, é \u00e9 one"
}

locals {
  turned = "approve \u202eton od"                       # ERROR RB0211 "U+202E"
  keys   = { "zero\u200bwidth" = 1, plain = "\U0001f600" } # ERROR RB0212 "U+200B"
  back   = ["harmless ${run.id}\rrm"]                   # ERROR RB0214 "U+000D"
}

input "days" {
  type        = number
  title       = "Two\nlines" # ERROR RB0214 "title has a line break"
  description = "Two\nlines"
}

ignore "RB20\u202e12" { # ERROR RB0211 "U+202E"
  reason = "It cannot be seen."
  until  = "2099-01-01"
}
