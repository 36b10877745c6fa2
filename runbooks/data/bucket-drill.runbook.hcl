runbook "bucket-drill" {
  language = 1
  title    = "Does new data get its rules, and its end, by itself?"
  owner    = role.security
  timeout  = "3h"
  summary  = <<-EOT
    Every day, makes an empty bucket: it must get the rules of its class within a quarter of an hour, and get them back within an
    hour when they are changed. What a drill wrote three days ago must be gone. Looks besides whether all buckets are as asked.
  EOT

  concurrency {
    key = "drill-bucket"
  }
}

satisfies "cisa-ztmm" {
  function  = "data.automation-orchestration"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "cisa-ztmm" {
  function  = "data.governance"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-6(1)", "CM-6(2)", "MP-6", "SI-12", "SI-12(3)"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "0 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

use "gcs" {
  allow = ["gcs.list_buckets", "gcs.create_bucket", "gcs.delete_bucket", "gcs.set_deletion", "gcs.write_object", "gcs.find_object", "gcs.find_deleted"]
}

locals {
  today    = formatdate("YYYY-MM-DD", run.started_at)
  long_ago = formatdate("YYYY-MM-DD", addtime(run.started_at, "-3d"))
  all      = [for b in step.buckets.buckets : b if b.name != org.drill_data.fresh]
  as_asked = [for b in local.all : b if contains(keys(org.bucket_classes), b.class) ? contains(b.deletes, org.bucket_classes[b.class].days) && (!org.bucket_classes[b.class].own_key || b.own_key) && b.private && b.uniform && b.owner != "" : false]
  given    = [for b in step.given.buckets : b if b.name == org.drill_data.fresh && b.class == "drill" && b.owner != "" && b.private && b.uniform && contains(b.deletes, org.bucket_classes.drill.days)]
  repaired = [for b in step.repaired.buckets : b if b.name == org.drill_data.fresh && contains(b.deletes, org.bucket_classes.drill.days)]
}

phase "ready" {
  title = "Look whether it can begin"

  step "gcs.list_buckets" "buckets" {
    title   = "List the buckets"
    timeout = "5m"
    project = org.data_project

    expect "as_before" {
      condition = length([for b in self.buckets : b if b.name == org.drill_data.bucket && b.class == "drill"]) == 1 && length([for b in self.buckets : b if b.name == org.drill_data.fresh]) == 0
      message   = "The bucket for drills is not there, is not of the class drill, or the one of the last drill was not deleted: nothing was changed."
    }
  }

  step "gcs.find_object" "before" {
    title   = "Look for what a drill wrote three days ago"
    timeout = "2m"
    bucket  = org.drill_data.bucket
    name    = "canary-${local.long_ago}.txt"
  }

  # What was never written is gone as well, and shows nothing.
  step "gcs.find_deleted" "past" {
    title   = "Look whether that was there, and was deleted"
    timeout = "5m"
    bucket  = org.drill_data.bucket
    name    = "canary-${local.long_ago}.txt"
  }

  step "gcs.write_object" "canary" {
    title   = "Write what must be gone in three days"
    needs   = [step.buckets]
    timeout = "2m"
    bucket  = org.drill_data.bucket
    name    = "canary-${local.today}.txt"
    text    = "Written by a drill. It goes away by itself."

    undo "none" {
      reason = "That it goes away by itself is what the drill looks at."
    }
  }

  step "gcs.find_object" "written" {
    title   = "Look whether it is there"
    needs   = [step.canary]
    timeout = "2m"
    bucket  = org.drill_data.bucket
    name    = "canary-${local.today}.txt"
  }
}

phase "born" {
  title = "Make a bucket, and wait for its rules"
  after = [phase.ready]

  step "gcs.create_bucket" "fresh" {
    title   = "Make it"
    timeout = "2m"
    project = org.data_project
    name    = org.drill_data.fresh
    class   = "drill"
    # Should a later phase fail, the bucket goes away all the same.
    undo_after = "4h"
  }

  step "gcs.list_buckets" "given" {
    title   = "Wait until it has the rules of its class"
    needs   = [step.fresh]
    timeout = "20m"
    project = org.data_project
    prefix  = org.drill_data.fresh

    retry {
      max   = 16
      delay = "1m"
      while = !anytrue([for b in self.buckets : b.name == org.drill_data.fresh && b.owner != "" && b.private && b.uniform && contains(b.deletes, org.bucket_classes.drill.days)])
    }
  }

  on_failure {
    undo = "reverse"
  }
}

phase "repair" {
  title = "Change a rule, and wait for the repair"
  after = [phase.born]

  step "gcs.set_deletion" "drift" {
    title   = "Let it delete a day later"
    timeout = "2m"
    name    = org.drill_data.fresh
    days    = org.bucket_classes.drill.days + 1

    undo "none" {
      reason = "The bucket is deleted at the end of the drill."
    }
  }

  step "gcs.list_buckets" "repaired" {
    title   = "Wait until it is put back"
    needs   = [step.drift]
    timeout = "70m"
    project = org.data_project
    prefix  = org.drill_data.fresh

    retry {
      max   = 31
      delay = "2m"
      while = !anytrue([for b in self.buckets : b.name == org.drill_data.fresh && contains(b.deletes, org.bucket_classes.drill.days)])
    }
  }
}

phase "gone" {
  title = "Delete the bucket"
  after = [phase.repair]

  step "gcs.delete_bucket" "delete" {
    title   = "Delete it"
    timeout = "2m"
    name    = org.drill_data.fresh

    undo "none" {
      reason = "It was made for the drill, and nothing is in it."
    }
  }
}

check "new_gets_its_rules" {
  condition = length(local.given) == 1 && phase.born.duration <= 900
  message   = "A new bucket did not have the rules of its class within a quarter of an hour."
  severity  = "high"
  remedy    = "Look at what gives new buckets their rules, as a function that starts when one is made, and at its last run."
}

check "changed_is_put_back" {
  condition = length(local.repaired) == 1 && phase.repair.duration <= 3600
  message   = "A rule that somebody changed was not put back within an hour."
  severity  = "high"
  remedy    = "Let what writes the rules of buckets run at least twice an hour, and look why its last run failed."
}

check "old_is_gone" {
  condition = step.written.found && step.past.found && !step.before.found
  message   = "What a drill wrote three days ago is still there, or there was none that day, or nothing could be written."
  severity  = "high"
  remedy    = "A new drill passes on its fourth day. After that, open the bucket for drills in Google Cloud, Lifecycle: its rule must delete after the days of its class. Let Protection, soft delete, keep seven days."
}

check "all_as_asked" {
  condition = length(local.all) > 1 && length(local.as_asked) == length(local.all)
  message   = "${length(local.all) - length(local.as_asked)} of ${length(local.all)} buckets do not do what their class asks for, or there is none but that of the drill."
  severity  = "high"
  remedy    = "The runbook bucket-classes tells more."
}

evidence "seconds" {
  value       = { rules = phase.born.duration, repair = phase.repair.duration }
  description = "seconds until a new bucket had its rules, and until a changed rule was put back"
}

evidence "gone" {
  value       = step.past.found && !step.before.found
  description = "whether what the drill of three days ago wrote was there, and is gone"
}

evidence "buckets" {
  value       = { all = length(local.all), as_asked = length(local.as_asked) }
  description = "buckets, and those that do what their class asks for"
}
