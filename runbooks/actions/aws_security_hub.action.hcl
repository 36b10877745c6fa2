# Whether findings of all regions come together in that of the connection.
action "aws_security_hub.list_aggregators" {
  title      = "Ask whether findings of all regions come together"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "aggregators" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/findingAggregator/list"
    paginate = "cursor:NextToken=NextToken"
    ok       = [200]
    give     = { aggregators = [for a in self.json.FindingAggregators : a.FindingAggregatorArn] }
  }
}

# What Security Hub says now of one control, of up to a hundred things that have the asked-for state. The question is a
# POST, whose further pages are not asked for: more tells that there are some.
action "aws_security_hub.list_findings" {
  title      = "List what Security Hub says of a control"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "control" {
    type    = string
    pattern = "[A-Za-z0-9]+\\.[0-9]+"
  }
  setting "status" {
    type   = string
    one_of = ["PASSED", "FAILED", "WARNING", "NOT_AVAILABLE"]
  }
  output "findings" {
    type   = list(object({ account = string, region = string, status = string, suppressed = bool }))
    labels = ["untrusted"]
  }
  output "more" {
    type = bool
  }

  run "http.request" {
    method  = "POST"
    path    = "/findings"
    headers = { content-type = "application/json" }
    body = jsonencode({
      Filters = {
        ComplianceSecurityControlId = [{ Value = setting.control, Comparison = "EQUALS" }]
        ComplianceStatus            = [{ Value = setting.status, Comparison = "EQUALS" }]
        RecordState                 = [{ Value = "ACTIVE", Comparison = "EQUALS" }]
      }
      MaxResults = 100
    })
    ok = [200]
    give = {
      findings = [for f in self.json.Findings : {
        account    = f.AwsAccountId
        region     = absent(f.Region) ? "" : f.Region
        status     = f.Compliance.Status
        suppressed = f.Workflow.Status == "SUPPRESSED"
      }]
      more = !absent(self.json.NextToken)
    }
  }
}
