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

secret "entra_secret" {
  from    = "github:ENTRA_SECRET"
  purpose = "the client secret of an application of Entra that has just the permissions of Microsoft Graph which the runbooks need"
}

# The zeros in token_url are the ID of your tenant, those in client_id that of the application: both stand on the page of
# its registration in Entra.
connection "entra" {
  kind          = "http"
  url           = "https://graph.microsoft.com/v1.0"
  auth          = "oauth2"
  token_url     = "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/oauth2/v2.0/token"
  client_id     = "00000000-0000-0000-0000-000000000000"
  client_secret = secret.entra_secret
  client_auth   = "body"
  scope         = "https://graph.microsoft.com/.default"
}

secret "tailscale_token" {
  from    = "github:TAILSCALE_TOKEN"
  purpose = "an API access token of Tailscale; it ends after 90 days at the latest"
}

connection "tailscale" {
  kind  = "http"
  url   = "https://api.tailscale.com/api/v2"
  token = secret.tailscale_token
  auth  = "bearer"
}

secret "cloudflare_token" {
  from    = "github:CLOUDFLARE_TOKEN"
  purpose = "an API token of Cloudflare that reads zones, their settings, and the applications and policies of Access"
}

connection "cloudflare" {
  kind  = "http"
  url   = "https://api.cloudflare.com/client/v4"
  token = secret.cloudflare_token
  auth  = "bearer"
}

secret "intune_secret" {
  from    = "github:INTUNE_SECRET"
  purpose = "the client secret of an application of Entra that may see devices, and act on them where a runbook does"
}

# An application of its own, since who may act on devices need not see who signs in. The zeros are as those of entra.
connection "intune" {
  kind          = "http"
  url           = "https://graph.microsoft.com/v1.0"
  auth          = "oauth2"
  token_url     = "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/oauth2/v2.0/token"
  client_id     = "00000000-0000-0000-0000-000000000000"
  client_secret = secret.intune_secret
  client_auth   = "body"
  scope         = "https://graph.microsoft.com/.default"
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

  # Object IDs, in Entra, of the accounts and groups that a policy may leave out so that somebody can always sign in.
  emergency_principals = ["00000000-0000-0000-0000-000000000000"]

  # Tags of Tailscale for what is critical: no rule may let everybody reach them.
  critical_tags = ["tag:prod"]

  # The account of Cloudflare, as it stands in the address of the dashboard.
  cloudflare_account = "00000000000000000000000000000000"

  # Applications without which the work stops, by their addresses in Cloudflare Access.
  critical_apps = ["wiki.acme.example"]

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
