# What may be wrong with an action, each told once, in its own file.

action "wiki.page" {
  title      = "Look at a page"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "id" {
    type = string
  }
  setting "page_size" {
    type    = number
    default = "ten" # ERROR RB3011 "is not a number"
  }
  setting "space" {
    type    = string
    pattern = "[a-z]+"
    default = "Main" # ERROR RB3011 "does not fit the pattern"
  }
  setting "order" {
    type    = string
    pattern = "(" # ERROR RB3013
  }
  setting "depth" {
    type    = number
    pattern = "[0-9]" # ERROR RB3012
  }
  setting "limit" { # ERROR RB3042 "Every step has limit"
    type = number
  }
  setting "when" { # ERROR RB3042
    type = int # ERROR RB3041 "int"
  }
  setting "language" {
    type    = string
    one_of  = ["en", "fr"]
    default = "de" # ERROR RB3011 "none of one_of"
  }
  output "author" {
    type = strin # ERROR RB3041 "Did you mean string?"
  }
  output "outcome" { # ERROR RB3042 "Every step gives outcome"
    type = string
  }
  output "seen_at" {
    type  = number # ERROR RB3041 "is a text"
    as_of = true
  }
  output "changed_at" {
    type  = string
    as_of = true # ERROR RB3041 "Another output"
  }
  output "title" {
    type = string
  }
  output "words" {
    type = number
  }
  output "links" { # ERROR RB3044 "Nothing says what the output links is"
    type = list(string)
  }

  run "http.request" {
    method = "GET"
    path   = "/pages/${setting.id}" # ERROR RB6003 "setting.id"
    query  = { size = "${setting.page_size}", space = setting.space, q = "id = \"${setting.id}\"", order = setting.order }
    headers = {
      "x-depth" = "${setting.depth}"
      "x-space" = setting.space
    }
    done = self.status # ERROR RB3004
    give = {
      author     = self.json.author
      outcome    = "known"
      seen_at    = 1
      changed_at = self.headers["date"]
      titel      = self.json.title   # ERROR RB3044 "Did you mean title?"
      words      = self.json.words ? "many" : "few" # ERROR RB3001
    }
  }
  undo "wiki.remove" { # ERROR RB2007 "There is no action wiki.remove. Did you mean wiki.removed?"
    id   = setting.nid # ERROR RB2002 "Did you mean id?"
    size = setting.limit + setting.when
  }
}

action "wiki.rename" {
  title      = "Give a page another name"
  effect     = "observe" # NOTE RB4020 "POST"
  idempotent = true
  kind       = "http"

  setting "from" {
    type = string
  }

  run "http.request" {
    method   = "POST"
    path     = "/pages/${urlencode(setting.from)}"
    pth      = "/pages" # ERROR RB1002 "Did you mean path?"
    body     = input.body # ERROR RB2006 "made of its settings"
    paginate = "next"     # ERROR RB3045
  }
  undo "tls.probe" { # ERROR RB4022 "only looks"
    host = "wiki.acme.example"
  }
}

action "wiki.removed" {
  title      = ""        # ERROR RB3025
  effect     = "observe" # ERROR RB4006 "DELETE"
  idempotent = true
  kind       = "http"

  setting "id" {
    type   = string
    one_of = ["a", "b"]
  }

  run "http.request" {
    method = "DELETE"
    path   = "/pages/${setting.id}/../all" # ERROR RB5007
  }
  undo "exec.run" { # ERROR RB4022 "goes over another connection"
    argv = ["git", "revert", setting.id]
  }
}

action "wiki.export" {
  title      = "Write all pages to a file"
  effect     = "change"
  idempotent = true
  kind       = "http"

  run "exec.run" { # ERROR RB3043 "is not done by exec.run"
    argv = ["export"]
  }
  undo "none" { # ERROR RB4026 "nothing says why"
  }
}

action "wiki.again" {
  title      = "Look at a page again"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "id" {
    type = string
  }

  run "wiki.page" { # ERROR RB3043 "written in HCL itself"
    id = setting.id
  }
}

action "wiki.program" {
  title      = "Run what a step says"
  effect     = "change"
  idempotent = false
  kind       = "shell"

  setting "program" {
    type    = string
    pattern = "[a-z]+"
  }

  run "exec.run" {
    argv     = [setting.program] # ERROR RB5005 "The program of exec.run"
    paginate = "link-header"     # ERROR RB3045 "has no pages"
    env      = { answer = self.json } # ERROR RB2006 "There is no self here"
  }
  undo "shop.open" { # ERROR RB4022 "another connection"
  }
}

action "wiki.lock" {
  title      = "Lock a page"
  effect     = "change"
  idempotent = true
  kind       = "http"

  run "http.request" { # ERROR RB1003 "lacks the setting path"
    method = "PUT"
    give   = [] # ERROR RB3044 "written out"
  }
  undo "none" {
    reason = "It unlocks by itself."
    id     = 7 # ERROR RB4026 "no action here"
  }
}

action "wiki.unlock" {
  title      = "Unlock a page"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "gently" { # WARNING RB2023 "setting gently"
    type = bool
  }

  run "http.request" {
    method = "PUT"
    path   = "/unlock"
  }
  undo "wiki.lock" {
    page   = "7"        # ERROR RB1002 "wiki.lock has no setting page"
    reason = "It locks" # ERROR RB4026
  }
}
