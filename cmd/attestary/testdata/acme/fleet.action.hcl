action "fleet.device_of" {
  title      = "How the laptop of somebody is"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "email" {
    type = string
  }
  output "known" {
    type = bool
  }
  output "disk_encrypted" {
    type = bool
  }
  output "failing_policies" {
    type = number
  }
  output "seen_at" {
    type  = string
    as_of = true
  }

  run "http.request" {
    method = "GET"
    path   = "/api/v1/fleet/hosts"
    query  = { device_mapping = "true", query = setting.email }
    ok     = [200]
    give = {
      known            = length(self.json.hosts) > 0
      disk_encrypted   = default(self.json.hosts[0].disk_encryption_enabled, false)
      failing_policies = default(self.json.hosts[0].issues.failing_policies_count, 1)
      seen_at          = default(self.json.hosts[0].seen_time, "")
    }
  }
}
