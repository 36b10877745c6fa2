action "aws_cloudtrail.list_trails" {
  title      = "List the trails of CloudTrail"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "trails" {
    type   = list(object({ arn = string, everywhere = bool, organization = bool, validated = bool, encrypted = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "POST"
    path   = "/"
    headers = {
      content-type = "application/x-amz-json-1.1"
      x-amz-target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails"
    }
    body = "{}"
    ok   = [200]
    give = {
      trails = [for t in self.json.trailList : {
        arn          = t.TrailARN
        everywhere   = t.IsMultiRegionTrail && t.IncludeGlobalServiceEvents
        organization = t.IsOrganizationTrail
        validated    = t.LogFileValidationEnabled
        encrypted    = !absent(t.KmsKeyId)
      }]
    }
  }
}

# The newest 50 of the last 90 days; more tells that there were others before. When and from where stands in the event itself.
action "aws_cloudtrail.list_key_use" {
  title      = "List what was done with an access key"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "key_id" {
    type    = string
    pattern = "A[A-Z0-9]{15,127}"
  }
  output "calls" {
    type   = list(object({ event = string, from = string, at = string, allowed = bool }))
    labels = ["untrusted", "personal"]
  }
  output "more" {
    type = bool
  }

  run "http.request" {
    method = "POST"
    path   = "/"
    headers = {
      content-type = "application/x-amz-json-1.1"
      x-amz-target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"
    }
    body = jsonencode({ LookupAttributes = [{ AttributeKey = "AccessKeyId", AttributeValue = setting.key_id }], MaxResults = 50 })
    ok   = [200]
    give = {
      calls = [for e in self.json.Events : {
        event   = e.EventName
        from    = split("\"", split("\"sourceIPAddress\":\"", e.CloudTrailEvent)[1])[0]
        at      = substr(split("\"eventTime\":\"", e.CloudTrailEvent)[1], 0, 20)
        allowed = !strcontains(e.CloudTrailEvent, "\"errorCode\":")
      }]
      more = !absent(self.json.NextToken)
    }
  }
}

action "aws_cloudtrail.get_status" {
  title      = "Ask whether a trail is written"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "arn" {
    type = string
  }
  output "logging" {
    type = bool
  }
  output "delivered" {
    type = number
  }
  output "broken" {
    type = bool
  }

  run "http.request" {
    method = "POST"
    path   = "/"
    headers = {
      content-type = "application/x-amz-json-1.1"
      x-amz-target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.GetTrailStatus"
    }
    body = jsonencode({ Name = setting.arn })
    ok   = [200]
    give = {
      logging   = self.json.IsLogging
      delivered = absent(self.json.LatestDeliveryTime) ? 0 : self.json.LatestDeliveryTime
      broken    = !absent(self.json.LatestDeliveryError) && self.json.LatestDeliveryError != ""
    }
  }
}
