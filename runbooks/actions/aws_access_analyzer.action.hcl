# External analyzers look for what strangers reach; unused ones for what nobody used for a while.
action "aws_access_analyzer.list_analyzers" {
  title      = "List the analyzers of the region of the connection"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "external" {
    type   = list(object({ arn = string, since = string, active = bool, organization = bool }))
    labels = ["untrusted"]
  }
  output "unused" {
    type   = list(object({ arn = string, name = string, since = string, active = bool, organization = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/analyzer"
    query    = { maxResults = "100" }
    paginate = "cursor:nextToken=nextToken"
    ok       = [200]
    give = {
      external = [for a in self.json.analyzers : {
        arn          = a.arn
        since        = "${substr(a.createdAt, 0, 19)}Z"
        active       = a.status == "ACTIVE"
        organization = a.type == "ORGANIZATION"
      } if a.type == "ACCOUNT" || a.type == "ORGANIZATION"]
      unused = [for a in self.json.analyzers : {
        arn          = a.arn
        name         = a.name
        since        = "${substr(a.createdAt, 0, 19)}Z"
        active       = a.status == "ACTIVE"
        organization = a.type == "ORGANIZATION_UNUSED_ACCESS"
      } if a.type == "ACCOUNT_UNUSED_ACCESS" || a.type == "ORGANIZATION_UNUSED_ACCESS"]
    }
  }
}

# In AWS's own example the list does not say it, so each is asked by itself; 0 is: AWS did not say.
action "aws_access_analyzer.get_unused_days" {
  title      = "Ask after how many days an analyzer calls access unused"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "name" {
    type    = string
    pattern = "[A-Za-z][A-Za-z0-9_.-]{0,254}"
  }
  output "days" {
    type = number
  }

  run "http.request" {
    method = "GET"
    path   = "/analyzer/${setting.name}"
    ok     = [200]
    give = {
      days = absent(self.json.analyzer.configuration) ? 0 : absent(self.json.analyzer.configuration.unusedAccess) ? 0 : absent(self.json.analyzer.configuration.unusedAccess.unusedAccessAge) ? 0 : self.json.analyzer.configuration.unusedAccess.unusedAccessAge
    }
  }
}

# The question is a POST, whose further pages are not asked for: more tells that there are some. What somebody archived has
# been looked at, and what is resolved is gone.
action "aws_access_analyzer.list_open_findings" {
  title      = "List what an analyzer found, and nobody has archived"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "analyzer" {
    type        = string
    pattern     = "arn:[^:]*:access-analyzer:[^:]*:[^:]*:analyzer/.{1,255}"
    description = "The ARN of the analyzer."
  }
  output "findings" {
    type   = list(object({ since = string, type = string, resource = string, broken = bool }))
    labels = ["untrusted"]
  }
  output "more" {
    type = bool
  }

  run "http.request" {
    method  = "POST"
    path    = "/findingv2"
    headers = { content-type = "application/json" }
    body = jsonencode({
      analyzerArn = setting.analyzer
      filter      = { status = { eq = ["ACTIVE"] } }
      maxResults  = 100
    })
    ok = [200]
    give = {
      findings = [for f in self.json.findings : {
        since    = "${substr(f.createdAt, 0, 19)}Z"
        type     = absent(f.findingType) ? "" : f.findingType
        resource = f.resourceType
        broken   = !absent(f.error) && f.error != ""
      }]
      more = !absent(self.json.nextToken) && self.json.nextToken != ""
    }
  }
}
