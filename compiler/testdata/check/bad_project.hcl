project "acme" {
  language   = 1
  frameworks = ["cisa-ztm"] # ERROR RB9001 "no framework cisa-ztm. Did you mean cisa-ztmm?"
  timezone   = "Europe/Pariss" # ERROR RB3014 "no time zone"
  action     = "attestary/attestary/actions@v1" # ERROR RB3024 "cannot be action"
  drafts     = ["idaes"] # ERROR RB2041 "no runbook at runbooks/idaes"
  upload_artifact = "actions/upload-artifact@v3" # ERROR RB3024 "cannot be upload_artifact" # ERROR RB3024 "download_artifact is missing"
  program    = "/opt/attestary" # ERROR RB3024 "cannot be program"
}

evidence {
  branch = "evidence"
  over   = "carrier-pigeon" # ERROR RB3024 "cannot be over"
  sign   = "pgp:ABC" # ERROR RB3024 "cannot be sign"
  runs_on = concat(["signer"], ["self-hosted"]) # ERROR RB3024 "of the machine that signs are computed"
  public_log   = "yes" # ERROR RB3024 "cannot be public_log"
  fulcio       = "http://fulcio.example" # ERROR RB3024 "cannot be the address of a server"
  timestamp    = "https://ada@time.example" # ERROR RB3024 "cannot be the address of a server"
  rekor        = "http://127.0.0.1:3000"
  trusted_root = "../root.json" # ERROR RB3024 "cannot be trusted_root"
}

role "security" {
  teams   = ["security"] # ERROR RB3024 "cannot be a team"
  members = ["Ada Lovelace"] # ERROR RB3024 "cannot be a member"
}

role "nobody" { # ERROR RB3024 "Nobody has the role nobody"
}

secret "shop_token" {
  from    = "SHOP_TOKEN" # ERROR RB3024 "cannot be where a secret is found"
  purpose = "read orders"
}

secret "forge_token" { # WARNING RB2022 "No connection uses the secret forge_token"
  from    = "github:GITHUB_FORGE" # ERROR RB7008 "GitHub takes no secret called GITHUB_FORGE"
  purpose = "read the forge"
}

secret "old_token" { # WARNING RB2022 "No connection uses the secret old_token"
  from    = "vault:secret/old" # ERROR RB3024 "cannot be where a secret is found"
  purpose = "" # ERROR RB3025 "purpose is empty"
}

connection "shop" {
  kind  = "http"
  url   = "http://shop.acme.example" # ERROR RB3024 "no address that a connection may have"
  token = secret.shop_tokn # ERROR RB2002 "no secret called shop_tokn. Did you mean shop_token?"
  auth  = "digest" # ERROR RB3024 "cannot be auth"
}

connection "hosted" {
  kind  = "http"
  url   = "https://shop.acme.example"
  token = secret.shop_token
  auth  = "header:Host" # ERROR RB3024 "cannot stand in that header"
}

connection "granted" {
  kind  = "http"
  url   = "https://shop.acme.example"
  token = secret.shop_token # ERROR RB5010 "shows no token"
  auth  = "oauth2" # ERROR RB5010 "needs more: client_id, client_secret, token_url"
}

connection "granted_plainly" {
  kind          = "http"
  url           = "https://shop.acme.example"
  auth          = "oauth2"
  token_url     = "http://login.acme.example/token" # ERROR RB3024 "no address that a connection may have"
  client_id     = "attestary"
  client_secret = secret.shop_tokn # ERROR RB2002 "no secret called shop_tokn. Did you mean shop_token?"
  client_auth   = "body"
}

connection "granted_nothing" {
  kind      = "http"
  url       = "https://shop.acme.example"
  token     = secret.shop_token
  client_id = "attestary" # ERROR RB5010 "client_id goes with auth"
}

connection "stated" {
  kind      = "http"
  url       = "https://admin.googleapis.com"
  auth      = "jwt-bearer" # ERROR RB5010 "needs more: client_key"
  token_url = "https://oauth2.googleapis.com/token"
}

connection "signed" {
  kind       = "http"
  url        = "https://iam.amazonaws.com"
  auth       = "aws-sigv4" # ERROR RB5010 "needs more: access_key, service"
  secret_key = secret.shop_token
  region     = "EU West" # ERROR RB3024 "cannot be a region"
}

connection "granted_forge" {
  kind  = "github"
  scope = "repo" # ERROR RB5010 "scope goes with auth"
}

connection "hosts" {
  kind  = "http"
  url   = "https://shop.acme.example"
  hosts = [
    "files.acme.example",
    "10.0.0.7:8443",
    "https://files.acme.example", # ERROR RB3024 "is no host"
    "*.acme.example", # ERROR RB3024 "is no host"
  ]
}

connection "silent" {
  kind = "http"
  url  = "https://shop.acme.example"
  auth = "bearer" # ERROR RB5010 "the connection has none"
}

connection "nameless" {
  kind     = "http"
  url      = "https://shop.acme.example"
  auth     = "basic" # ERROR RB5010 "there is no user"
  password = secret.shop_token
}

connection "named" {
  kind  = "http"
  url   = "https://shop.acme.example"
  user  = "ada" # ERROR RB5010 "user goes with auth"
  token = secret.shop_token
}

connection "far" { # ERROR RB3024 "needs a url"
  kind     = "http"
  password = secret.shop_token
}

connection "machine" { # ERROR RB3024 "is this machine"
  kind = "shell"
  url  = "https://machine.acme.example"
}

connection "forge" {
  kind = "github"
  url  = "http://forge.acme.example/api/v3" # ERROR RB3024 "no address that a connection may have"
}

connection "base" {
  kind = "sql"
  url  = "postgres://base.acme.example" # ERROR RB3024 "no address that a database may have"
}

connection "open_base" {
  kind = "sql"
  url  = "mysql://base.acme.example/orders?tls=off" # ERROR RB3024 "no address that a database may have"
  user = "auditor"
}

connection "nobody_base" { # ERROR RB5010 "there is no user"
  kind     = "sql"
  url      = "postgres://base.acme.example/orders"
  password = secret.shop_token
}

connection "token_base" {
  kind  = "sql"
  url   = "postgres://base.acme.example/orders"
  user  = "auditor"
  token = secret.shop_token # ERROR RB5010 "and no token"
}

connection "auth_base" {
  kind = "sql"
  url  = "postgres://base.acme.example/orders"
  user = "auditor"
  auth = "basic" # ERROR RB5010 "how a password is shown"
}

connection "file" {
  kind = "sql"
  url  = "sqlite:data/orders.db"
  user = "auditor" # ERROR RB5010 "asks for no user"
}

connection "closed_file" {
  kind     = "sql"
  url      = "sqlite:data/orders.db"
  password = secret.shop_token # ERROR RB5010 "asks for no password"
}

connection "outer_file" {
  kind = "sql"
  url  = "sqlite:../orders.db" # ERROR RB3024 "no address that a database may have"
}

connection "local_base" {
  kind = "sql"
  url  = "mysql://localhost/orders?tls=off"
  user = "auditor"
}

role "lead" {
  members = ["ada", "grace"]
}

review "power" {
  effects = ["change", "grant"]
  from    = [role.lead, role.leads] # ERROR RB2002 "no role called leads. Did you mean lead?"
  min     = 0 # ERROR RB3016 "min cannot be 0"
}

review "anything" {
  effects = ["observe"]
  from    = [role.lead]
  min     = 2 # WARNING RB4031 "Only 2 people can review"
}

policy "calm" {
  condition = !plan.destroy # ERROR RB2003 "destroy"
  message   = org.listed # ERROR RB3001 "message"
}

policy "blind" {
  condition = input.days > 3 # ERROR RB2006 "input"
  message   = "No."
}

org {
  listed = ["a"]
  both   = [org.listed] # ERROR RB2005 "org has literals only"
}
