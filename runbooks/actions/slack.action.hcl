# Slack answers 200 to everything: whether it did what it was asked stands in the answer. Where it did not, the answer
# lacks what these actions give, and nobody knows that it was done.

# What is written is text and nothing else: no mention in it calls a whole channel.
action "slack.post_message" {
  title      = "Write to a channel"
  effect     = "change"
  idempotent = false
  kind       = "http"

  setting "channel" {
    type = string
  }
  setting "text" {
    type = string
  }
  # The number of the message within its channel.
  output "ts" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "POST"
    path    = "/chat.postMessage"
    headers = { content-type = "application/json; charset=utf-8" }
    body    = jsonencode({ channel = setting.channel, text = replace(replace(replace(truncate(setting.text, 3000), "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), unfurl_links = false })
    ok      = [200]
    give    = { ts = self.json.ts }
  }
}

action "slack.open_channel" {
  title      = "Open a private channel"
  effect     = "change"
  idempotent = false
  kind       = "http"

  setting "name" {
    type        = string
    description = "small letters, digits and dashes, at most 80; a name is there once"
  }
  output "id" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "POST"
    path    = "/conversations.create"
    headers = { content-type = "application/json; charset=utf-8" }
    body    = jsonencode({ is_private = true, name = setting.name })
    ok      = [200]
    give    = { id = self.json.channel.id }
  }
  undo "slack.archive_channel" {
    channel = self.id
  }
}

action "slack.archive_channel" {
  title      = "Close a channel; what was written stays to be read"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "channel" {
    type = string
  }
  output "closed" {
    type = bool
  }

  run "http.request" {
    method  = "POST"
    path    = "/conversations.archive"
    headers = { content-type = "application/json; charset=utf-8" }
    body    = jsonencode({ channel = setting.channel })
    ok      = [200]
    give    = { closed = self.json.ok ? true : self.json.error == "already_archived" ? true : self.json.channel.is_archived }
  }
}

action "slack.invite" {
  title      = "Take somebody into a channel"
  effect     = "grant"
  idempotent = false
  kind       = "http"

  setting "channel" {
    type = string
  }
  setting "person" {
    type        = string
    description = "the number in Slack, as slack.find_person gives it"
  }
  output "id" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "POST"
    path    = "/conversations.invite"
    headers = { content-type = "application/json; charset=utf-8" }
    body    = jsonencode({ channel = setting.channel, users = setting.person })
    ok      = [200]
    give    = { id = self.json.channel.id }
  }
  undo "slack.remove" {
    channel = setting.channel
    person  = setting.person
  }
}

action "slack.remove" {
  title      = "Take somebody out of a channel"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "channel" {
    type = string
  }
  setting "person" {
    type = string
  }
  output "out" {
    type = bool
  }

  run "http.request" {
    method  = "POST"
    path    = "/conversations.kick"
    headers = { content-type = "application/json; charset=utf-8" }
    body    = jsonencode({ channel = setting.channel, user = setting.person })
    ok      = [200]
    give    = { out = self.json.ok ? true : self.json.error == "not_in_channel" ? true : self.json.channel.is_member }
  }
}

action "slack.find_person" {
  title      = "Look somebody up by e-mail"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "email" {
    type = string
  }
  output "found" {
    type = bool
  }
  output "id" {
    type   = string
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method = "GET"
    path   = "/users.lookupByEmail"
    query  = { email = setting.email }
    ok     = [200]
    give = {
      found = self.json.ok ? !self.json.user.deleted : self.json.error == "users_not_found" ? false : self.json.user.deleted
      id    = self.json.ok ? self.json.user.id : self.json.error == "users_not_found" ? "" : self.json.user.id
    }
  }
}

action "slack.list_members" {
  title      = "List who is in a channel"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "channel" {
    type = string
  }
  output "members" {
    type   = list(string)
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/conversations.members"
    query    = { channel = setting.channel, limit = "200" }
    paginate = "cursor:cursor=response_metadata.next_cursor"
    ok       = [200]
    give     = { members = self.json.members }
  }
}
