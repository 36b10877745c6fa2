action "jira.open_ticket" {
  title      = "Open a ticket"
  effect     = "change"
  idempotent = false
  kind       = "http"

  setting "project" {
    type    = string
    pattern = "[A-Z][A-Z0-9_]{1,19}"
  }
  setting "type" {
    type        = string
    default     = "Task"
    description = "the kind of work, as it is called in the project"
  }
  setting "subject" {
    type = string
  }
  setting "text" {
    type    = string
    default = ""
  }
  setting "label" {
    type    = string
    default = "attestary"
    pattern = "[A-Za-z0-9._-]{1,60}"
  }
  output "ticket" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "POST"
    path    = "/rest/api/3/issue"
    headers = { accept = "application/json", content-type = "application/json" }
    body = jsonencode({
      fields = {
        project     = { key = setting.project }
        issuetype   = { name = setting.type }
        summary     = truncate(replace(setting.subject, "\n", " "), 250)
        labels      = [setting.label]
        description = { type = "doc", version = 1, content = [{ type = "paragraph", content = [{ type = "text", text = setting.text == "" ? setting.subject : setting.text }] }] }
      }
    })
    ok   = [201]
    give = { ticket = self.json.key }
  }
}

# Those with a label that are not done, and of these those that are older. Jira counts the days itself: it tells times
# in the timezone of whoever asks.
action "jira.find_tickets" {
  title      = "Look for open tickets"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "project" {
    type    = string
    pattern = "[A-Z][A-Z0-9_]{1,19}"
  }
  setting "label" {
    type    = string
    default = "attestary"
    pattern = "[A-Za-z0-9._-]{1,60}"
  }
  setting "older_than_days" {
    type    = number
    default = 0
  }
  output "tickets" {
    type   = list(object({ ticket = string, subject = string, status = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/rest/api/3/search/jql"
    query = {
      jql        = "project = \"${setting.project}\" AND labels = \"${setting.label}\" AND statusCategory != Done${setting.older_than_days > 0 ? " AND created <= \"-${setting.older_than_days}d\"" : ""} ORDER BY created ASC"
      fields     = "summary,status"
      maxResults = "100"
    }
    headers  = { accept = "application/json" }
    paginate = "cursor:nextPageToken=nextPageToken"
    ok       = [200]
    give = {
      tickets = [for i in self.json.issues : { ticket = i.key, subject = i.fields.summary, status = i.fields.status.statusCategory.key }]
    }
  }
}

action "jira.get_ticket" {
  title      = "Look at a ticket"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "ticket" {
    type    = string
    pattern = "[A-Z][A-Z0-9_]{1,19}-[0-9]{1,9}"
  }
  output "found" {
    type = bool
  }
  output "finished" {
    type = bool
  }

  run "http.request" {
    method  = "GET"
    path    = "/rest/api/3/issue/${setting.ticket}"
    query   = { fields = "status" }
    headers = { accept = "application/json" }
    ok      = [200, 404]
    give = {
      found    = self.status == 200
      finished = self.status == 404 ? false : self.json.fields.status.statusCategory.key == "done"
    }
  }
}

action "jira.comment" {
  title      = "Write below a ticket"
  effect     = "change"
  idempotent = false
  kind       = "http"

  setting "ticket" {
    type = string
  }
  setting "text" {
    type = string
  }

  run "http.request" {
    method  = "POST"
    path    = "/rest/api/3/issue/${urlencode(setting.ticket)}/comment"
    headers = { accept = "application/json", content-type = "application/json" }
    body    = jsonencode({ body = { type = "doc", version = 1, content = [{ type = "paragraph", content = [{ type = "text", text = setting.text }] }] } })
    ok      = [201]
  }
}

# Which way leads to the end of the work has a number of its own in every project: Jira tells it at the workflow.
action "jira.move_ticket" {
  title      = "Move a ticket on"
  effect     = "change"
  idempotent = false
  kind       = "http"

  setting "ticket" {
    type = string
  }
  setting "transition" {
    type    = string
    pattern = "[0-9]{1,9}"
  }

  run "http.request" {
    method  = "POST"
    path    = "/rest/api/3/issue/${urlencode(setting.ticket)}/transitions"
    headers = { accept = "application/json", content-type = "application/json" }
    body    = jsonencode({ transition = { id = setting.transition } })
    ok      = [204]
  }
}
