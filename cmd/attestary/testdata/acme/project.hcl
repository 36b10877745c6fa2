project "acme" {
  language   = 1
  frameworks = ["cisa-ztmm", "nist-sp-800-53"]
  timezone   = "Europe/Paris"
}

evidence {
  branch = "evidence"
  sign   = "key:acme.key"
}

role "it_support" {
  members = ["ada#KEY", "bob#KEY"]
}

role "security" {
  members = ["grace#KEY", "linus#KEY"]
}

role "incident_commanders" {
  members = ["grace#KEY", "linus#KEY"]
}

person "ada" {
  email = "ada@acme.example"
}

secret "okta_token" {
  from    = "env:OKTA_TOKEN"
  purpose = "find and suspend people, end their sessions"
}

secret "fleet_token" {
  from    = "env:FLEET_TOKEN"
  purpose = "see how laptops are"
}

secret "chat_webhook" {
  from    = "env:CHAT_WEBHOOK"
  purpose = "tell the security channel"
}

connection "okta" {
  kind  = "http"
  url   = "https://okta.acme.example"
  token = secret.okta_token
  auth  = "SSWS"
}

connection "fleet" {
  kind  = "http"
  url   = "https://fleet.acme.example"
  token = secret.fleet_token
  auth  = "bearer"
}

connection "chat" {
  kind  = "http"
  url   = "https://chat.acme.example/hooks"
  token = secret.chat_webhook
  auth  = "path"
}

org {
  break_glass = ["emergency@acme.example"]
  sites = {
    api    = { host = "127.0.0.1", port = PORT_API, tier = 1 }
    shop   = { host = "127.0.0.1", port = PORT_SHOP, tier = 1 }
    status = { host = "127.0.0.1", port = PORT_STATUS, tier = 2 }
  }
}
