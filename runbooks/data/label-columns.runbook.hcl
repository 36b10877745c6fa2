runbook "label-columns" {
  language = 1
  title    = "Label the columns of our database by themselves"
  owner    = role.security
  timeout  = "30m"
  summary  = <<-EOT
    Every Monday, gives each new column of the database a label by its name, by rules that you wrote, the strictest first.
    Then it looks within the database at what stands in the columns, and tells which label is too mild for it. Values
    never leave the database.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-categorization"
  stage     = "advanced"
  fresh_for = "14d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-16", "AC-16(3)", "RA-2"]
  fresh_for = "14d"
}

trigger "schedule" "weekly" {
  every = "monday 04:30"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "share" {
  type        = number
  title       = "Percent of the columns that must have a label"
  default     = 80
  min         = 80
  max         = 100
  description = "The model says some; 80 is our own figure."
}

use "postgres" {
  allow = ["postgres.count_labels", "postgres.label_columns", "postgres.sample_columns"]
}

step "postgres.label_columns" "new" {
  title     = "Label the new columns"
  timeout   = "5m"
  rules     = jsonencode(org.label_rules)
  otherwise = org.label_otherwise
  set_by    = "attestary ${run.id}"
}

step "postgres.count_labels" "labels" {
  title   = "Count the labels"
  needs   = [step.new]
  timeout = "5m"
  classes = org.data_classes
}

step "postgres.sample_columns" "review" {
  title   = "Hold the labels against what stands there"
  needs   = [step.new]
  timeout = "20m"
  rules   = jsonencode(org.label_rules)
}

on_failure {
  undo = "reverse"
}

check "labelled" {
  condition = step.labels.columns > 0 && step.labels.columns_labelled * 100 >= input.share * step.labels.columns && step.labels.other_words == 0
  message   = "${step.labels.columns_labelled} of ${step.labels.columns} columns have a label in our words; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Look whether each class of org.label_rules is one of org.data_classes, and mend the labels with other words."
}

check "reviewed" {
  condition = step.review.columns > 0 && length(step.review.wrong) == 0
  message   = "${length(step.review.wrong)} of ${step.review.columns} columns hold what their label does not say."
  severity  = "high"
  remedy    = "Change the labels of those columns in the table data_labels, and add their names to org.label_rules so that the next such column is seen."
}

evidence "columns" {
  value       = step.labels.columns
  description = "how many columns there are"
}

evidence "labelled" {
  value       = step.labels.columns_labelled
  description = "how many of them have a label"
}

evidence "new" {
  value       = step.new.count
  description = "how many got one in this run"
}

evidence "wrong" {
  value       = length(step.review.wrong)
  description = "how many hold what their label does not say"
}
