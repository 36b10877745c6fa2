# The tables of Steampipe's plugins for AWS and Google Cloud, asked over the protocol of PostgreSQL. What a cloud does not
# say counts as bad. Tags are called data-class and owner; where yours are called otherwise, change them here.

# A store is redundant where the loss of one data centre does not stop it: buckets and tables of DynamoDB are by
# themselves. History is how many days one can go back, -1 for versions without an end. It adapts where it grows and moves
# data by itself as it is used. It keeps strangers out where whoever is not of the organization is refused by its policy.
action "steampipe.list_stores" {
  title      = "List what keeps data in AWS"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  output "stores" {
    type = list(object({
      id       = string, kind = string, class = string, owner = string, encrypted = bool, closed = bool,
      insiders = bool, only_tls = bool, redundant = bool, history = number, adapts = bool
    }))
    labels = ["untrusted"]
  }

  run "sql.query" {
    query    = <<-EOQ
      select arn as id, 'bucket' as kind, coalesce(tags ->> 'data-class', '') as class, coalesce(tags ->> 'owner', '') as owner,
        server_side_encryption_configuration is not null as encrypted,
        coalesce(block_public_acls and block_public_policy and ignore_public_acls and restrict_public_buckets and not bucket_policy_is_public, false) as closed,
        exists (select from jsonb_array_elements(policy_std -> 'Statement') s where s ->> 'Effect' = 'Deny' and s -> 'Principal' @> '{"AWS": ["*"]}'
          and s -> 'Condition' -> 'StringNotEquals' -> 'aws:principalorgid' is not null) as insiders,
        exists (select from jsonb_array_elements(policy_std -> 'Statement') s where s ->> 'Effect' = 'Deny' and s -> 'Principal' @> '{"AWS": ["*"]}'
          and s -> 'Condition' -> 'Bool' -> 'aws:securetransport' @> '["false"]') as only_tls,
        true as redundant, case when versioning_enabled then coalesce((
            select min(coalesce((l -> 'NoncurrentVersionExpiration' ->> 'NoncurrentDays')::int, 0)) from jsonb_array_elements(case when jsonb_typeof(lifecycle_rules) = 'array' then lifecycle_rules end) l
            where l ->> 'Status' = 'Enabled' and jsonb_typeof(l -> 'NoncurrentVersionExpiration') = 'object'
          ), -1) else 0 end as history,
        coalesce(lifecycle_rules::text like '%INTELLIGENT_TIERING%' and lifecycle_rules::text like '%"Status": "Enabled"%', false) as adapts
      from aws_s3_bucket
      union all
      select i.arn, 'database', coalesce(i.tags ->> 'data-class', ''), coalesce(i.tags ->> 'owner', ''),
        coalesce(i.storage_encrypted, false), coalesce(not i.publicly_accessible, false), true, false,
        coalesce(i.multi_az, false) or i.db_cluster_identifier is not null and (
          select count(distinct m.availability_zone) from aws_rds_db_instance m where m.db_cluster_identifier = i.db_cluster_identifier) > 1,
        case when i.latest_restorable_time > now() - interval '1 day' or i.db_cluster_identifier is not null then coalesce(i.backup_retention_period, 0) else 0 end,
        coalesce(i.max_allocated_storage > i.allocated_storage, false) or i.engine like 'aurora%'
      from aws_rds_db_instance i
      union all
      select arn, 'table', coalesce(tags ->> 'data-class', ''), coalesce(tags ->> 'owner', ''),
        true, true, true, true, true,
        case when point_in_time_recovery_description ->> 'PointInTimeRecoveryStatus' = 'ENABLED' then 35 else 0 end,
        coalesce(billing_mode = 'PAY_PER_REQUEST', false)
      from aws_dynamodb_table
      order by 1
    EOQ
    max_rows = 20000
    give     = { stores = self.rows }
  }
}

# Days are -1 where there is none, or nothing was restored.
action "steampipe.list_backups" {
  title      = "List what is backed up in AWS"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  output "backups" {
    type   = list(object({ id = string, hours = number, days = number, restored = number, encrypted = bool }))
    labels = ["untrusted"]
  }

  run "sql.query" {
    query    = <<-EOQ
      select resource_arn as id, ceil(extract(epoch from now() - max(completion_date)) / 3600) as hours,
        floor(extract(epoch from now() - min(completion_date)) / 86400) as days,
        coalesce(ceil(extract(epoch from now() - max(last_restore_time)) / 86400), -1) as restored,
        coalesce(bool_and(is_encrypted), false) as encrypted
      from aws_backup_recovery_point
      where status = 'COMPLETED' and completion_date is not null
      group by resource_arn
      order by 1
    EOQ
    max_rows = 20000
    give     = { backups = self.rows }
  }
}

# Jobs of Macie that go on, and what they looked at last.
action "steampipe.list_discovery" {
  title      = "List what looks for sensitive data in AWS by itself"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  output "jobs" {
    type   = list(object({ name = string, scheduled = bool, running = bool, hours = number, failed = bool, sample = number }))
    labels = ["untrusted"]
  }
  output "buckets" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "sql.query" {
    query = <<-EOQ
      select name, job_type = 'SCHEDULED' as scheduled, job_status in ('IDLE', 'RUNNING') as running,
        coalesce(ceil(extract(epoch from now() - last_run_time) / 3600), 1000000) as hours,
        coalesce(last_run_error_status ->> 'Code' <> 'NONE', false) as failed, coalesce(sampling_percentage, 0) as sample,
        (select coalesce(jsonb_agg(b.value), '[]') from jsonb_array_elements(coalesce(bucket_definitions, '[]')) d, jsonb_array_elements(d.value -> 'Buckets') b) as buckets
      from aws_macie2_classification_job
      order by name
    EOQ
    give = {
      jobs    = [for r in self.rows : { name = r.name, scheduled = r.scheduled, running = r.running, hours = r.hours, failed = r.failed, sample = r.sample }]
      buckets = distinct(flatten([for r in self.rows : r.buckets if r.scheduled && r.running]))
    }
  }
}

# The account itself stands in nearly every policy, and hands the decision on to IAM: it is left out here. A key is
# open where anybody may use it without a condition, and mixed where somebody may both use it and decide over it.
action "steampipe.list_kms_keys" {
  title      = "List the keys of AWS that are ours"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  output "keys" {
    type   = list(object({ id = string, spec = string, rotates = bool, open = bool, mixed = bool }))
    labels = ["untrusted"]
  }

  run "sql.query" {
    query    = <<-EOQ
      select k.id, coalesce(k.customer_master_key_spec, '') as spec,
        coalesce(k.key_rotation_enabled, false) or coalesce(k.customer_master_key_spec, '') <> 'SYMMETRIC_DEFAULT' as rotates,
        coalesce(bool_or(s.value -> 'Principal' @> '{"AWS": ["*"]}' and s.value -> 'Condition' is null), true) as open,
        coalesce(bool_or(s.value -> 'Principal' -> 'AWS' is not null and not (s.value -> 'Principal' ->> 'AWS' like '%:root"]') and (
          s.value -> 'Action' @> '["kms:*"]' or
          s.value ->> 'Action' ~ 'kms:(put|schedule|disable|delete|update)' and s.value ->> 'Action' ~ 'kms:(decrypt|encrypt|reencrypt|generate|sign)'
        )) filter (where s.value is not null), true) as mixed
      from aws_kms_key k
      left join lateral jsonb_array_elements(k.policy_std -> 'Statement') s on s.value ->> 'Effect' = 'Allow'
      where k.key_manager = 'CUSTOMER' and k.key_state = 'Enabled'
      group by k.id, k.customer_master_key_spec, k.key_rotation_enabled
      order by k.id
    EOQ
    max_rows = 10000
    give     = { keys = self.rows }
  }
}

# The memory of a confidential machine is encrypted while it works.
action "steampipe.list_confidential_machines" {
  title      = "List the machines of Google Cloud, and which encrypt their memory"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  output "machines" {
    type   = list(object({ name = string, confidential = bool }))
    labels = ["untrusted"]
  }

  run "sql.query" {
    query    = <<-EOQ
      select name, coalesce(confidential_instance_config ->> 'enableConfidentialCompute' = 'true', false) as confidential
      from gcp_compute_instance
      where status = 'RUNNING'
      order by name
    EOQ
    max_rows = 20000
    give     = { machines = self.rows }
  }
}
