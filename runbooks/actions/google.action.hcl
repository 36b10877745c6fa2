action "google.list_users" {
  title      = "List the accounts of Google Workspace"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "users" {
    type   = list(object({ id = string, login = string, admin = bool, active = bool, second_step = bool, enforced = bool }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/admin/directory/v1/users"
    query    = { customer = "my_customer", maxResults = "500" }
    paginate = "cursor:pageToken=nextPageToken"
    ok       = [200]
    give = {
      users = [for u in self.json.users : {
        id          = u.id
        login       = u.primaryEmail
        admin       = u.isAdmin || u.isDelegatedAdmin
        active      = !u.suspended && !u.archived
        second_step = u.isEnrolledIn2Sv
        enforced    = u.isEnforcedIn2Sv
      }]
    }
  }
}

# Where an account has let no application in, the answer has no items; its kind tells that it is the answer all the same.
action "google.list_grants" {
  title      = "List the applications that an account has let in"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "user_id" {
    type = string
  }
  output "grants" {
    type   = list(object({ client = string, name = string, scopes = list(string) }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method = "GET"
    path   = "/admin/directory/v1/users/${urlencode(setting.user_id)}/tokens"
    ok     = [200]
    give = {
      grants = self.json.kind == "admin#directory#tokenList" && absent(self.json.items) ? [] : [for g in self.json.items : {
        client = g.clientId
        name   = absent(g.displayText) ? "" : g.displayText
        scopes = absent(g.scopes) ? [] : g.scopes
      }]
    }
  }
}

action "google.revoke_grant" {
  title      = "Shut an application out of an account"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  setting "user_id" {
    type = string
  }
  setting "client" {
    type = string
  }

  run "http.request" {
    method = "DELETE"
    path   = "/admin/directory/v1/users/${urlencode(setting.user_id)}/tokens/${urlencode(setting.client)}"
    ok     = [200, 204]
    done   = self.status == 404
  }
  undo "none" {
    reason = "An application is let in again by the person alone, who signs in to it."
  }
}

# Of each sign-in Google tells whether it found it suspicious: judged is whether it did tell.
action "google.list_sign_ins" {
  title      = "List who signed in since, and what Google made of it"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "since" {
    type = date
  }
  output "sign_ins" {
    type   = list(object({ user = string, judged = bool, suspicious = bool }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/admin/reports/v1/activity/users/all/applications/login"
    query    = { eventName = "login_success", maxResults = "1000", startTime = "${setting.since}T00:00:00Z" }
    paginate = "cursor:pageToken=nextPageToken"
    ok       = [200]
    give = {
      sign_ins = self.json.kind == "admin#reports#activities" && absent(self.json.items) ? [] : flatten([for a in self.json.items : [for e in a.events : {
        user       = absent(a.actor.email) ? "" : a.actor.email
        judged     = length([for p in e.parameters : p.name if p.name == "is_suspicious"]) > 0
        suspicious = anytrue([for p in e.parameters : p.name == "is_suspicious" && p.boolValue])
      }]])
    }
  }
}

action "google.suspend_user" {
  title      = "Let an account of Google sign in no more"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "user_id" {
    type = string
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/admin/directory/v1/users/${urlencode(setting.user_id)}"
    headers = { content-type = "application/json" }
    body    = jsonencode({ suspended = true })
    ok      = [200]
  }
  undo "google.unsuspend_user" {
    user_id = setting.user_id
  }
}

action "google.unsuspend_user" {
  title      = "Let a suspended account of Google sign in again"
  effect     = "grant"
  idempotent = true
  kind       = "http"

  setting "user_id" {
    type = string
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/admin/directory/v1/users/${urlencode(setting.user_id)}"
    headers = { content-type = "application/json" }
    body    = jsonencode({ suspended = false })
    ok      = [200]
  }
}
