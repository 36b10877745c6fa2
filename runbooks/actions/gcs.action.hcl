# A bucket of Google Cloud Storage, as far as its rules go. Deletes has an age in days for each rule that deletes
# whatever is so old, and nothing else; kept is for how many seconds nobody may delete, 0 where anybody may at once.
action "gcs.list_buckets" {
  title      = "List the buckets of a project with their rules"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "project" {
    type    = string
    pattern = "[a-z][a-z0-9-]{4,28}[a-z0-9]"
  }
  setting "prefix" {
    type        = string
    default     = ""
    description = "Only buckets whose names begin so."
  }
  output "buckets" {
    type = list(object({
      name      = string, class = string, owner = string, private = bool, uniform = bool, own_key = bool,
      versioned = bool, logged = bool, deletes = list(number), kept = number
    }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/storage/v1/b"
    query    = { project = setting.project, prefix = setting.prefix, projection = "full", maxResults = "500" }
    paginate = "cursor:pageToken=nextPageToken"
    ok       = [200]
    give = {
      buckets = jsonencode({ x = self.json.items }) == "{\"x\":null}" ? [] : [for b in self.json.items : {
        name      = b.name
        class     = jsonencode({ x = b.labels.class }) == "{\"x\":null}" ? "" : b.labels.class
        owner     = jsonencode({ x = b.labels.owner }) == "{\"x\":null}" ? "" : b.labels.owner
        private   = jsonencode({ x = b.iamConfiguration.publicAccessPrevention }) == "{\"x\":\"enforced\"}"
        uniform   = jsonencode({ x = b.iamConfiguration.uniformBucketLevelAccess.enabled }) == "{\"x\":true}"
        own_key   = jsonencode({ x = b.encryption.defaultKmsKeyName }) != "{\"x\":null}"
        versioned = jsonencode({ x = b.versioning.enabled }) == "{\"x\":true}"
        logged    = jsonencode({ x = b.logging.logBucket }) != "{\"x\":null}"
        deletes   = jsonencode({ x = b.lifecycle.rule }) == "{\"x\":null}" ? [] : [for r in b.lifecycle.rule : r.condition.age if r.action.type == "Delete" && matches(jsonencode(r.condition), "\\{\"age\":[0-9]+\\}")]
        kept      = jsonencode({ x = b.retentionPolicy.retentionPeriod }) == "{\"x\":null}" ? 0 : number(b.retentionPolicy.retentionPeriod)
      }]
    }
  }
}

action "gcs.create_bucket" {
  title      = "Make a bucket that has no rules yet"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "project" {
    type    = string
    pattern = "[a-z][a-z0-9-]{4,28}[a-z0-9]"
  }
  setting "name" {
    type    = string
    pattern = "[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]"
  }
  setting "class" {
    type    = string
    pattern = "[a-z0-9_-]{1,63}"
  }

  # 409 is a bucket of that name, which may be somebody else's: then it is not this one, and the step fails.
  run "http.request" {
    method  = "POST"
    path    = "/storage/v1/b"
    query   = { project = setting.project }
    headers = { content-type = "application/json" }
    body    = jsonencode({ name = setting.name, labels = { class = setting.class } })
    ok      = [200]
  }
  undo "gcs.delete_bucket" {
    name = setting.name
  }
}

# Cloud Storage refuses to delete a bucket that holds anything.
action "gcs.delete_bucket" {
  title      = "Delete an empty bucket"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  setting "name" {
    type    = string
    pattern = "[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]"
  }

  run "http.request" {
    method = "DELETE"
    path   = "/storage/v1/b/${urlencode(setting.name)}"
    ok     = [204]
    done   = self.status == 404
  }
}

action "gcs.set_deletion" {
  title      = "Let a bucket delete what is older than so many days"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "name" {
    type    = string
    pattern = "[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]"
  }
  setting "days" {
    type = number
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/storage/v1/b/${urlencode(setting.name)}"
    headers = { content-type = "application/json" }
    body    = jsonencode({ lifecycle = { rule = [{ action = { type = "Delete" }, condition = { age = setting.days } }] } })
    ok      = [200]
  }
}

# Written once: what is there already stays as it was.
action "gcs.write_object" {
  title      = "Put a small text into a bucket"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "bucket" {
    type    = string
    pattern = "[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]"
  }
  setting "name" {
    type    = string
    pattern = "[A-Za-z0-9._-]{1,200}"
  }
  setting "text" {
    type = string
  }

  run "http.request" {
    method  = "POST"
    path    = "/upload/storage/v1/b/${urlencode(setting.bucket)}/o"
    query   = { uploadType = "media", name = setting.name, ifGenerationMatch = "0" }
    headers = { content-type = "text/plain" }
    body    = setting.text
    ok      = [200]
    done    = self.status == 412
  }
}

action "gcs.find_object" {
  title      = "Look whether something is in a bucket"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "bucket" {
    type    = string
    pattern = "[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]"
  }
  setting "name" {
    type    = string
    pattern = "[A-Za-z0-9._-]{1,200}"
  }
  output "found" {
    type = bool
  }

  # A bucket that is not there answers 404 as well: it is told apart by what it says.
  run "http.request" {
    method = "GET"
    path   = "/storage/v1/b/${urlencode(setting.bucket)}/o/${urlencode(setting.name)}"
    ok     = [200, 404]
    give = {
      found = self.status == 200 ? true : startswith(self.json.error.message, "No such object") ? false : self.json.unseen
    }
  }
}

# What Cloud Storage deleted stays to be seen for as long as the bucket keeps it (soft delete, seven days unless changed).
action "gcs.find_deleted" {
  title      = "Look whether something was in a bucket, and was deleted"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "bucket" {
    type    = string
    pattern = "[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]"
  }
  setting "name" {
    type    = string
    pattern = "[A-Za-z0-9._-]{1,200}"
  }
  output "found" {
    type = bool
  }

  run "http.request" {
    method   = "GET"
    path     = "/storage/v1/b/${urlencode(setting.bucket)}/o"
    query    = { softDeleted = "true", prefix = setting.name, maxResults = "500" }
    paginate = "cursor:pageToken=nextPageToken"
    ok       = [200]
    give = {
      found = jsonencode({ x = self.json.items }) == "{\"x\":null}" ? false : anytrue([for o in self.json.items : o.name == setting.name && jsonencode({ x = o.softDeleteTime }) != "{\"x\":null}"])
    }
  }
}

action "gcs.read_object" {
  title      = "Read something out of a bucket, as a thief would"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "bucket" {
    type    = string
    pattern = "[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]"
  }
  setting "name" {
    type    = string
    pattern = "[A-Za-z0-9._-]{1,200}"
  }
  output "read" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/storage/v1/b/${urlencode(setting.bucket)}/o/${urlencode(setting.name)}"
    query  = { alt = "media" }
    ok     = [200]
    give   = { read = self.status == 200 }
  }
}
