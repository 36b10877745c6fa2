//go:build unix

package runbooks_test

import "testing"

// trySteampipe tries the pack against a real PostgreSQL whose tables have the names, columns and types that the public
// source of Steampipe's plugins for AWS and Google Cloud gives them, and rows as those would have them; policy_std is
// in the canonical form that the plugin makes. Not tried: Steampipe itself, and a cloud.
func trySteampipe(t *testing.T, d *database) {
	t.Helper()
	const store = "step.it.stores"
	d.vendor.try(t,
		call{name: "a bucket that is kept well", action: "steampipe.list_stores", condition: `length(` + store + `) == 6 && ` + store + `[3].kind == "bucket" && ` + store + `[3].class == "restricted" && ` + store + `[3].owner == "shop" && ` +
			store + `[3].encrypted && ` + store + `[3].closed && ` + store + `[3].insiders && ` + store + `[3].only_tls && ` + store + `[3].history == -1 && ` + store + `[3].adapts`},
		call{name: "one of which nothing is known", action: "steampipe.list_stores", condition: store + `[4].class == "" && !` + store + `[4].encrypted && !` + store + `[4].closed && !` + store + `[4].insiders && !` + store + `[4].only_tls && ` + store + `[4].history == 0 && !` + store + `[4].adapts`},
		call{name: "one that is public all the same", action: "steampipe.list_stores", condition: `!` + store + `[5].closed && ` + store + `[5].history == 0 && !` + store + `[5].adapts`},
		call{name: "tables", action: "steampipe.list_stores", condition: store + `[0].kind == "table" && ` + store + `[0].history == 35 && ` + store + `[0].adapts`},
		call{name: "databases", action: "steampipe.list_stores", condition: store + `[1].redundant && ` + store + `[1].history == 7 && ` + store + `[1].adapts && ` + store + `[1].closed && !` + store + `[2].redundant && ` + store + `[2].history == 0 && !` + store + `[2].closed`},
		call{name: "backups", action: "steampipe.list_backups", condition: `length(step.it.backups) == 2 && step.it.backups[0].hours == 3 && step.it.backups[0].days == 40 && step.it.backups[0].restored == 10 && step.it.backups[0].encrypted &&` +
			` step.it.backups[1].restored == -1 && !step.it.backups[1].encrypted`},
		call{name: "what looks for data", action: "steampipe.list_discovery", condition: `length(step.it.jobs) == 2 && step.it.jobs[0].scheduled && step.it.jobs[0].running && step.it.jobs[0].hours == 5 && !step.it.jobs[0].failed && step.it.jobs[0].sample == 100 &&` +
			` !step.it.jobs[1].running && length(step.it.buckets) == 2 && contains(step.it.buckets, "good")`},
		call{name: "keys", action: "steampipe.list_kms_keys", condition: `length(step.it.keys) == 4 && step.it.keys[0].rotates && !step.it.keys[0].open && !step.it.keys[0].mixed &&` +
			` step.it.keys[1].open && !step.it.keys[1].rotates && !step.it.keys[2].open && step.it.keys[2].mixed && step.it.keys[3].open && step.it.keys[3].mixed`},
		call{name: "machines", action: "steampipe.list_confidential_machines", condition: `length(step.it.machines) == 2 && step.it.machines[0].confidential && !step.it.machines[1].confidential`},
	)
	rule := func(status string) string {
		return `update aws_s3_bucket set versioning_enabled = true, lifecycle_rules = '[{"ID": "a", "Status": "` + status + `", "NoncurrentVersionExpiration": {"NoncurrentDays": 3, "NewerNoncurrentVersions": null}},
			{"ID": "b", "Status": "Enabled", "NoncurrentVersionExpiration": null}, {"ID": "c", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 90}}]' where name = 'odd'`
	}
	d.admin(t, "app", rule("Enabled"))
	d.vendor.try(t, call{name: "old versions go after three days", action: "steampipe.list_stores", condition: store + `[4].history == 3`})
	d.admin(t, "app", rule("Disabled"))
	d.vendor.try(t, call{name: "a rule that is off", action: "steampipe.list_stores", condition: store + `[4].history == 90`})
}

const steampipeTables = `
create table aws_s3_bucket (name text, arn text, bucket_policy_is_public bool, versioning_enabled bool, block_public_acls bool, block_public_policy bool, ignore_public_acls bool,
	restrict_public_buckets bool, server_side_encryption_configuration jsonb, lifecycle_rules jsonb, policy_std jsonb, tags jsonb);
create table aws_rds_db_instance (db_instance_identifier text, arn text, db_cluster_identifier text, engine text, allocated_storage int8, max_allocated_storage int8, availability_zone text,
	backup_retention_period int8, latest_restorable_time timestamptz, multi_az bool, publicly_accessible bool, storage_encrypted bool, tags jsonb);
create table aws_dynamodb_table (name text, arn text, billing_mode text, point_in_time_recovery_description jsonb, tags jsonb);
create table aws_backup_recovery_point (recovery_point_arn text, resource_arn text, status text, completion_date timestamptz, last_restore_time timestamptz, is_encrypted bool);
create table aws_macie2_classification_job (name text, job_status text, job_type text, last_run_time timestamptz, last_run_error_status jsonb, sampling_percentage int8, bucket_definitions jsonb);
create table aws_kms_key (id text, key_manager text, key_state text, customer_master_key_spec text, key_rotation_enabled bool, policy_std jsonb);
create table gcp_compute_instance (name text, status text, confidential_instance_config jsonb);
`

const steampipeRows = `
insert into aws_s3_bucket values
	('good', 'arn:aws:s3:::good', false, true, true, true, true, true, '{"Rules": []}', '[{"ID": "a", "Status": "Enabled", "Transitions": [{"Days": 0, "StorageClass": "INTELLIGENT_TIERING"}]}]',
	'{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": {"AWS": ["*"]}, "Action": ["s3:*"], "Condition": {"StringNotEquals": {"aws:principalorgid": ["o-1"]}}},
		{"Effect": "Deny", "Principal": {"AWS": ["*"]}, "Action": ["s3:*"], "Condition": {"Bool": {"aws:securetransport": ["false"]}}}]}', '{"data-class": "restricted", "owner": "shop"}'),
	('odd', 'arn:aws:s3:::odd', null, null, null, null, null, null, null, null, null, null),
	('open', 'arn:aws:s3:::open', true, false, true, true, true, true, '{"Rules": []}', '[{"ID": "a", "Status": "Disabled", "Transitions": [{"StorageClass": "INTELLIGENT_TIERING"}]}]', null, null);
insert into aws_rds_db_instance values
	('one', 'arn:aws:rds:eu:1:db:one', null, 'postgres', 20, 100, 'a', 7, now() - interval '5 minutes', true, false, true, null),
	('two', 'arn:aws:rds:eu:1:db:two', null, 'postgres', 20, null, 'a', 7, now() - interval '9 days', false, true, false, null);
insert into aws_dynamodb_table values ('carts', 'arn:aws:dynamodb:eu:1:table/carts', 'PAY_PER_REQUEST', '{"PointInTimeRecoveryStatus": "ENABLED"}', null);
insert into aws_backup_recovery_point values
	('p1', 'arn:aws:rds:eu:1:db:one', 'COMPLETED', now() - interval '40 days', now() - interval '9 days 1 hour', true), ('p2', 'arn:aws:rds:eu:1:db:one', 'COMPLETED', now() - interval '2 hours 10 minutes', null, true),
	('p3', 'arn:aws:rds:eu:1:db:two', 'COMPLETED', now(), null, null), ('p4', 'arn:aws:s3:::odd', 'EXPIRED', now(), null, true);
insert into aws_macie2_classification_job values
	('all', 'IDLE', 'SCHEDULED', now() - interval '4 hours 30 minutes', '{"Code": "NONE"}', 100, '[{"AccountId": "1", "Buckets": ["good", "odd"]}]'),
	('once', 'COMPLETE', 'ONE_TIME', now(), null, 100, '[{"AccountId": "1", "Buckets": ["open"]}]');
insert into aws_kms_key values
	('k1', 'CUSTOMER', 'Enabled', 'SYMMETRIC_DEFAULT', true, '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::1:root"]}, "Action": ["kms:*"]},
		{"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::1:role/app"]}, "Action": ["kms:decrypt", "kms:encrypt"]}]}'),
	('k2', 'CUSTOMER', 'Enabled', 'SYMMETRIC_DEFAULT', null, '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["kms:decrypt"]}]}'),
	('k3', 'CUSTOMER', 'Enabled', 'SYMMETRIC_DEFAULT', true, '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::1:role/app"]}, "Action": ["kms:decrypt", "kms:schedulekeydeletion"]}]}'),
	('k4', 'CUSTOMER', 'Enabled', 'SYMMETRIC_DEFAULT', true, null), ('k5', 'AWS', 'Enabled', 'SYMMETRIC_DEFAULT', true, null);
insert into gcp_compute_instance values ('safe', 'RUNNING', '{"enableConfidentialCompute": true}'), ('web', 'RUNNING', null), ('old', 'TERMINATED', null);
`
