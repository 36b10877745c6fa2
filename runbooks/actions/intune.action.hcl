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

# Ways to enrol that need nobody who sets the device up by hand are automatic: Windows that joins by itself, devices that
# the maker or the shop has handed over, and those that an image or a token enrols.
action "intune.list_enrolments" {
  title      = "List how devices came to Intune"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "devices" {
    type   = list(object({ id = string, at = string, way = string, automatic = bool, registered = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/deviceManagement/managedDevices"
    query    = { "$select" = "id,deviceEnrollmentType,enrolledDateTime,deviceRegistrationState,azureADRegistered" }
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give = {
      devices = [for d in self.json.value : {
        id         = d.id
        at         = "${substr(d.enrolledDateTime, 0, 19)}Z"
        way        = d.deviceEnrollmentType
        automatic  = contains(["windowsAutoEnrollment", "windowsBulkAzureDomainJoin", "windowsBulkUserless", "windowsAzureADJoin", "windowsAzureADJoinUsingDeviceAuth", "windowsCoManagement", "appleBulkWithUser", "appleBulkWithoutUser", "androidEnterpriseFullyManaged", "androidEnterpriseDedicatedDevice", "androidEnterpriseCorporateWorkProfile"], d.deviceEnrollmentType)
        registered = d.deviceRegistrationState == "registered" || d.deviceRegistrationState == "approvalPending" && jsonencode({ x = d.azureADRegistered }) == "{\"x\":true}"
      }]
    }
  }
}

action "intune.get_device" {
  title      = "Look a device up"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "device_id" {
    type = string
  }
  # compliant, noncompliant, inGracePeriod, conflict, error, configManager or unknown.
  output "state" {
    type = string
  }
  output "seen" {
    type  = string
    as_of = true
  }

  run "http.request" {
    method = "GET"
    path   = "/deviceManagement/managedDevices/${urlencode(setting.device_id)}"
    ok     = [200]
    give = {
      state = self.json.complianceState
      seen  = "${substr(self.json.lastSyncDateTime, 0, 19)}Z"
    }
  }
}

action "intune.sync_device" {
  title      = "Ask a device to talk to Intune now"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "device_id" {
    type = string
  }

  run "http.request" {
    method = "POST"
    path   = "/deviceManagement/managedDevices/${urlencode(setting.device_id)}/syncDevice"
    ok     = [204]
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
