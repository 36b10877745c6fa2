# S3 answers in XML, whose values cannot hold a "<": what is looked for stands in it as it is. Where a bucket has no such
# settings, S3 answers 404; that reads as: not so.
action "aws_s3.list_buckets" {
  title      = "List the buckets of the account, of all regions"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "buckets" {
    type   = list(object({ name = string, region = string }))
    labels = ["untrusted"]
  }
  output "more" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/"
    query  = { max-buckets = "1000" }
    ok     = [200]
    give = {
      buckets = [for b in split("<Bucket>", self.text) : {
        name   = split("</Name>", split("<Name>", b)[1])[0]
        region = split("</BucketRegion>", split("<BucketRegion>", b)[1])[0]
      } if strcontains(b, "</Bucket>")]
      more = strcontains(self.text, "<ContinuationToken>")
    }
  }
}

action "aws_s3.get_public_access_block" {
  title      = "Ask whether a bucket can be opened to everybody"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "bucket" {
    type    = string
    pattern = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
  }
  output "closed" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/${setting.bucket}"
    query  = { publicAccessBlock = "" }
    ok     = [200, 404]
    give = {
      closed = self.status == 200 && strcontains(self.text, "<BlockPublicAcls>true</BlockPublicAcls>") && strcontains(self.text, "<IgnorePublicAcls>true</IgnorePublicAcls>") && strcontains(self.text, "<BlockPublicPolicy>true</BlockPublicPolicy>") && strcontains(self.text, "<RestrictPublicBuckets>true</RestrictPublicBuckets>")
    }
  }
}

action "aws_s3.get_encryption" {
  title      = "Ask how a bucket encrypts what is put into it"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "bucket" {
    type    = string
    pattern = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
  }
  output "encrypted" {
    type = bool
  }
  output "own_key" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/${setting.bucket}"
    query  = { encryption = "" }
    ok     = [200, 404]
    give = {
      encrypted = self.status == 200 && (strcontains(self.text, "<SSEAlgorithm>AES256</SSEAlgorithm>") || strcontains(self.text, "<SSEAlgorithm>aws:kms</SSEAlgorithm>") || strcontains(self.text, "<SSEAlgorithm>aws:kms:dsse</SSEAlgorithm>"))
      own_key   = self.status == 200 && strcontains(self.text, "<KMSMasterKeyID>")
    }
  }
}

action "aws_s3.get_versioning" {
  title      = "Ask whether a bucket keeps what is overwritten"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "bucket" {
    type    = string
    pattern = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
  }
  output "kept" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/${setting.bucket}"
    query  = { versioning = "" }
    ok     = [200]
    give   = { kept = strcontains(self.text, "<Status>Enabled</Status>") }
  }
}

# The policy alone is JSON. Only the plain form counts: nobody may do anything without TLS, with nothing of the bucket.
action "aws_s3.get_transport" {
  title      = "Ask whether a bucket refuses requests without TLS"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "bucket" {
    type    = string
    pattern = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
  }
  output "tls_only" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/${setting.bucket}"
    query  = { policy = "" }
    ok     = [200, 404]
    give = {
      tls_only = self.status != 200 ? false : length([
        for s in self.json.Statement : s.Effect
        if s.Effect == "Deny" && contains(["\"*\"", "{\"AWS\":\"*\"}"], absent(s.Principal) ? "" : jsonencode(s.Principal)) && contains(["\"s3:*\"", "[\"s3:*\"]", "\"*\""], absent(s.Action) ? "" : jsonencode(s.Action)) && contains(["{\"Bool\":{\"aws:SecureTransport\":\"false\"}}", "{\"Bool\":{\"aws:SecureTransport\":[\"false\"]}}"], absent(s.Condition) ? "" : jsonencode(s.Condition)) && !absent(s.Resource) && strcontains(jsonencode(s.Resource), "\"arn:aws:s3:::${setting.bucket}/*\"") && strcontains(jsonencode(s.Resource), "\"arn:aws:s3:::${setting.bucket}\"")
      ]) > 0
    }
  }
}
