runbook "forms" {
  title = "Look around"
  owner = role.security
}

locals {
  grouped = { for name, s in org.sites : s.host => name... }
}

step "tls.probe" "site" {
  host = "shop.acme.example"
}

evidence "grouped" {
  value = local.grouped
}
