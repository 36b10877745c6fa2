# How many: Jamf tells the sum beside the first page. The filter is RSQL, and is never made of what somebody else wrote.
action "jamf.count_computers" {
  title      = "Count the Macs for which something holds"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "that" {
    type   = string
    one_of = ["are managed", "are encrypted", "have a firewall", "came by the company's account with Apple"]
  }
  setting "heard_of_since" {
    type    = string
    pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
  }
  output "count" {
    type   = number
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/api/v3/computers-inventory"
    query = {
      section   = "GENERAL"
      page      = "0"
      page-size = "1"
      filter = "general.remoteManagement.managed==true;general.lastContactTime=ge=${setting.heard_of_since}${
        setting.that == "are encrypted" ? ";operatingSystem.fileVault2Status==ALL_ENCRYPTED" :
        setting.that == "have a firewall" ? ";security.firewallEnabled==true" :
      setting.that == "are managed" ? "" : ";general.enrolledViaAutomatedDeviceEnrollment==true"}"
    }
    ok   = [200]
    give = { count = self.json.totalCount }
  }
}

action "jamf.list_serials" {
  title      = "List the serial numbers of the Macs"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "serials" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/api/v3/computers-inventory"
    query    = { section = "HARDWARE", page = "0", page-size = "1000", sort = "id:asc", filter = "general.remoteManagement.managed==true" }
    paginate = "until-empty:page=results"
    ok       = [200]
    give     = { serials = [for c in self.json.results : c.hardware.serialNumber] }
  }
}

action "jamf.find_computer" {
  title      = "Look a Mac up"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "serial" {
    type    = string
    pattern = "[A-Za-z0-9-]{4,40}"
  }
  output "found" {
    type = bool
  }
  output "management_id" {
    type   = string
    labels = ["untrusted"]
  }
  output "seen_at" {
    type   = string
    labels = ["untrusted"]
    as_of  = true
  }

  run "http.request" {
    method = "GET"
    path   = "/api/v3/computers-inventory"
    query  = { section = "GENERAL", page = "0", page-size = "2", filter = "hardware.serialNumber==\"${setting.serial}\"" }
    ok     = [200]
    give = {
      found         = length(self.json.results) > 0
      management_id = default(self.json.results[0].general.managementId, "")
      seen_at       = "${substr(default(self.json.results[0].general.lastContactTime, ""), 0, 19)}Z"
    }
  }
}

# Whoever turns it on again must type the six digits of the pin.
action "jamf.lock_computer" {
  title      = "Lock a Mac"
  effect     = "change"
  idempotent = false
  kind       = "http"

  setting "management_id" {
    type = string
  }
  setting "pin" {
    type    = string
    pattern = "[0-9]{6}"
  }

  run "http.request" {
    method  = "POST"
    path    = "/api/v2/mdm/commands"
    headers = { content-type = "application/json" }
    body = jsonencode({
      clientData  = [{ managementId = setting.management_id }]
      commandData = { commandType = "DEVICE_LOCK", pin = setting.pin }
    })
    ok = [201]
  }
}
