# While an incident with the same key is open, no other is opened: whoever was called is not called twice. Then the
# id is empty, and pagerduty.find_incidents finds the one that is open.
action "pagerduty.open_incident" {
  title      = "Call who is on duty"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "service_id" {
    type    = string
    pattern = "[A-Z0-9]{1,30}"
  }
  setting "subject" {
    type = string
  }
  setting "details" {
    type    = string
    default = ""
  }
  setting "urgency" {
    type    = string
    default = "high"
    one_of  = ["high", "low"]
  }
  setting "key" {
    type = string
  }
  setting "caller" {
    type        = string
    pattern     = "[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+"
    description = "the e-mail address of a user of PagerDuty, in whose name the call is made"
  }
  output "id" {
    type = string
  }
  output "number" {
    type = number
  }

  run "http.request" {
    method  = "POST"
    path    = "/incidents"
    headers = { accept = "application/vnd.pagerduty+json;version=2", content-type = "application/json", from = setting.caller }
    body = jsonencode({
      incident = {
        type         = "incident"
        title        = truncate(setting.subject, 250)
        service      = { id = setting.service_id, type = "service_reference" }
        urgency      = setting.urgency
        incident_key = truncate(setting.key, 250)
        body         = { type = "incident_body", details = setting.details }
      }
    })
    ok   = [201]
    done = self.status == 400 && strcontains(jsonencode({ e = self.json.error.errors }), "matching dedup key already exists")
    give = { id = default(self.json.incident.id, ""), number = default(self.json.incident.incident_number, 0) }
  }
}

# The open ones of a key, as a monitoring system gave it. A hundred at most: complete tells whether there are more.
action "pagerduty.find_incidents" {
  title      = "Look for the incidents of a key"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "key" {
    type = string
  }
  setting "since" {
    type = string
  }
  output "incidents" {
    type   = list(object({ id = string, number = number, service = string, status = string, created_at = string }))
    labels = ["untrusted"]
  }
  output "complete" {
    type = bool
  }

  run "http.request" {
    method  = "GET"
    path    = "/incidents"
    query   = { incident_key = setting.key, limit = "100", since = setting.since }
    headers = { accept = "application/vnd.pagerduty+json;version=2" }
    ok      = [200]
    give = {
      incidents = [for i in self.json.incidents : {
        id         = i.id
        number     = i.incident_number
        service    = i.service.id
        status     = i.status
        created_at = i.created_at
      }]
      complete = !self.json.more
    }
  }
}

action "pagerduty.get_incident" {
  title      = "Look at an incident"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "id" {
    type = string
  }
  # triggered, acknowledged or resolved
  output "status" {
    type   = string
    labels = ["untrusted"]
  }
  output "answered" {
    type = bool
  }
  output "changed_at" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "GET"
    path    = "/incidents/${urlencode(setting.id)}"
    headers = { accept = "application/vnd.pagerduty+json;version=2" }
    ok      = [200]
    give = {
      status     = self.json.incident.status
      answered   = contains(["acknowledged", "resolved"], self.json.incident.status)
      changed_at = self.json.incident.last_status_change_at
    }
  }
}

action "pagerduty.resolve_incident" {
  title      = "Close an incident"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "id" {
    type = string
  }
  setting "caller" {
    type    = string
    pattern = "[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+"
  }

  run "http.request" {
    method  = "PUT"
    path    = "/incidents/${urlencode(setting.id)}"
    headers = { accept = "application/vnd.pagerduty+json;version=2", content-type = "application/json", from = setting.caller }
    body    = jsonencode({ incident = { type = "incident_reference", status = "resolved" } })
    ok      = [200]
    done    = self.status == 400 && strcontains(lower(jsonencode({ e = self.json.error.errors })), "already resolved")
  }
}

# Who would be called now, level by level: the first level is called first.
action "pagerduty.list_on_call" {
  title      = "Look who is on duty"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "policy_id" {
    type    = string
    pattern = "[A-Z0-9]{1,30}"
  }
  output "people" {
    type   = list(object({ id = string, level = number }))
    labels = ["untrusted", "personal"]
  }
  output "complete" {
    type = bool
  }

  run "http.request" {
    method  = "GET"
    path    = "/oncalls"
    query   = { earliest = "true", "escalation_policy_ids[]" = setting.policy_id, limit = "100" }
    headers = { accept = "application/vnd.pagerduty+json;version=2" }
    ok      = [200]
    give = {
      people   = [for o in self.json.oncalls : { id = o.user.id, level = o.escalation_level }]
      complete = !self.json.more
    }
  }
}
