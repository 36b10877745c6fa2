# ERROR line 2 RB0199 "a page of Markdown"
```hcl
runbook "markdown" {
  language = 1
  title    = "x"
  owner    = role.security
}
# ERROR line 9 RB0199 "a page of Markdown"
```
