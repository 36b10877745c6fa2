project "attestary" {
  language   = 1
  frameworks = ["cisa-ztmm", "nist-sp-800-53"]
  timezone   = "UTC"
  action     = "./actions"
  # The library is checked and tested here, and in force where it is adopted. Here self/ is in force.
  drafts = ["access", "applications", "audit", "data", "devices", "identity", "incident", "networks"]
}

evidence {
  branch = "evidence"
  sign   = "key:attestary.key"
}

# Who looks after the runbooks and may start them by hand.
role "operators" {
  teams = ["attestary/maintainers"]
}

# Programs on the machine that a runbook runs on. A runbook names those that it needs in its use section.
connection "shell" {
  kind = "shell"
}

# --- For the library: what its runbooks ask for. `attestary add` copies from here what one of them needs. ---

# Who judges what a runbook found, and answers what it asks.
role "security" {
  teams = ["attestary/security"]
}

# Who helps people with their accounts and their devices.
role "it_support" {
  teams = ["attestary/it-support"]
}

# Who may say yes to locking somebody out at night.
role "incident_commanders" {
  teams = ["attestary/incident-commanders"]
}

# Who writes the software, and makes the keys that it uses.
role "engineers" {
  teams = ["attestary/engineers"]
}

# Everybody who works here, and may ask for access.
role "staff" {
  teams = ["attestary/staff"]
}

# Who answers for the people of a team, and for what they may reach.
role "managers" {
  teams = ["attestary/managers"]
}

secret "okta_token" {
  from    = "github:OKTA_TOKEN"
  purpose = "an API token of Okta, of an administrator with just the rights that the runbooks need"
}

connection "okta" {
  kind  = "http"
  url   = "https://acme.okta.com"
  token = secret.okta_token
  auth  = "SSWS"
}

secret "fleet_token" {
  from    = "github:FLEET_TOKEN"
  purpose = "an API-only user of Fleet with the role observer; maintainer where a runbook locks laptops"
}

connection "fleet" {
  kind  = "http"
  url   = "https://fleet.acme.example"
  token = secret.fleet_token
  auth  = "bearer"
}

secret "github_audit_token" {
  from    = "github:AUDIT_TOKEN"
  purpose = "a token of an owner that reads members, administration and alerts, and writes nothing"
}

# GitHub, where the organization is. For GitHub Enterprise Server say its address as url.
connection "github" {
  kind  = "github"
  token = secret.github_audit_token
}

# What the runbooks of the library compare with. These values are yours: change them to what is right
# for your machines.
org {
  # Ports that may be reached from the network, as PROTOCOL/PORT.
  listening = ["tcp/22", "udp/68"]

  # Sites whose certificates and TLS versions are looked at. Roots is a PEM file below the repository for
  # a certificate authority of your own; empty for those of the machine.
  sites = {
    forge = { host = "github.com", port = 443, roots = "" }
  }

  # What is backed up, and where to: folders, from the root of the machine or below the repository.
  # An empty destination rehearses the backup in a folder that goes away with the run.
  backup = {
    from = "runbooks"
    to   = ""
  }

  # Accounts that must work when nothing else does. No runbook suspends them.
  emergency_accounts = ["break-glass@acme.example"]

  # An account that nobody uses, active in Okta: rehearsals look at it, and change nothing.
  drill_account = "drill@acme.example"

  # Logins of people from outside who should reach a repository of ours.
  known_outside = []

  # Groups of Okta, by their numbers, that people may ask to be in for some hours. The number stands at the end of
  # the address of the group's page.
  temporary_groups = {
    production = "00g00000000000000001"
    billing    = "00g00000000000000002"
  }

  # The group of Okta whose members are looked at every month.
  reviewed_group = "00g00000000000000003"

  # The branches that an auditor asks about: that of the code, and that of the evidence.
  audited = {
    code     = "main"
    evidence = "evidence"
  }
}
