runbook "s3-buckets" {
  language  = 1
  title     = "Is every bucket at AWS closed, encrypted and kept?"
  owner     = role.engineers
  read_only = true
  timeout   = "1h"
  summary   = <<-EOT
    Asks S3 every day about all buckets of one account. Each must refuse to be opened to everybody, encrypt what is put into it, take
    requests over TLS alone, and keep what somebody overwrites. A bucket where nobody looks is found too. It
    changes nothing, and keeps numbers only.
  EOT
}

# What is asked of a bucket is enforced by S3 itself: it refuses a rule that would open it, and a request in the open.
satisfies "cisa-ztmm" {
  function  = "data.data-access"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "cisa-ztmm" {
  function  = "data.data-encryption"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-3", "SC-28", "SC-28(1)", "SC-8(1)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "20 5 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.engineers, role.security]
}

use "aws_s3" {
  allow = ["aws_s3.list_buckets", "aws_s3.get_public_access_block", "aws_s3.get_encryption", "aws_s3.get_transport", "aws_s3.get_versioning"]
}

locals {
  here      = [for b in step.buckets.buckets : b.name if b.region == org.s3.region]
  astray    = [for b in step.buckets.buckets : b.name if b.region != org.s3.region && !contains(org.s3.others, b.region)]
  open      = [for name, b in step.closed : name if !b.closed]
  plain     = [for name, b in step.encrypted : name if !b.encrypted]
  own_keys  = [for name, b in step.encrypted : name if b.own_key]
  unguarded = [for name, b in step.transport : name if !b.tls_only]
  unkept    = [for name, b in step.kept : name if !b.kept && !contains(org.s3.unkept, name)]
}

step "aws_s3.list_buckets" "buckets" {
  title = "List the buckets"
}

step "aws_s3.get_public_access_block" "closed" {
  title    = "Ask whether each can be opened to everybody"
  for_each = { for name in local.here : name => name }
  bucket   = each.key
  retry {
    max   = 3
    delay = "5s"
  }
}

step "aws_s3.get_encryption" "encrypted" {
  title    = "Ask how each encrypts"
  for_each = { for name in local.here : name => name }
  bucket   = each.key
  retry {
    max   = 3
    delay = "5s"
  }
}

step "aws_s3.get_transport" "transport" {
  title    = "Ask whether each wants TLS"
  for_each = { for name in local.here : name => name }
  bucket   = each.key
  retry {
    max   = 3
    delay = "5s"
  }
}

step "aws_s3.get_versioning" "kept" {
  title    = "Ask whether each keeps what is overwritten"
  for_each = { for name in local.here : name => name }
  bucket   = each.key
  retry {
    max   = 3
    delay = "5s"
  }
}

check "seen" {
  condition = length(local.here) > 0
  message   = "The account has no bucket in the region ${org.s3.region}."
  severity  = "high"
  remedy    = "Compare org.s3 in project.hcl, and the region and key of the connection aws_s3, with the account that holds your data."
}

check "nothing_astray" {
  condition = length(local.astray) == 0 && !step.buckets.more
  message   = "${length(local.astray)} buckets lie in regions at which nobody looks, or there are more than 1000."
  severity  = "high"
  remedy    = "In the console of S3, General purpose buckets, sort by region. Delete what nobody needs; for the rest copy this runbook with a connection for that region, and name it in org.s3."
}

check "closed" {
  condition = length(local.open) == 0
  message   = "${length(local.open)} buckets could be opened to everybody."
  severity  = "high"
  remedy    = "In the console of S3, open the bucket, Permissions, Block public access: turn all four on. What has to be public goes through CloudFront."
}

check "encrypted" {
  condition = length(local.plain) == 0
  message   = "${length(local.plain)} buckets do not encrypt what is put into them."
  severity  = "high"
  remedy    = "In the console of S3, open the bucket, Properties, Default encryption, and choose a key."
}

check "tls_only" {
  condition = length(local.unguarded) == 0
  message   = "${length(local.unguarded)} buckets do not refuse requests without TLS."
  severity  = "medium"
  remedy    = "In the console of S3, open the bucket, Permissions, Bucket policy. Add a statement that denies everybody s3:*, for the bucket and all in it, if aws:SecureTransport is false, and nothing else."
}

check "kept" {
  condition = length(local.unkept) == 0
  message   = "${length(local.unkept)} buckets forget what somebody overwrites or deletes."
  severity  = "medium"
  remedy    = "In the console of S3, open the bucket, Properties, Bucket versioning: enable it. If a bucket may forget, name it in org.s3 under unkept."
}

evidence "buckets" {
  value       = length(local.here)
  description = "how many buckets were looked at"
}

evidence "open" {
  value       = length(local.open)
  description = "how many of them could be opened to everybody"
}

evidence "plain" {
  value       = length(local.plain)
  description = "how many of them do not encrypt"
}

evidence "own_keys" {
  value       = length(local.own_keys)
  description = "how many of them encrypt with a named key in KMS"
}

evidence "unguarded" {
  value       = length(local.unguarded)
  description = "how many of them take requests without TLS"
}

evidence "unkept" {
  value       = length(local.unkept)
  description = "how many of them forget what is overwritten, and should not"
}

evidence "astray" {
  value       = length(local.astray)
  description = "how many buckets lie where nobody looks"
}
