# What GitHub tells and no action of github.* does: which scanners looked, what was released, where it is deployed to.

action "github_rest.list_repositories" {
  title      = "List the repositories of an organization"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "organization" {
    type    = string
    pattern = "[A-Za-z0-9-]{1,39}"
  }
  # Those that are worked on: not archived, no copy of somebody else's, and not empty.
  output "repositories" {
    type   = list(object({ name = string, branch = string, pushed_at = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/orgs/${setting.organization}/repos"
    query    = { per_page = "100", type = "all" }
    headers  = { accept = "application/vnd.github+json", x-github-api-version = "2022-11-28" }
    paginate = "link-header"
    ok       = [200]
    give = {
      repositories = [for r in self.json : { name = r.full_name, branch = r.default_branch, pushed_at = r.pushed_at } if !r.archived && !r.disabled && !r.fork && r.size > 0]
    }
  }
}

# The newest hundred of a branch; a repository that was never scanned answers 404.
action "github_rest.list_scans" {
  title      = "List which scanners looked at a branch"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "repository" {
    type    = string
    pattern = "[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}"
  }
  setting "branch" {
    type    = string
    pattern = "[A-Za-z0-9._/-]{1,200}"
  }
  # Those that came to an end without an error.
  output "scans" {
    type   = list(object({ tool = string, commit = string, created_at = string, results = number }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "GET"
    path    = "/repos/${setting.repository}/code-scanning/analyses"
    query   = { direction = "desc", per_page = "100", ref = "refs/heads/${setting.branch}", sort = "created" }
    headers = { accept = "application/vnd.github+json", x-github-api-version = "2022-11-28" }
    ok      = [200, 404]
    give = {
      scans = self.status == 404 ? [] : [for a in self.json : { tool = a.tool.name, commit = a.commit_sha, created_at = a.created_at, results = a.results_count } if a.error == ""]
    }
  }
}

action "github_rest.list_required_checks" {
  title      = "List which checks must pass before a change comes into a branch"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "repository" {
    type    = string
    pattern = "[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}"
  }
  setting "branch" {
    type    = string
    pattern = "[A-Za-z0-9._-]{1,200}"
  }
  output "checks" {
    type   = list(string)
    labels = ["untrusted"]
  }
  # The tools of code scanning that must have found nothing.
  output "tools" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/repos/${setting.repository}/rules/branches/${setting.branch}"
    query    = { per_page = "100" }
    headers  = { accept = "application/vnd.github+json", x-github-api-version = "2022-11-28" }
    paginate = "link-header"
    ok       = [200]
    give = {
      checks = flatten([for r in self.json : [for c in r.parameters.required_status_checks : c.context] if r.type == "required_status_checks"])
      tools  = flatten([for r in self.json : [for c in r.parameters.code_scanning_tools : c.tool] if r.type == "code_scanning"])
    }
  }
}

action "github_rest.get_release" {
  title      = "Look at the newest release of a repository"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "repository" {
    type    = string
    pattern = "[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}"
  }
  # "never" where there is none
  output "published_at" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "GET"
    path    = "/repos/${setting.repository}/releases/latest"
    headers = { accept = "application/vnd.github+json", x-github-api-version = "2022-11-28" }
    ok      = [200, 404]
    give    = { published_at = self.status == 404 ? "never" : self.json.published_at }
  }
}

# Merged changes, the newest hundred that were touched last.
action "github_rest.list_changes" {
  title      = "List the changes that came into a branch"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "repository" {
    type    = string
    pattern = "[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}"
  }
  setting "branch" {
    type    = string
    pattern = "[A-Za-z0-9._-]{1,200}"
  }
  output "changes" {
    type   = list(object({ number = number, merged_at = string, commit = string, labels = list(string) }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "GET"
    path    = "/repos/${setting.repository}/pulls"
    query   = { base = setting.branch, direction = "desc", per_page = "100", sort = "updated", state = "closed" }
    headers = { accept = "application/vnd.github+json", x-github-api-version = "2022-11-28" }
    ok      = [200]
    give = {
      changes = [for p in self.json : { number = p.number, merged_at = p.merged_at, commit = p.merge_commit_sha, labels = [for l in p.labels : l.name] } if jsonencode({ m = p.merged_at }) != "{\"m\":null}"]
    }
  }
}

# What it takes to deploy to an environment: whether administrators may pass by, and how many must say yes.
# Reviewers are the teams that must say yes to a deployment, and people as @NAME.
action "github_rest.list_environments" {
  title      = "List where a repository is deployed to"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "repository" {
    type    = string
    pattern = "[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}"
  }
  output "environments" {
    type   = list(object({ name = string, bypassed = bool, branches = bool, reviewed = bool, reviewers = list(string) }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method  = "GET"
    path    = "/repos/${setting.repository}/environments"
    query   = { per_page = "100" }
    headers = { accept = "application/vnd.github+json", x-github-api-version = "2022-11-28" }
    ok      = [200]
    give = {
      environments = self.json.total_count > length(self.json.environments) ? self.json.unseen : [for e in self.json.environments : {
        name     = e.name
        bypassed = jsonencode({ x = e.can_admins_bypass }) != "{\"x\":false}"
        branches = jsonencode({ x = e.deployment_branch_policy }) != "{\"x\":null}"
        reviewed = strcontains(jsonencode({ p = e.protection_rules }), "\"type\":\"required_reviewers\"")
        reviewers = absent(e.protection_rules) ? [] : flatten([for p in e.protection_rules : [
          for r in p.reviewers : r.type == "Team" ? r.reviewer.slug : "@${r.reviewer.login}"
        ] if p.type == "required_reviewers"])
      }]
    }
  }
}
