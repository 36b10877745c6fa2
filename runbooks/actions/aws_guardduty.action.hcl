action "aws_guardduty.list_detectors" {
  title      = "Find GuardDuty in the region of the connection"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "detectors" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/detector"
    paginate = "cursor:nextToken=nextToken"
    ok       = [200]
    give     = { detectors = self.json.detectorIds }
  }
}

action "aws_guardduty.get_detector" {
  title      = "Ask GuardDuty whether it is on, and what it looks at"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "detector" {
    type    = string
    pattern = "[0-9a-f]{8,300}"
  }
  output "on" {
    type = bool
  }
  output "sources" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/detector/${setting.detector}"
    ok     = [200]
    give = {
      on      = self.json.status == "ENABLED"
      sources = [for f in self.json.features : f.name if f.status == "ENABLED"]
    }
  }
}

# Only the account that administers GuardDuty for the organization is answered.
action "aws_guardduty.get_organization" {
  title      = "Ask GuardDuty whether new accounts join by themselves"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "detector" {
    type    = string
    pattern = "[0-9a-f]{8,300}"
  }
  output "all" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/detector/${setting.detector}/admin"
    query  = { maxResults = "1" }
    ok     = [200]
    give   = { all = self.json.autoEnableOrganizationMembers == "ALL" && !self.json.memberAccountLimitReached }
  }
}

action "aws_guardduty.list_members" {
  title      = "List the accounts that GuardDuty watches"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "detector" {
    type    = string
    pattern = "[0-9a-f]{8,300}"
  }
  output "members" {
    type   = list(object({ account = string, on = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/detector/${setting.detector}/member"
    query    = { maxResults = "50", onlyAssociated = "false" }
    paginate = "cursor:nextToken=nextToken"
    ok       = [200]
    give     = { members = [for m in self.json.members : { account = m.accountId, on = m.relationshipStatus == "Enabled" }] }
  }
}

# The question is a POST, whose further pages are not asked for: more tells that there are some.
action "aws_guardduty.list_open_findings" {
  title      = "List findings that nobody has put away"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "detector" {
    type    = string
    pattern = "[0-9a-f]{8,300}"
  }
  setting "severity" {
    type        = number
    description = "The lowest that counts: 7 is high, 9 critical."
  }
  output "findings" {
    type   = list(string)
    labels = ["untrusted"]
  }
  output "more" {
    type = bool
  }

  run "http.request" {
    method  = "POST"
    path    = "/detector/${setting.detector}/findings"
    headers = { content-type = "application/json" }
    body = jsonencode({
      findingCriteria = { criterion = {
        severity           = { greaterThanOrEqual = setting.severity }
        "service.archived" = { equals = ["false"] }
      } }
      maxResults = 50
    })
    ok = [200]
    give = {
      findings = self.json.findingIds
      more     = !absent(self.json.nextToken) && self.json.nextToken != ""
    }
  }
}

action "aws_guardduty.get_findings" {
  title      = "Ask since when findings are there"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "detector" {
    type    = string
    pattern = "[0-9a-f]{8,300}"
  }
  setting "findings" {
    type        = list(string)
    description = "At most 50 of their IDs."
  }
  output "findings" {
    type   = list(object({ since = string, type = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "POST"
    path    = "/detector/${setting.detector}/findings/get"
    headers = { content-type = "application/json" }
    body    = jsonencode({ findingIds = setting.findings })
    ok      = [200]
    give = {
      findings = [for f in self.json.findings : { since = "${substr(f.createdAt, 0, 19)}Z", type = f.type }]
    }
  }
}
