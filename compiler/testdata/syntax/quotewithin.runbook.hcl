runbook "quotewithin" {
  language = 1
  title    = "Say "yes" now" # ERROR RB0116 "The text ends at this quote"
  owner    = role.security
}
