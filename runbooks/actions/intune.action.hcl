# A device that stopped talking to Intune keeps its last state, so a state means nothing without its age (seen).
action "intune.list_devices" {
  title      = "List the devices that Intune manages"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "devices" {
    type   = list(object({ id = string, name = string, login = string, owner = string, system = string, state = string, encrypted = bool, seen = string }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/deviceManagement/managedDevices"
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give = {
      devices = [for d in self.json.value : {
        id        = d.id
        name      = d.deviceName
        login     = absent(d.userPrincipalName) ? "" : d.userPrincipalName
        owner     = d.managedDeviceOwnerType
        system    = d.operatingSystem
        state     = d.complianceState
        encrypted = d.isEncrypted
        seen      = endswith(d.lastSyncDateTime, "Z") ? "${substr(d.lastSyncDateTime, 0, 19)}Z" : d.lastSyncDateTime
      }]
    }
  }
}

action "intune.lock_device" {
  title      = "Lock the screen of a device"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  setting "device_id" {
    type = string
  }

  run "http.request" {
    method = "POST"
    path   = "/deviceManagement/managedDevices/${urlencode(setting.device_id)}/remoteLock"
    ok     = [204]
  }
}

action "intune.retire_device" {
  title      = "Take the company's data and access off a device"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  setting "device_id" {
    type = string
  }

  run "http.request" {
    method = "POST"
    path   = "/deviceManagement/managedDevices/${urlencode(setting.device_id)}/retire"
    ok     = [204]
  }
}
