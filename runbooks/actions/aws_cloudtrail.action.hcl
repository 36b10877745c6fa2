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
