# The project that the other fixtures belong to. Nothing is wrong with it.
project "acme" {
  language   = 1
  frameworks = ["cisa-ztmm", "nist-sp-800-53"]
  timezone   = "Europe/Paris"
}

evidence {
  branch  = "evidence"
  sign    = "keyless"
  runs_on = ["signer"]
}

role "security" {
  teams   = ["acme/security"]
  members = ["octocat#583231"]
}

role "founder" {
  members = ["octocat#583231"]
}

secret "shop_token" {
  from    = "github:SHOP_TOKEN"
  purpose = "read orders"
}

connection "shop" {
  kind  = "http"
  url   = "https://shop.acme.example"
  token = secret.shop_token
  auth  = "bearer"
}

connection "base" {
  kind = "sql"
  url  = "postgres://base.acme.example/orders"
  user = "auditor"
}

connection "archive" {
  kind = "sql"
  url  = "sqlite:data/archive.db"
}

connection "forge" {
  kind = "github"
}

connection "machine" {
  kind = "shell"
}

connection "other_machine" {
  kind = "shell"
}

org {
  break_glass = ["break-glass@acme.example"]
  listed      = [{ name = "shop", host = "shop.acme.example" }]
  sites = {
    shop   = { host = "shop.acme.example", port = 443, tier = 1 }
    status = { host = "status.acme.example", port = 443, tier = 2 }
  }
}
