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

# A token of Microsoft Graph ends after about an hour: let a job of yours put a new one here before the schedule.
secret "entra_token" {
  from    = "github:ENTRA_TOKEN"
  purpose = "an access token of Microsoft Graph, of an application with just the permissions that the runbooks need"
}

connection "entra" {
  kind  = "http"
  url   = "https://graph.microsoft.com/v1.0"
  token = secret.entra_token
  auth  = "bearer"
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

# It ends after about an hour, like that of Entra.
secret "intune_token" {
  from    = "github:INTUNE_TOKEN"
  purpose = "an access token of Microsoft Graph, of an application that may see devices, and act on them where a runbook does"
}

connection "intune" {
  kind  = "http"
  url   = "https://graph.microsoft.com/v1.0"
  token = secret.intune_token
  auth  = "bearer"
}

# The API server of the cluster. Where its address is of a private network, say hosts = ["k8s.acme.example"] too.
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

  # Namespaces of Kubernetes that belong to the cluster itself. What is asked of applications is not asked of them.
  system_namespaces = ["kube-node-lease", "kube-public", "kube-system"]

  # Who may do everything in Kubernetes, as KIND:NAME.
  cluster_admins = ["Group:system:masters"]

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

  # The words for how sensitive data is, and which of them are the sensitive ones.
  data_classes      = ["public", "internal", "personal", "restricted"]
  sensitive_classes = ["personal", "restricted"]

  # What tells a class: regular expressions of PostgreSQL for the name of a column in small letters, and for what stands
  # in it ("" where that tells nothing). The strictest class first. A column that none fits is of the class otherwise.
  label_rules = [
    { class = "restricted", name = "iban|card|salary|diagnos|passport", content = "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}" },
    { class = "personal", name = "mail|phone|birth|street|first_name|last_name", content = "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+[.][A-Za-z]{2,}" },
  ]
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
