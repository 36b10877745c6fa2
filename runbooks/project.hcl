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

# The address is that of your organization, as https://NAME.okta.com.
connection "okta" {
  kind  = "http"
  url   = "https://okta.acme.example"
  token = secret.okta_token
  auth  = "SSWS"
}

secret "fleet_token" {
  from    = "github:FLEET_TOKEN"
  purpose = "an API-only user of Fleet with the role observer; maintainer where a runbook locks laptops or runs a script"
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

# PagerDuty wants its word before the token: let the secret be "Token token=" and the token after it.
secret "pagerduty_token" {
  from    = "github:PAGERDUTY_TOKEN"
  purpose = "an API key of PagerDuty that opens and closes incidents, with \"Token token=\" before it"
}

connection "pagerduty" {
  kind  = "http"
  url   = "https://api.pagerduty.com"
  token = secret.pagerduty_token
  auth  = "header:Authorization"
}

secret "slack_token" {
  from    = "github:SLACK_TOKEN"
  purpose = "a bot token of Slack (chat:write, groups:write, groups:read, users:read.email)"
}

connection "slack" {
  kind  = "http"
  url   = "https://slack.com/api"
  token = secret.slack_token
  auth  = "bearer"
}

secret "jira_token" {
  from    = "github:JIRA_TOKEN"
  purpose = "an API token of Jira, of the user below, who may open tickets in one project"
}

# The address is that of your site, as https://NAME.atlassian.net.
connection "jira" {
  kind     = "http"
  url      = "https://jira.acme.example"
  user     = "attestary@acme.example"
  password = secret.jira_token
  auth     = "basic"
}

secret "crowdstrike_secret" {
  from    = "github:CROWDSTRIKE_SECRET"
  purpose = "the secret of an API client of Falcon that reads hosts, alerts, prevention policies and assessments, and writes hosts where a runbook contains"
}

# Both addresses are those of your cloud: api.us-2.crowdstrike.com, api.eu-1.crowdstrike.com and so on. The client stands in
# Falcon under Support and resources, API clients and keys.
connection "crowdstrike" {
  kind          = "http"
  url           = "https://api.crowdstrike.com"
  auth          = "oauth2"
  token_url     = "https://api.crowdstrike.com/oauth2/token"
  client_id     = "00000000000000000000000000000000"
  client_secret = secret.crowdstrike_secret
  client_auth   = "body"
}

secret "jamf_secret" {
  from    = "github:JAMF_SECRET"
  purpose = "the secret of an API client of Jamf Pro that reads computers, and sends commands where a runbook locks one"
}

# Both addresses are those of your server, as https://NAME.jamfcloud.com. The client stands in Jamf Pro under Settings,
# API roles and clients.
connection "jamf" {
  kind          = "http"
  url           = "https://jamf.acme.example"
  auth          = "oauth2"
  token_url     = "https://jamf.acme.example/api/v1/oauth/token"
  client_id     = "00000000-0000-0000-0000-000000000000"
  client_secret = secret.jamf_secret
  client_auth   = "body"
}

# The API server of the cluster. Where its address is of a private network, say hosts = ["k8s.acme.example"] too. What the
# account needs: https://github.com/attestary/attestary/blob/main/runbooks/networks/README.md
secret "kubernetes_token" {
  from    = "github:KUBERNETES_TOKEN"
  purpose = "a token of a service account of Kubernetes that may get and list, and do what the drills need in their namespace"
}

connection "kubernetes" {
  kind  = "http"
  url   = "https://k8s.acme.example:6443"
  token = secret.kubernetes_token
  auth  = "bearer"
}

# What the token and the drills need: https://github.com/attestary/attestary/blob/main/runbooks/data/README.md
secret "vault_token" {
  from    = "github:VAULT_TOKEN"
  purpose = "a token of Vault whose policy reads settings, and does what the drills need with their own key and role"
}

connection "vault" {
  kind  = "http"
  url   = "https://vault.acme.example:8200"
  token = secret.vault_token
  auth  = "header:X-Vault-Token"
}

# What to set up in the database: https://github.com/attestary/attestary/blob/main/runbooks/data/README.md
secret "postgres_password" {
  from    = "github:POSTGRES_PASSWORD"
  purpose = "the password of a role of PostgreSQL that is in pg_monitor, and reads the tables that are looked at"
}

connection "postgres" {
  kind     = "sql"
  url      = "postgres://db.acme.example/shop"
  user     = "auditor"
  password = secret.postgres_password
}

# Steampipe's service on the runner itself (steampipe service start), which asks the clouds.
secret "steampipe_password" {
  from    = "github:STEAMPIPE_PASSWORD"
  purpose = "the password of Steampipe's service; its own keys for the clouds only read"
}

connection "steampipe" {
  kind     = "sql"
  url      = "postgres://localhost:9193/steampipe?tls=off"
  user     = "steampipe"
  password = secret.steampipe_password
}

# Elasticsearch, where the logs come together, and Kibana before it, where the rules stand. Both take the same key.
secret "elastic_key" {
  from    = "github:ELASTIC_KEY"
  purpose = "the word ApiKey, a space, and an encoded key of Elasticsearch that reads logs, alerts, rules and jobs"
}

connection "elastic" {
  kind  = "http"
  url   = "https://logs.acme.example:9200"
  token = secret.elastic_key
  auth  = "header:Authorization"
}

connection "kibana" {
  kind  = "http"
  url   = "https://kibana.acme.example"
  token = secret.elastic_key
  auth  = "header:Authorization"
}

# The list of people that HR keeps. The end of the address is the name of your company there.
secret "bamboohr_key" {
  from    = "github:BAMBOOHR_KEY"
  purpose = "the word Basic, a space, and KEY:x in base64, where KEY is a key of BambooHR that sees who works here"
}

connection "bamboohr" {
  kind  = "http"
  url   = "https://api.bamboohr.com/api/gateway.php/acme"
  token = secret.bamboohr_key
  auth  = "header:Authorization"
}

# An access token of Google Cloud ends after an hour: let a job of yours put a new one here before the schedule.
secret "gcs_token" {
  from    = "github:GCS_TOKEN"
  purpose = "an access token of Google Cloud that reads the rules of buckets, and writes and lists in the drill's own"
}

connection "gcs" {
  kind  = "http"
  url   = "https://storage.googleapis.com"
  token = secret.gcs_token
  auth  = "bearer"
}

# One of your critical applications, as the account for drills sees it. Let a job of yours sign that account in before
# the schedule, and put its session here.
secret "drill_session" {
  from    = "github:DRILL_SESSION"
  purpose = "a session, or an access token, of the account for drills at that application"
}

connection "drill_app" {
  kind  = "http"
  url   = "https://wiki.acme.example"
  token = secret.drill_session
  auth  = "bearer"
}

# The same GitHub and the same token, for what has no action of github.* yet. For GitHub Enterprise Server the address is
# that of the server, with /api/v3 at its end.
connection "github_rest" {
  kind  = "http"
  url   = "https://api.github.com"
  token = secret.github_audit_token
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

# A folder of WebDAV outside of our network, made for drills: what arrives there got out.
secret "outside_password" {
  from    = "github:OUTSIDE_PASSWORD"
  purpose = "the password of the folder outside to which the drill of data loss prevention tries to send"
}

connection "outside" {
  kind     = "http"
  url      = "https://dav.elsewhere.example"
  user     = "drill"
  password = secret.outside_password
  auth     = "basic"
}

secret "terraform_token" {
  from    = "github:TERRAFORM_TOKEN"
  purpose = "a team token of HCP Terraform that reads the workspaces of networks, and may plan and apply in the drill's own"
}

# For Terraform Enterprise the address is that of the server, with /api/v2 at its end.
connection "terraform" {
  kind  = "http"
  url   = "https://app.terraform.io/api/v2"
  token = secret.terraform_token
  auth  = "bearer"
}

# Google Workspace. The file is that of a service account with domain-wide delegation for just these scopes; subject is an
# administrator who may read users, their tokens and reports, in whose name it looks. user.security is also what shuts an
# application out of an account (google.revoke_grant); let that administrator manage users' security settings for it. To
# suspend accounts (google.suspend_user, google.unsuspend_user) replace admin.directory.user.readonly by
# https://www.googleapis.com/auth/admin.directory.user, for the service account too; else Google answers 403.
secret "google_key" {
  from    = "github:GOOGLE_KEY"
  purpose = "the JSON file of a service account of Google that looks at accounts, the applications they let in, and sign-ins"
}

connection "google" {
  kind       = "http"
  url        = "https://admin.googleapis.com"
  auth       = "jwt-bearer"
  token_url  = "https://oauth2.googleapis.com/token"
  client_key = secret.google_key
  subject    = "reports@acme.example"
  scope      = "https://www.googleapis.com/auth/admin.directory.user.readonly https://www.googleapis.com/auth/admin.directory.user.security https://www.googleapis.com/auth/admin.reports.audit.readonly"
}

# AWS: a key of a user or role that may do what the runbooks ask for, and no more. Each service has an address for each
# region: change the region in both places. For more regions add connections, and steps that use them.
secret "aws_access_key" {
  from    = "github:AWS_ACCESS_KEY_ID"
  purpose = "the ID of an access key of AWS that may read GuardDuty, CloudTrail, Security Hub, Access Analyzer and the settings of S3"
}

secret "aws_secret_key" {
  from    = "github:AWS_SECRET_ACCESS_KEY"
  purpose = "the secret of that key, which signs what AWS is asked"
}

connection "aws_guardduty" {
  kind       = "http"
  url        = "https://guardduty.eu-west-1.amazonaws.com"
  auth       = "aws-sigv4"
  access_key = secret.aws_access_key
  secret_key = secret.aws_secret_key
  region     = "eu-west-1"
  service    = "guardduty"
}

connection "aws_cloudtrail" {
  kind       = "http"
  url        = "https://cloudtrail.eu-west-1.amazonaws.com"
  auth       = "aws-sigv4"
  access_key = secret.aws_access_key
  secret_key = secret.aws_secret_key
  region     = "eu-west-1"
  service    = "cloudtrail"
}

# IAM has one address for all regions. The key may list and disable access keys where a runbook does.
connection "aws_iam" {
  kind       = "http"
  url        = "https://iam.amazonaws.com"
  auth       = "aws-sigv4"
  access_key = secret.aws_access_key
  secret_key = secret.aws_secret_key
  region     = "us-east-1"
  service    = "iam"
}

# An analyzer for what strangers reach looks at its own region alone; one for what nobody uses looks at all.
connection "aws_access_analyzer" {
  kind       = "http"
  url        = "https://access-analyzer.eu-west-1.amazonaws.com"
  auth       = "aws-sigv4"
  access_key = secret.aws_access_key
  secret_key = secret.aws_secret_key
  region     = "eu-west-1"
  service    = "access-analyzer"
}

# S3 tells the names of all buckets, and the settings of those in the region of the connection.
connection "aws_s3" {
  kind       = "http"
  url        = "https://s3.eu-west-1.amazonaws.com"
  auth       = "aws-sigv4"
  access_key = secret.aws_access_key
  secret_key = secret.aws_secret_key
  region     = "eu-west-1"
  service    = "s3"
}

# The region into which Security Hub brings the findings of all others, in the account that administers it.
connection "aws_security_hub" {
  kind       = "http"
  url        = "https://securityhub.eu-west-1.amazonaws.com"
  auth       = "aws-sigv4"
  access_key = secret.aws_access_key
  secret_key = secret.aws_secret_key
  region     = "eu-west-1"
  service    = "securityhub"
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

  # Client IDs of applications that may reach mail, files, contacts or the directory at Google. They stand in the Admin
  # console under Security, API controls.
  google_applications = []

  # The branches that an auditor asks about: that of the code, and that of the evidence.
  audited = {
    code     = "main"
    evidence = "evidence"
  }

  # Every application that people use, by the address at which they open it.
  apps = ["wiki.acme.example"]

  # Those of them that rightly stay inside, where nobody from the internet is meant to come.
  inside_apps = []

  # How each application is watched in Elastic, by its address: as what it calls itself there (service.name, monitor.name
  # of Heartbeat, the label app in Kubernetes), and the job that learns what is usual for it. A rule about it in Kibana
  # has the tag "App: " and that name.
  watched_apps = {
    "wiki.acme.example" = { service = "wiki", job = "wiki-usual" }
  }

  # How the alert of a drill is found among the alerts, in the query language of Lucene: by its rule.
  drill_alerts = {
    applications = "kibana.alert.rule.rule_id:drill-applications"
    networks     = "kibana.alert.rule.rule_id:drill-networks"
  }

  # The logs of each of your networks and environments: connections, names that were looked up, what the rules about it
  # are tagged with in Kibana, and the job that learns what is usual.
  network_logs = {
    office = { connections = "logs-zeek.connection-*", names = "logs-zeek.dns-*", tag = "Network: office", job = "office-connections" }
    cloud  = { connections = "logs-aws.vpcflow-*", names = "logs-aws.route53_resolver_logs-*", tag = "Network: cloud", job = "cloud-connections" }
  }

  # A name that nobody has a reason to look up: a small job in each network looks it up every hour, and the logs must
  # show it. A drill looks up a name below it, so the rule in Kibana looks for both: beacon… and *.beacon…
  beacon_name = "beacon.drill.acme.example"

  # Hosts at which people sign in to these applications.
  login_hosts = ["acme.cloudflareaccess.com"]

  # Addresses of the servers behind them, if these have any: nobody may come to a server but by the sign-in.
  origins = []

  # A PEM file below the repository with the authority of your own that signed the certificates of these applications;
  # empty for those that every browser knows.
  apps_roots = ""

  # A page of that application that only somebody who is signed in can open.
  drill_page = "/api/me"

  # Your organization of GitHub.
  github_organization = "acme"

  # Repositories from which something is deployed.
  deployed_repositories = ["acme/wiki"]

  # Repositories without which the work stops.
  critical_repositories = ["acme/wiki"]

  # A repository with known holes in it, which is there so that the scanners have something to find.
  seeded_repository = "acme/seeded"

  # The scanners: those that read code, and those that try what runs, as they call themselves in their reports.
  scanners = {
    static  = ["CodeQL", "Semgrep OSS"]
    dynamic = ["ZAP", "Nuclei"]
  }

  # Namespaces of Kubernetes in which applications run for real.
  production_namespaces = ["wiki"]

  # Groups and people who may do everything in Kubernetes when nothing else works.
  kubernetes_emergency = ["system:masters"]

  # Groups of Kubernetes with the people who run your applications, and who may therefore change what runs.
  kubernetes_operators = ["operations"]

  # Teams of GitHub, as they stand in their addresses: nobody is in two of them.
  separate_teams = { development = "developers", security = "security", operations = "operations" }

  # The environment of GitHub from which is deployed to production.
  production = "production"

  # Namespaces of Kubernetes that belong to the cluster itself. What is asked of applications is not asked of them.
  system_namespaces = ["kube-node-lease", "kube-public", "kube-system"]

  # Who may do everything in Kubernetes, as KIND:NAME.
  cluster_admins = ["Group:system:masters"]

  # How critical a namespace can be, as its label "tier" says. For each there are policies of its own in the cluster.
  tiers = ["critical", "ordinary"]

  # The policy of your applications, as a file in this repository: it has a line "Owner: ...", a line "Reviewed: 2026-01-31",
  # and a chapter for each tier.
  app_policy = "policies/applications.md"

  # An image that must be let into production.
  allowed_image = "registry.acme.example/drill@sha256:0000000000000000000000000000000000000000000000000000000000000000"

  # An image that must not be let in: without its digest, or not signed.
  refused_image = "registry.acme.example/drill:latest"

  # The repository in which the settings of your applications stand.
  settings_repository = "acme/settings"

  # The repository in which the policies of the cluster stand.
  policies_repository = "acme/policies"

  # How Argo CD calls these policies.
  policies_app = "policies"

  # The labels of changes of settings: for security, for speed, and of programs that update.
  change_labels = { security = "security", performance = "performance", updates = "dependencies" }

  # A config map that Argo CD keeps, and that nobody reads: what stands in it under "note" is changed by a drill.
  drill_note = { namespace = "drill", name = "note" }

  # The policy file of Tailscale as it stands in this repository.
  network_policy = "policies/tailnet.hujson"

  # Tags of Tailscale for the parts of your network, for each of which it has rules of its own.
  network_segments = ["tag:prod"]

  # Every network of yours, by the name of the workspace in which Terraform makes it.
  networks = ["office", "cloud"]

  # Your organization in HCP Terraform.
  terraform_organization = "acme"

  # The tag of the workspaces that hold networks.
  network_tag = "network"

  # The repository in which the code of your networks stands.
  network_repository = "acme/network"

  # A workspace for drills with a small network that nobody uses, by its number: what it makes is taken away every day.
  drill_workspace = "ws-0000000000000000"

  # Whom to call and where to write when something has happened: a service, an escalation policy and a user of PagerDuty
  # (the numbers stand in their addresses), a channel of Slack (its number stands below its details), a project of Jira.
  on_duty = {
    service = "PS00001"
    policy  = "PP00001"
    caller  = "attestary@acme.example"
    channel = "C0000000001"
    project = "SEC"
  }

  # Logs of what people and programs do with their accounts. Index is where a log comes to in Elasticsearch, tag is what
  # the rules that look at it are tagged with in Kibana, and job is what learns what is usual in it.
  identity_logs = {
    okta   = { index = "logs-okta.system-*", tag = "Data Source: Okta", job = "okta-sign-ins" }
    github = { index = "logs-github.audit-*", tag = "Data Source: Github", job = "github-programs" }
  }

  # The same for logs of who reads and writes data.
  data_logs = {
    storage = { index = "logs-gcp.audit-*", tag = "Data Source: GCP", job = "storage-reads" }
  }

  # How the alert of a drill is found among the alerts, in the query language of Lucene: by its rule.
  alert_of_drill = {
    identity = "kibana.alert.rule.rule_id:drill-identity"
    data     = "kibana.alert.rule.rule_id:drill-data"
  }

  # The plan for incidents, as a file in this repository with a line "Owner: ..." and a line "Reviewed: 2026-01-31".
  incident_plan = "policies/incidents.md"

  # For how many days the logs must go back, so that an incident of last year can be looked into.
  days_of_logs = 365

  # Domains of yours that people write to and open sites of.
  domains = ["acme.example"]

  # The log in which machines in the cloud are made and deleted, and the job that learns how many are usual.
  machine_log = {
    index = "logs-gcp.audit-*"
    query = "event.action:(*compute.instances.insert OR *compute.instances.delete)"
    job   = "machines-made"
  }

  # The report of BambooHR about everybody, by the number in its address.
  hr_report = "100"

  # Accounts of programs that make and close accounts by what HR says, as they stand in the log of Okta. What Okta does by
  # itself need not be named.
  provisioning_accounts = ["hr-sync@acme.example"]

  # People with great rights, whose accounts are made and closed by hand.
  privileged_accounts = ["root@acme.example"]

  # Accounts that belong to nobody of HR's list, and rightly so.
  without_person = ["break-glass@acme.example", "drill@acme.example"]

  # Applications in which Okta must make and close accounts by itself, as they are called in Okta.
  provisioned_apps = ["Wiki"]

  # Somebody who does not exist, and stands in HR's list as one who left: the drill lets them come, move and leave. The
  # application of each department is what they must be able to open while they are in it.
  drill_person = {
    number = "900"
    login  = "drill-joiner@acme.example"
    first  = { department = "Drills", app = "Wiki" }
    second = { department = "Rehearsals", app = "Ledger" }
  }

  # The policies that people wrote, as files in this repository: each has a line "Owner: ..." and a line
  # "Reviewed: 2026-01-31". Begun names a file here that begins to enforce it.
  policies = {
    identity = { path = "policies/identity.md", begun = "runbooks/access/leaver.runbook.hcl" }
    data     = { path = "policies/data.md", begun = "runbooks/data/secrets-in-git.runbook.hcl" }
  }

  # What must be in force in Entra, by the name of the policy: second_factor, phishing_resistant, managed_device or blocks.
  # Everybody tells that it must hold for all people and all applications.
  access_policies = {
    "Everybody: second factor"          = { demands = "second_factor", everybody = true }
    "Administrators: cannot be phished" = { demands = "phishing_resistant", everybody = false }
  }

  # The application, by its number in Entra, that writes the policies there from their files.
  policy_pipeline = "00000000-0000-0000-0000-000000000000"

  # A policy of Entra that is switched off and only there for the drill, by its number and its name.
  drill_policy = {
    id   = "00000000-0000-0000-0000-000000000000"
    name = "Drill: this policy does nothing"
  }

  # The policy for devices, as a file in this repository, and the chapters that it must have.
  device_policy = {
    path     = "policies/devices.md"
    chapters = ["## Buying", "## Virtual machines", "## Watching", "## Removing"]
  }

  # The systems that still get updates, as Fleet calls them; the beginning is enough.
  supported_systems = ["macOS 14", "macOS 15", "macOS 26", "Microsoft Windows 11", "Ubuntu 22.04", "Ubuntu 24.04"]

  # A rule of Fleet that is only there for the drill, what its file says to do, the account that writes the rules of Fleet
  # from their files, and the account whose token the drill has.
  drill_rule = {
    name       = "Drill: this rule is always kept"
    resolution = "Nothing is to be done."
    pipeline   = "fleet-gitops@acme.example"
    account    = "fleet-drill@acme.example"
  }

  # A device for drills that nobody works on: its ID in Intune, its object ID in Entra, and the object ID of a group whose
  # devices first break a rule, and are then mended by Intune itself.
  drill_device = {
    id     = "00000000-0000-0000-0000-000000000000"
    object = "00000000-0000-0000-0000-000000000000"
    group  = "00000000-0000-0000-0000-000000000000"
  }

  # The project of Google Cloud whose buckets hold the data.
  data_project = "acme-data"

  # The buckets without which the work stops.
  critical_buckets = ["acme-invoices"]

  # What data there is, as the label "class" of a bucket says, and what holds for it: after how many days it is deleted,
  # and whether it is encrypted with a key of your own.
  bucket_classes = {
    finance = { days = 3650, own_key = true }
    scratch = { days = 30, own_key = false }
    drill   = { days = 1, own_key = false }
  }

  # For drills of data: a bucket of the class drill that stays, something in it that nobody has a reason to read, and the
  # name of a bucket that is made and deleted at every drill.
  drill_data = {
    bucket = "acme-drill"
    decoy  = "salaries.txt"
    fresh  = "acme-drill-fresh"
  }

  # Namespaces that may be reached from anywhere, or reach anything, such as that of the ingress controller.
  open_namespaces = ["ingress-nginx"]

  # Namespaces with the applications without which the work stops.
  critical_namespaces = ["shop"]

  # A namespace for drills of the network, in which everything is denied. Pods with the label app=prober are ready only
  # while they reach those with app=target at the port: their readiness probe opens that connection.
  connection_drill = { namespace = "drill", from = "prober", to = "target", port = 8080 }

  # Kinds of traffic, which a deployment has as its label traffic-profile: how many requests a second from one address.
  traffic_profiles = { critical = 200, standard = 50, batch = 10 }

  # Ingresses whose limit follows the risk of their application: usually, and while the repository has grave open holes.
  traffic_apps = {
    shop = { namespace = "shop", ingress = "shop", repository = "acme/shop", usual = 200, cautious = 20 }
  }

  # The ingress of a made-up application, and one of a critical application that must not suffer with it. Something of
  # yours lowers the limit of an ingress whose label risk is high, and raises it again.
  traffic_drill = { namespace = "drill", ingress = "canary", critical_namespace = "shop", critical_ingress = "shop" }

  # Applications whose pods may be ended to see that they come back: in that namespace, with that label, scaled by that
  # autoscaler; and after how many seconds all of them must be ready again.
  failure_drills = {
    critical = { namespace = "drill", selector = "app=critical-canary", autoscaler = "critical-canary", seconds = 60 }
    ordinary = { namespace = "drill", selector = "app=ordinary-canary", autoscaler = "ordinary-canary", seconds = 300 }
  }

  # Deployments that need not scale by themselves, as NAMESPACE/NAME, for a reason that you can tell.
  fixed_size = []

  # Mail servers that take mail for us.
  mail_servers = ["mx.acme.example"]

  # The namespace of Istio itself, whose rules are of the whole mesh.
  mesh_namespace = "istio-system"

  # Everything that keeps data, by its ARN in AWS or the name of the database, with the team that answers for it.
  data_stores = {
    "arn:aws:s3:::acme-orders" = "shop"
    shop                       = "shop"
  }

  # Buckets of S3: the region of the connection aws_s3, and others at which a copy of the runbook looks. No bucket may be
  # anywhere else. What is in a bucket is kept when somebody overwrites it, but for these buckets.
  s3 = { region = "eu-west-1", others = [], unkept = ["acme-scratch"] }

  # The words for how sensitive data is.
  data_classes = ["public", "internal", "personal", "restricted"]

  # Which of them are the sensitive ones.
  sensitive_classes = ["personal", "restricted"]

  # What tells a class: regular expressions of PostgreSQL for the name of a column in small letters, and for what stands
  # in it ("" where that tells nothing). The strictest class first.
  label_rules = [
    { class = "restricted", name = "iban|card|salary|diagnos|passport", content = "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}" },
    { class = "personal", name = "mail|phone|birth|street|first_name|last_name", content = "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+[.][A-Za-z]{2,}" },
  ]

  # The class of a column that none of the rules fits.
  label_otherwise = "internal"

  # The kinds of data that samples in public.data_corpus must be of.
  data_kinds = ["text", "json", "document"]

  # Stores whose size and place never change, by their ARN, for a reason that you can tell.
  fixed_stores = []

  # Roles of PostgreSQL that may be superusers, pass row security by, or make roles.
  database_admins = ["postgres"]

  # The role of Vault's database engine for drills: it lends an account that may read one made-up table.
  lending_drill = "drill-reader"

  # The key of Vault's transit engine for drills; nothing that matters is encrypted with it.
  key_drill = "drill"

  # Machines of Google Cloud that work on data so sensitive that it is encrypted in their memory too.
  confidential_machines = ["vault-1"]
}
