runbook "quotes" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

locals {
  a = “one”           # ERROR RB0101 "Curly"
  b = "one”
  # ERROR line 9 RB0101 "Curly"
  c = 'it "is" one'   # ERROR RB0102 "Single quotes"
  d = ['one', 'two']  # ERROR RB0102 "Single" # ERROR RB0102 "Single"
  e = `one`           # ERROR RB0102 "Single quotes"
  f = "He said ‘hi’ and “bye”"
  g = "\d+\.\d+"      # ERROR RB0120 "special character"
}

input 'days' { # ERROR RB0102 "Single"
  type = number
}
