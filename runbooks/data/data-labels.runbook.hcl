runbook "data-labels" {
  language  = 1
  title     = "Do we say how sensitive our data is?"
  owner     = role.security
  read_only = true
  timeout   = "16d"
  summary   = <<-EOT
    Counts every month how many tables of the database say how sensitive they are, in the words that you agreed on. Then
    it asks one of the security team to take some tables at random, and to hold their labels against what stands in them.
    It changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-categorization"
  stage     = "initial"
  fresh_for = "60d"
}

satisfies "nist-sp-800-53" {
  controls  = ["AC-16", "RA-2", "MP-3"]
  fresh_for = "60d"
}

trigger "schedule" "monthly" {
  cron = "30 7 4 * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "share" {
  type        = number
  title       = "Percent of the tables that must have a label"
  default     = 50
  min         = 50
  max         = 100
  description = "The model says that one begins with it; 50 is our own figure."
}

use "postgres" {
  allow = ["postgres.count_labels"]
}

step "postgres.count_labels" "labels" {
  title   = "Count the labels"
  timeout = "5m"
  classes = org.data_classes
}

ask "sample" {
  needs    = [step.labels]
  to       = [role.security]
  question = "Take five labelled tables at random, and look at what stands in them. Does each label fit, and is each kept as its label asks?"
  timeout  = "14d"

  answer "fit" {
    type  = bool
    title = "Each fits, or was put right now"
  }
  answer "wrong" {
    type  = number
    title = "How many did not fit"
    min   = 0
    max   = 5
  }
}

check "our_words" {
  condition = step.labels.other_words == 0
  message   = "${step.labels.other_words} labels use a word that we did not agree on."
  severity  = "medium"
  remedy    = "Use one of org.data_classes, or add the word there in a pull request."
}

check "labelled" {
  condition = step.labels.tables > 0 && step.labels.tables_labelled * 100 >= input.share * step.labels.tables
  message   = "${step.labels.tables_labelled} of ${step.labels.tables} tables have a label; wanted are ${input.share} percent."
  severity  = "medium"
  remedy    = "Write the labels of the others into the table data_labels, beginning with what is most sensitive."
}

check "sampled" {
  condition = ask.sample.fit && ask.sample.wrong <= 1
  message   = "Of five labels ${ask.sample.wrong} did not fit."
  severity  = "high"
  remedy    = "Go through all labels with the teams that own the tables, and start this runbook again."
}

evidence "tables" {
  value       = step.labels.tables
  description = "how many tables there are"
}

evidence "labelled" {
  value       = step.labels.tables_labelled
  description = "how many of them have a label"
}

evidence "wrong" {
  value       = ask.sample.wrong
  description = "how many of five labels did not fit"
}
