runbook "tabletop" {
  language  = 1
  title     = "Rehearse an incident at the table"
  owner     = role.security
  read_only = true
  timeout   = "4d"
  summary   = <<-EOT
    Twice a month one of six stories, so that each comes once a quarter. They are stolen credentials, a lost laptop, a leaked
    secret, a token that does strange things, an application that got in by a click, an infected machine. Two
    commanders and the helpdesk say whether they could act and what they lacked. Nothing is locked.
  EOT
}

satisfies "nist-sp-800-53" {
  controls  = ["IR-3"]
  fresh_for = "40d"
}

trigger "schedule" "twice_a_month" {
  cron = "0 9 10,24 * *"
}

trigger "manual" "form" {}

access {
  who = [role.security, role.incident_commanders]
}

input "story" {
  type    = string
  title   = "Story to rehearse"
  default = "the one whose turn it is"
  one_of  = ["the one whose turn it is", "stolen-credentials", "lost-laptop", "leaked-secret", "unauthorised-api-calls", "suspicious-oauth-grant", "infected-machine"]
}

use "okta" {
  allow = ["okta.get_user"]
}

# In each month of a quarter, the story of its 10th and that of its 24th.
locals {
  month  = formatdate("MM", run.started_at)
  early  = before(run.started_at, "${formatdate("YYYY-MM", run.started_at)}-17")
  first  = contains(["01", "04", "07", "10"], local.month)
  second = contains(["02", "05", "08", "11"], local.month)
  turn = (
    local.first ? (local.early ? "stolen-credentials" : "unauthorised-api-calls") :
    local.second ? (local.early ? "lost-laptop" : "suspicious-oauth-grant") :
    local.early ? "leaked-secret" : "infected-machine"
  )
  story       = input.story == "the one whose turn it is" ? local.turn : input.story
  credentials = "It is 3 in the morning. Somebody signed in as a colleague from two continents within an hour, and now reads the wiki page by page."
  laptop      = "A colleague calls from a station: the rucksack is gone, with the laptop in it, not switched off. The train left an hour ago."
  secret      = "A stranger writes that the key of our storage stands in a public repository, since Friday. They are friendly. Others may not be."
  token       = "The token of the program that backs up Okta lists every user and every group, once a minute, from an address that nobody knows."
  application = "Twelve colleagues clicked yes on a page that looked like ours. Since then an application called Mail helper reads their mail."
  machine     = "CrowdStrike tells that the laptop of somebody in finance talks to an address of a botnet, once a minute. They are in the middle of the payroll."
  told = (
    local.story == "stolen-credentials" ? local.credentials : local.story == "lost-laptop" ? local.laptop :
    local.story == "leaked-secret" ? local.secret : local.story == "unauthorised-api-calls" ? local.token :
    local.story == "suspicious-oauth-grant" ? local.application : local.machine
  )
}

phase "ready" {
  title = "Look whether the tools answer"

  step "okta.get_user" "drill" {
    title = "Look up the account for rehearsals"
    login = org.drill_account
  }
}

phase "table" {
  title = "Ask those who would decide"
  after = [phase.ready]

  ask "commander" {
    to       = [role.incident_commanders]
    question = "A REHEARSAL: nothing has happened. ${local.told} Open the runbook ${local.story} and read to the end, without starting it. Could you lead this tonight?"
    timeout  = "2d"
    second   = [role.incident_commanders]

    answer "able" {
      type  = bool
      title = "I found the runbook, and may do all that it asks of me"
    }
    answer "lacking" {
      type       = string
      title      = "What was missing or not clear (\"nothing\" where all was)"
      max_length = 300
    }
  }

  ask "helpdesk" {
    to       = [role.it_support]
    question = "A REHEARSAL: nothing has happened. ${local.told} Find the number that HR has of a colleague of your choice, without calling. Did you find it?"
    timeout  = "2d"

    answer "able" {
      type  = bool
      title = "I found a number that does not come from an e-mail or a chat"
    }
  }
}

check "tools" {
  condition = step.drill.found && step.drill.status == "ACTIVE"
  message   = "Okta does not know the account for rehearsals, or it is not active: the runbooks could not be tried."
  severity  = "high"
  remedy    = "Make the account that org.drill_account names, without any rights, and keep it active."
}

check "commanders" {
  condition = ask.commander.able
  message   = "The commanders could not lead this tonight."
  severity  = "high"
  remedy    = "Mend what they lacked this week, then start the rehearsal again with the same story."
}

check "helpdesk" {
  condition = ask.helpdesk.able
  message   = "The helpdesk could not find a number of a colleague that can be trusted."
  severity  = "medium"
  remedy    = "Give the helpdesk the list that HR keeps, and tell them where it lies when the network is down."
}

evidence "story" {
  value       = local.story
  description = "the story that was rehearsed"
}

evidence "time_to_answer" {
  value       = phase.table.duration
  description = "seconds until two commanders and the helpdesk had answered"
}

evidence "nothing_lacking" {
  value       = lower(ask.commander.lacking) == "nothing"
  description = "whether the commanders lacked nothing; what they lacked stands where they answered"
}

result {
  title = "The rehearsal"
  text  = "Story: ${local.story}. Could lead it: ${ask.commander.able}. Missing: ${ask.commander.lacking}."
}
