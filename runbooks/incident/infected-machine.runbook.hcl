runbook "infected-machine" {
  language = 1
  title    = "A machine does what its owner does not"
  owner    = role.security
  timeout  = "2d"
  summary  = <<-EOT
    For a machine of which CrowdStrike tells something bad. Shows what was told of it, and asks one of the security team. Then
    it is cut off from everything but CrowdStrike, and its owner is signed out. CrowdStrike is asked whether that
    holds. At last somebody looks at the machine, and says what it was.
  EOT

  concurrency {
    key = input.serial
  }
}

satisfies "nist-sp-800-53" {
  controls = ["IR-4", "SI-3", "SI-4(5)"]
}

trigger "event" "alarm" {
  type = "infected-machine"
  map = {
    serial = trigger.event.serial
    login  = trigger.event.login
    seen   = trigger.event.seen
  }
}

trigger "manual" "form" {}

access {
  who = [role.security, role.it_support]
}

input "serial" {
  type        = string
  title       = "Serial number of the machine"
  pattern     = "[A-Za-z0-9-]{4,64}"
  example     = "C02XK1ABCD"
  description = "It stands at the page of the machine in CrowdStrike, and in Fleet."
}

input "login" {
  type     = string
  title    = "Work e-mail of its owner"
  pattern  = "[a-z0-9._+-]+@[a-z0-9.-]+"
  example  = "ada@acme.example"
  personal = true
}

input "seen" {
  type       = string
  title      = "What was seen"
  max_length = 200
}

use "crowdstrike" {
  allow = ["crowdstrike.find_host", "crowdstrike.count_alerts", "crowdstrike.contain_host"]
}

use "okta" {
  allow = ["okta.get_user", "okta.end_sessions"]
}

phase "find" {
  title = "Find the machine and its owner"

  step "crowdstrike.find_host" "machine" {
    title  = "Look the machine up"
    serial = input.serial

    expect "known" {
      condition = self.found
      message   = "CrowdStrike has no machine with this serial number: nothing was cut off. Compare it with the alarm, and start again."
    }
  }

  step "crowdstrike.count_alerts" "alerts" {
    title   = "Count what was told of it this week"
    host_id = step.machine.id
    since   = addtime(run.started_at, "-7d")
  }

  step "okta.get_user" "owner" {
    title = "Look its owner up"
    login = input.login

    expect "known" {
      condition = self.found
      message   = "Okta knows nobody with this address: nothing was cut off. Compare it with the page of the machine, and start again."
    }
  }
}

phase "contain" {
  title = "Cut the machine off"
  after = [phase.find]

  approval "security" {
    from    = [role.security]
    min     = 1
    timeout = "30m"

    show {
      title = "Cut ${input.serial} of ${input.login} off?"
      text  = "Seen: ${input.seen}. CrowdStrike told of it ${step.alerts.count} times this week. The machine reaches nothing but CrowdStrike until somebody lets it in again; work that is not saved elsewhere waits on it."
    }
  }

  step "crowdstrike.contain_host" "cut_off" {
    title   = "Cut the machine off"
    needs   = [approval.security]
    host_id = step.machine.id

    retry {
      max   = 3
      delay = "5s"
    }
  }

  step "okta.end_sessions" "sessions" {
    title   = "Sign its owner out everywhere"
    needs   = [approval.security]
    user_id = step.owner.id

    retry {
      max   = 3
      delay = "5s"
    }
    undo "none" {
      reason = "A session that has ended stays so; its owner signs in again on another machine."
    }
  }

  step "crowdstrike.find_host" "after" {
    title   = "Wait until it holds"
    needs   = [step.cut_off, step.sessions]
    serial  = input.serial
    timeout = "20m"

    retry {
      max   = 30
      delay = "20s"
      while = default(self.status, "") != "contained"
    }
  }

  check "held" {
    condition = step.after.status == "contained"
    message   = "CrowdStrike says that the machine is ${step.after.status}: it is not cut off yet."
    severity  = "high"
    remedy    = "It may be switched off: then it is cut off as soon as it comes back. If it is on, pull its plug, and call its owner."
  }
}

phase "look" {
  title = "Find out what it was"
  after = [phase.contain]

  ask "what" {
    to       = [role.security]
    question = "Call ${input.login} on a number that HR has. Look at the machine in CrowdStrike with Real Time Response, which still reaches it. What was it?"
    timeout  = "1d"

    answer "was" {
      type   = string
      title  = "What it was"
      one_of = ["nothing", "a program that nobody wanted", "somebody was inside", "nobody can tell"]
    }
  }
}

check "nobody_inside" {
  condition = contains(["nothing", "a program that nobody wanted"], ask.what.was)
  message   = "What it was: ${ask.what.was}. Whatever was kept on the machine, and every password typed there, may be known to strangers."
  severity  = "high"
  remedy    = "Start stolen-credentials for its owner, and set the machine up anew. Do not let it in again as it is."
}

evidence "told" {
  value       = step.alerts.count
  description = "how many times CrowdStrike told of the machine within a week"
}

evidence "contained" {
  value       = step.after.status == "contained"
  description = "whether CrowdStrike said afterwards that the machine is cut off"
}

evidence "was" {
  value       = ask.what.was
  description = "what it was, in the words of who looked"
}

evidence "time_to_contain" {
  value       = phase.contain.duration
  description = "seconds from the question to the security team until CrowdStrike said that the machine is cut off, or nobody waited longer"
}

result {
  title = "The machine"
  text  = "It is ${step.after.status}, and its owner is signed out. What it was: ${ask.what.was}. Let it in again in CrowdStrike, once it is set up anew."
}
