# HCP Terraform and Terraform Enterprise, where networks are made from what stands in git. A workspace is one of them.

# An empty branch is the one that the repository opens with. How long a workspace lives stands in a tag of its own, as until:2026-12-31; one that is to end by itself has an end.
action "terraform.list_workspaces" {
  title      = "List what is made from code"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "organization" {
    type    = string
    pattern = "[A-Za-z0-9_-]{1,64}"
  }
  setting "tag" {
    type    = string
    pattern = "[a-z0-9:_-]{1,100}"
  }
  output "workspaces" {
    type   = list(object({ id = string, name = string, from_git = bool, repository = string, branch = string, by_itself = bool, watched = bool, resources = number, lives_until = string, ends = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/organizations/${setting.organization}/workspaces"
    query    = { "page[size]" = "100", "search[tags]" = setting.tag }
    headers  = { accept = "application/vnd.api+json" }
    paginate = "pages:page[number]=meta.pagination.total-pages"
    ok       = [200]
    give = {
      workspaces = [for w in self.json.data : {
        id          = w.id
        name        = w.attributes.name
        from_git    = jsonencode({ x = w.attributes["vcs-repo"] }) != "{\"x\":null}" && w.attributes["execution-mode"] != "local"
        repository  = jsonencode({ x = w.attributes["vcs-repo"].identifier }) == "{\"x\":null}" ? "" : w.attributes["vcs-repo"].identifier
        branch      = jsonencode({ x = w.attributes["vcs-repo"].branch }) == "{\"x\":null}" ? "" : w.attributes["vcs-repo"].branch
        by_itself   = w.attributes["auto-apply"]
        watched     = jsonencode({ x = w.attributes["assessments-enabled"] }) == "{\"x\":true}"
        resources   = w.attributes["resource-count"]
        lives_until = join("", [for t in w.attributes["tag-names"] : substr(t, 6, 10) if matches(t, "until:[0-9]{4}-[0-9]{2}-[0-9]{2}")])
        ends        = jsonencode({ a = w.attributes["auto-destroy-at"], d = w.attributes["auto-destroy-activity-duration"] }) != "{\"a\":null,\"d\":null}"
      }]
    }
  }
}

# Whether the network still is as the code says. Where nobody ever compared them, Terraform answers 404.
action "terraform.get_drift" {
  title      = "Ask whether what is there is what the code says"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "workspace" {
    type    = string
    pattern = "ws-[A-Za-z0-9]{1,40}"
  }
  output "drifted" {
    type = bool
  }
  output "compared_at" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "GET"
    path    = "/workspaces/${setting.workspace}/current-assessment-result"
    headers = { accept = "application/vnd.api+json" }
    ok      = [200]
    give = {
      drifted     = self.json.data.attributes.succeeded ? self.json.data.attributes.drifted : self.json.data.attributes.unseen
      compared_at = "${substr(self.json.data.attributes["created-at"], 0, 19)}Z"
    }
  }
}

# The newest hundred that changed something, and by which way each came.
action "terraform.list_runs" {
  title      = "List how changes came in"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "workspace" {
    type    = string
    pattern = "ws-[A-Za-z0-9]{1,40}"
  }
  output "runs" {
    type   = list(object({ status = string, from_git = bool, created_at = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "GET"
    path    = "/workspaces/${setting.workspace}/runs"
    query   = { "filter[status]" = "applied", "page[size]" = "100" }
    headers = { accept = "application/vnd.api+json" }
    ok      = [200]
    give = {
      runs = [for r in self.json.data : {
        status     = r.attributes.status
        from_git   = contains(["tfe-configuration-version", "tfe-run-trigger"], r.attributes.source)
        created_at = "${substr(r.attributes["created-at"], 0, 19)}Z"
      }]
    }
  }
}

action "terraform.get_workspace" {
  title      = "Look how much there is of one"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "workspace" {
    type    = string
    pattern = "ws-[A-Za-z0-9]{1,40}"
  }
  output "resources" {
    type = number
  }
  output "locked" {
    type = bool
  }
  # When it is to end by itself; "never" where that is not said.
  output "ends_at" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "GET"
    path    = "/workspaces/${setting.workspace}"
    headers = { accept = "application/vnd.api+json" }
    ok      = [200]
    give = {
      resources = self.json.data.attributes["resource-count"]
      locked    = self.json.data.attributes.locked
      ends_at   = jsonencode({ x = self.json.data.attributes["auto-destroy-at"] }) == "{\"x\":null}" ? "never" : "${substr(self.json.data.attributes["auto-destroy-at"], 0, 19)}Z"
    }
  }
}

action "terraform.start" {
  title      = "Make what the code says"
  effect     = "change"
  idempotent = false
  kind       = "http"

  setting "workspace" {
    type    = string
    pattern = "ws-[A-Za-z0-9]{1,40}"
  }
  setting "message" {
    type = string
  }
  output "id" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "POST"
    path    = "/runs"
    headers = { accept = "application/vnd.api+json", content-type = "application/vnd.api+json" }
    body = jsonencode({ data = {
      type          = "runs"
      attributes    = { auto-apply = true, message = setting.message }
      relationships = { workspace = { data = { type = "workspaces", id = setting.workspace } } }
    } })
    ok   = [201]
    give = { id = self.json.data.id }
  }
  undo "terraform.destroy" {
    workspace = setting.workspace
  }
}

action "terraform.destroy" {
  title      = "Take away all that the code made"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  setting "workspace" {
    type    = string
    pattern = "ws-[A-Za-z0-9]{1,40}"
  }

  run "http.request" {
    method  = "POST"
    path    = "/runs"
    headers = { accept = "application/vnd.api+json", content-type = "application/vnd.api+json" }
    body = jsonencode({ data = {
      type          = "runs"
      attributes    = { auto-apply = true, is-destroy = true, message = "Taken back by a runbook" }
      relationships = { workspace = { data = { type = "workspaces", id = setting.workspace } } }
    } })
    ok = [201]
  }
}

action "terraform.set_end" {
  title      = "Say when it is to end by itself"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "workspace" {
    type    = string
    pattern = "ws-[A-Za-z0-9]{1,40}"
  }
  setting "at" {
    type = string
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/workspaces/${setting.workspace}"
    headers = { accept = "application/vnd.api+json", content-type = "application/vnd.api+json" }
    body    = jsonencode({ data = { type = "workspaces", attributes = { auto-destroy-at = setting.at } } })
    ok      = [200]
  }
}
