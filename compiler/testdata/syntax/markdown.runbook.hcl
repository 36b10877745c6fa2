# ERROR line 2 RB0199 "a page of Markdown"
```hcl
runbook "markdown" {
  title = "x"
  owner = role.security
}
# ERROR line 8 RB0199 "a page of Markdown"
```
