runbook "lost-laptop" {
  language = 1
  title    = "A laptop was lost or stolen"
  owner    = role.it_support
  timeout  = "1d"
  summary  = <<-EOT
    Finds the laptop in Fleet, asks one of the security team, locks it, and signs its owner out everywhere. Then it looks
    again whether the lock was taken. A disk that was not encrypted is told of: what lay on it may be read.
  EOT

  concurrency {
    key = input.serial
  }
}

satisfies "nist-sp-800-53" {
  controls = ["IR-4"]
}

trigger "manual" "form" {}

access {
  who = [role.it_support, role.security]
}

input "serial" {
  type        = string
  title       = "Serial number of the laptop"
  pattern     = "[A-Za-z0-9-]{4,40}"
  example     = "C02XK1ABCD"
  description = "It stands on the order, and in Fleet at the page of the laptop."
}

input "login" {
  type     = string
  title    = "Work e-mail of its owner"
  pattern  = "[a-z0-9._+-]+@[a-z0-9.-]+"
  example  = "ada@acme.example"
  personal = true
}

use "fleet" {
  allow = ["fleet.find_laptop", "fleet.lock_laptop"]
}

use "okta" {
  allow = ["okta.get_user", "okta.end_sessions"]
}

phase "find" {
  title = "Find the laptop and its owner"

  step "fleet.find_laptop" "laptop" {
    title  = "Look the laptop up"
    serial = input.serial

    expect "known" {
      condition = self.found
      message   = "Fleet has no laptop with this serial number: nothing was locked. Compare it with the order, and start again."
    }
  }

  step "okta.get_user" "person" {
    title = "Look its owner up"
    login = input.login

    expect "known" {
      condition = self.found
      message   = "Okta knows nobody with this address: nothing was locked. Compare it with the person's page, and start again."
    }
  }
}

phase "contain" {
  title = "Lock it"
  after = [phase.find]

  approval "security" {
    from    = [role.security]
    min     = 1
    timeout = "2h"

    show {
      title = "Lock the laptop ${input.serial} of ${input.login}?"
      text  = "It locks when it is next on the internet, and its owner is signed out everywhere. Last seen: ${step.laptop.seen_at}. Disk encrypted: ${step.laptop.disk_encrypted}."
    }
  }

  step "fleet.lock_laptop" "lock" {
    title = "Lock the laptop"
    needs = [approval.security]
    id    = step.laptop.id

    retry {
      max   = 3
      delay = "5s"
    }
    undo "none" {
      reason = "A laptop that turns up is unlocked by hand: a Mac asks for the number that Fleet shows at its page."
    }
  }

  step "okta.end_sessions" "sessions" {
    title   = "Sign its owner out everywhere"
    needs   = [approval.security]
    user_id = step.person.id

    retry {
      max   = 3
      delay = "5s"
    }
    undo "none" {
      reason = "A session that has ended stays so; its owner signs in again on another laptop."
    }
  }

  step "fleet.find_laptop" "after" {
    title  = "Look again"
    needs  = [step.lock, step.sessions]
    serial = input.serial
  }

  check "lock_taken" {
    condition = contains(["locking", "locked"], step.after.lock)
    message   = "Fleet says that the laptop is ${step.after.lock}: the lock was not taken."
    severity  = "high"
    remedy    = "Look at the page of the laptop in Fleet. Where it cannot be locked from afar, change every password that was kept on it."
  }
}

check "encrypted" {
  condition = step.laptop.disk_encrypted
  message   = "The disk was not encrypted, as far as Fleet knows: whoever has it can read it."
  severity  = "high"
  remedy    = "Treat what lay on it as read by strangers: tell whoever looks after privacy, and change the passwords that were kept on it."
}

evidence "lock" {
  value       = step.after.lock
  description = "what Fleet said of the lock afterwards: \"locking\" until the laptop is online, then \"locked\""
}

evidence "encrypted" {
  value       = step.laptop.disk_encrypted
  description = "whether the disk was encrypted when Fleet last heard of the laptop"
}

evidence "time_to_contain" {
  value       = phase.contain.duration
  description = "seconds from the question to the security team until Fleet had taken the lock"
}

result {
  title = "The laptop"
  text  = "It is ${step.after.lock}, and its owner is signed out. Disk encrypted: ${step.laptop.disk_encrypted}."
}
