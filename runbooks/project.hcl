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

secret "crowdstrike_token" {
  from    = "github:CROWDSTRIKE_TOKEN"
  purpose = "an access token of Falcon that reads hosts, alerts, prevention policies and assessments; it writes hosts where a runbook contains"
}

# The address is that of your cloud: api.us-2.crowdstrike.com, api.eu-1.crowdstrike.com and so on.
connection "crowdstrike" {
  kind  = "http"
  url   = "https://api.crowdstrike.com"
  token = secret.crowdstrike_token
  auth  = "bearer"
}

secret "jamf_token" {
  from    = "github:JAMF_TOKEN"
  purpose = "an access token of Jamf Pro that reads computers, and sends the command to lock one where a runbook does"
}

connection "jamf" {
  kind  = "http"
  url   = "https://acme.jamfcloud.com"
  token = secret.jamf_token
  auth  = "bearer"
}

# Where the images come from that you build upon, and your second source for the day on which the first fails. A token is
# needed where they are private.
connection "registry" {
  kind = "http"
  url  = "https://registry.acme.example"
}

connection "registry_mirror" {
  kind = "http"
  url  = "https://mirror.acme.example"
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

  # Labels of applications in Okta that may keep passwords of their own, because they can nothing else.
  own_passwords = []

  # Names of Okta's policies that are for emergencies alone, and may let people in by a weaker way.
  emergency_policies = []

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

  # A machine for rehearsals, with Fleet and a sensor on it, on which nobody works. policy is the rule of Fleet that a rehearsal
  # breaks, break_script the script of Fleet that breaks it, mend_script the one that mends it, and threat_script the one
  # that makes the sensor's own harmless sample of a threat. The numbers stand in the addresses of their pages.
  drill_machine = {
    serial        = "DRILL0000001"
    policy        = 1
    break_script  = 1
    mend_script   = 2
    threat_script = 3
  }

  # The rule of Fleet that says that the sensor against threats runs.
  threat_policy = 2

  # The page of this repository that says how you deal with suppliers. It has the lines "Owner: …" and "Reviewed: 2026-01-31",
  # names NIST SP 800-161, and lists suppliers in a table: | name | critical or other | last assessed, as 2026-01-31 |
  supply_chain_policy = "policies/supply-chain.md"

  # Images that you build upon. Each must be there at your second source too, the same to the byte.
  base_images = [
    { name = "library/debian", tag = "stable" },
  ]

  # Groups of Okta, by their numbers, that people may ask to be in for some hours. The number stands at the end of
  # the address of the group's page.
  temporary_groups = {
    production = "00g00000000000000001"
    billing    = "00g00000000000000002"
  }

  # The application that each of them opens, by its number, which stands in the address of the application's page.
  temporary_apps = {
    production = "0oa00000000000000001"
    billing    = "0oa00000000000000002"
  }

  # A group of Okta that opens one application without anything of value: rehearsals go in and out.
  drill_group = "00g00000000000000009"

  # The group of Okta in which are those who are on call now: let your system for on-call duty keep it.
  on_call_group = "00g00000000000000008"

  # The group of Okta whose members are looked at every month.
  reviewed_group = "00g00000000000000003"

  # The branches that an auditor asks about: that of the code, and that of the evidence.
  audited = {
    code     = "main"
    evidence = "evidence"
  }
}
