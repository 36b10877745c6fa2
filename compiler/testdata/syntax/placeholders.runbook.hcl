runbook "placeholders" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

step "http.request" "page" {
  path  = "/users/${{ input.login }}" # ERROR RB0104 "Doubled braces"
  query = "{{ input.login }}"         # ERROR RB0104 "stays as it is written"
  body  = "a literal {{ name }}"
  host  = ${input.host}               # ERROR RB0105 "without $"
  port  = $input.port                 # ERROR RB0105 "without $"
  user  = {{ input.user }}            # ERROR RB0104 "Doubled braces"
  text  = "The ${input.user is here."
  # ERROR line 14 RB0119 "that ends"
}
