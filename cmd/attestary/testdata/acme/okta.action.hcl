action "okta.list_users" {
  title      = "Active people who did not sign in since a date"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "last_login_before" {
    type = string
  }
  output "users" {
    type   = list(object({ id = string, login = string, last_login = string }))
    labels = ["untrusted", "personal"]
  }
  output "count" {
    type = number
  }

  run "http.request" {
    method = "GET"
    path   = "/api/v1/users"
    query = {
      search = "status eq \"ACTIVE\" and lastLogin lt \"${setting.last_login_before}\""
      limit  = "200"
    }
    paginate = "link-header"
    ok       = [200]
    give = {
      users = [for u in self.json : { id = u.id, login = u.profile.login, last_login = default(u.lastLogin, "never") }]
      count = length(self.json)
    }
  }
}

action "okta.get_user" {
  title      = "Look somebody up"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "login" {
    type = string
  }
  output "id" {
    type = string
  }
  output "found" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/api/v1/users/${urlencode(setting.login)}"
    ok     = [200, 404]
    give = {
      id    = default(self.json.id, "")
      found = self.status == 200
    }
  }
}

action "okta.suspend_user" {
  title      = "Suspend somebody"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "user_id" {
    type = string
  }
  output "account" {
    type = string
  }

  run "http.request" {
    method = "POST"
    path   = "/api/v1/users/${urlencode(setting.user_id)}/lifecycle/suspend"
    ok     = [200]
    done   = self.status == 400 && default(self.json.errorCode, "") == "E0000001"
    give   = { account = "SUSPENDED" }
  }
  undo "okta.unsuspend_user" {
    user_id = setting.user_id
  }
}

action "okta.unsuspend_user" {
  title      = "Let a suspended person in again"
  effect     = "grant"
  idempotent = false
  kind       = "http"

  setting "user_id" {
    type = string
  }

  run "http.request" {
    method = "POST"
    path   = "/api/v1/users/${urlencode(setting.user_id)}/lifecycle/unsuspend"
    ok     = [200]
    done   = self.status == 400 && default(self.json.errorCode, "") == "E0000001"
  }
}

action "okta.end_sessions" {
  title      = "End all sessions of somebody"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  setting "user_id" {
    type = string
  }

  run "http.request" {
    method = "DELETE"
    path   = "/api/v1/users/${urlencode(setting.user_id)}/sessions"
    query  = { oauthTokens = "true" }
    ok     = [204]
  }
}
