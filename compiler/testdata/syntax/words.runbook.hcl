runbook "words" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

check "a" {
  condition = input.a > 3 and input.b < 4 or not input.c # ERROR RB0106 "&&" # ERROR RB0106 "||" # ERROR RB0106 "!"
  message   = "Left and right, or not."
  severity  = high                                       # ERROR RB0108 "word alone"
}

check "b" {
  condition = input.a & input.b # ERROR RB0106 "&&"
  message   = Search and destroy # ERROR RB0108 "Text needs quotes"
}

input "a" {
  type      = "bool" # ERROR RB0128 "without quotes"
  sensitive = True   # ERROR RB0107 "instead of"
  personal  = no     # ERROR RB0107 "instead of"
}
