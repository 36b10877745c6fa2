action "entra.list_registrations" {
  title      = "List which ways to sign in each person has registered"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "users" {
    type   = list(object({ id = string, login = string, admin = bool, member = bool, second_factor = bool, methods = list(string) }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/reports/authenticationMethods/userRegistrationDetails"
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give = {
      users = [for u in self.json.value : {
        id            = u.id
        login         = u.userPrincipalName
        admin         = u.isAdmin
        member        = u.userType == "member"
        second_factor = u.isMfaRegistered
        methods       = u.methodsRegistered
      }]
    }
  }
}

# What a policy demands counts only where nothing else would do instead of it. Of what narrows a policy, Graph says null
# where nothing is chosen: isnull, since what it does not say at all is not known to be open.
action "entra.list_policies" {
  title      = "List the conditional access policies"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "policies" {
    type = list(object({
      name          = string, enforced = bool,
      everybody     = bool, global_admins = bool, everything = bool, always = bool, excluded = list(string),
      second_factor = bool, phishing_resistant = bool, managed_device = bool, blocks = bool,
      sign_in_risk  = list(string), user_risk = list(string), context = bool
    }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/identity/conditionalAccess/policies"
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give = {
      policies = [for p in self.json.value : {
        name          = p.displayName
        enforced      = p.state == "enabled"
        everybody     = !absent(p.conditions.users.includeUsers) && contains(p.conditions.users.includeUsers, "All")
        global_admins = !absent(p.conditions.users.includeRoles) && contains(p.conditions.users.includeRoles, "62e90394-69f5-4237-9190-012177145e10")
        everything = (
          !absent(p.conditions.applications.includeApplications) && contains(p.conditions.applications.includeApplications, "All") &&
          length(p.conditions.applications.excludeApplications) == 0 && absent(p.conditions.applications.applicationFilter)
        )
        always = (
          length(p.conditions.clientAppTypes) == 1 && contains(p.conditions.clientAppTypes, "all") &&
          isnull(p.conditions.devices) && isnull(p.conditions.locations) && isnull(p.conditions.platforms) &&
          absent(p.conditions.authenticationFlows) && absent(p.conditions.insiderRiskLevels) &&
          (isnull(p.conditions.signInRiskLevels) || length(p.conditions.signInRiskLevels) == 0) &&
          (isnull(p.conditions.userRiskLevels) || length(p.conditions.userRiskLevels) == 0)
        )
        excluded = flatten([
          isnull(p.conditions.users.excludeUsers) ? [] : p.conditions.users.excludeUsers,
          isnull(p.conditions.users.excludeGroups) ? [] : p.conditions.users.excludeGroups,
          isnull(p.conditions.users.excludeRoles) ? [] : p.conditions.users.excludeRoles,
          isnull(p.conditions.users.excludeGuestsOrExternalUsers) ? [] : ["guests"],
        ])
        second_factor = isnull(p.grantControls) ? false : (
          contains(p.grantControls.builtInControls, "mfa") && (p.grantControls.operator == "AND" || (
            length(p.grantControls.builtInControls) == 1 && length(p.grantControls.customAuthenticationFactors) == 0 && length(p.grantControls.termsOfUse) == 0
          )) ||
          !absent(p.grantControls.authenticationStrength) && p.grantControls.authenticationStrength.requirementsSatisfied == "mfa" && (p.grantControls.operator == "AND" || (
            length(p.grantControls.builtInControls) == 0 && length(p.grantControls.customAuthenticationFactors) == 0 && length(p.grantControls.termsOfUse) == 0
          ))
        )
        phishing_resistant = isnull(p.grantControls) ? false : (
          !absent(p.grantControls.authenticationStrength) && length(p.grantControls.authenticationStrength.allowedCombinations) > 0 &&
          alltrue([for way in p.grantControls.authenticationStrength.allowedCombinations : contains(["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"], way)]) &&
          (p.grantControls.operator == "AND" || (
            length(p.grantControls.builtInControls) == 0 && length(p.grantControls.customAuthenticationFactors) == 0 && length(p.grantControls.termsOfUse) == 0
          ))
        )
        managed_device = isnull(p.grantControls) ? false : (
          contains(p.grantControls.builtInControls, "compliantDevice") && (p.grantControls.operator == "AND" || (
            length(p.grantControls.builtInControls) == 1 && length(p.grantControls.customAuthenticationFactors) == 0 && length(p.grantControls.termsOfUse) == 0 &&
            isnull(p.grantControls.authenticationStrength)
          ))
        )
        blocks       = isnull(p.grantControls) ? false : length(p.grantControls.builtInControls) == 1 && contains(p.grantControls.builtInControls, "block")
        sign_in_risk = absent(p.conditions.signInRiskLevels) ? [] : p.conditions.signInRiskLevels
        user_risk    = absent(p.conditions.userRiskLevels) ? [] : p.conditions.userRiskLevels
        context = (
          !absent(p.conditions.devices) || !absent(p.conditions.locations) ||
          !absent(p.conditions.signInRiskLevels) && length(p.conditions.signInRiskLevels) > 0 ||
          !absent(p.conditions.userRiskLevels) && length(p.conditions.userRiskLevels) > 0 ||
          !absent(p.grantControls) && contains(p.grantControls.builtInControls, "compliantDevice")
        )
      }]
    }
  }
}

# What was said by the name of a policy is said again with its number, so that it can be changed and put back.
action "entra.get_policy" {
  title      = "Look a conditional access policy up"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "policy_id" {
    type = string
  }
  output "name" {
    type   = string
    labels = ["untrusted"]
  }
  # enabled, disabled or enabledForReportingButNotEnforced.
  output "state" {
    type = string
  }

  run "http.request" {
    method = "GET"
    path   = "/identity/conditionalAccess/policies/${urlencode(setting.policy_id)}"
    ok     = [200]
    give   = { name = self.json.displayName, state = self.json.state }
  }
}

action "entra.rename_policy" {
  title      = "Give a conditional access policy another name"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "policy_id" {
    type = string
  }
  setting "name" {
    type = string
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/identity/conditionalAccess/policies/${urlencode(setting.policy_id)}"
    headers = { content-type = "application/json" }
    body    = jsonencode({ displayName = setting.name })
    ok      = [204]
  }
}

# By is the number of the application that did it, "person" where somebody did.
action "entra.list_policy_changes" {
  title      = "List who changed a conditional access policy"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "since" {
    type = string
  }
  output "changes" {
    type   = list(object({ at = string, what = string, by = string, policy = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/auditLogs/directoryAudits"
    query    = { "$filter" = "activityDateTime ge ${setting.since} and loggedByService eq 'Conditional Access'" }
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give = {
      changes = [for e in self.json.value : {
        at     = "${substr(e.activityDateTime, 0, 19)}Z"
        what   = e.activityDisplayName
        by     = jsonencode({ x = e.initiatedBy.app.appId }) == "{\"x\":null}" ? "person" : e.initiatedBy.app.appId
        policy = jsonencode({ x = e.targetResources[0].id }) == "{\"x\":null}" ? "" : e.targetResources[0].id
      } if e.result == "success"]
    }
  }
}

action "entra.add_device_to_group" {
  title      = "Take a device into a group"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "group_id" {
    type = string
  }
  setting "object_id" {
    type        = string
    description = "The object ID of the device in Entra, which is not its device ID."
  }

  run "http.request" {
    method  = "POST"
    path    = "/groups/${urlencode(setting.group_id)}/members/$ref"
    headers = { content-type = "application/json" }
    body    = jsonencode({ "@odata.id" = "https://graph.microsoft.com/v1.0/directoryObjects/${setting.object_id}" })
    ok      = [204]
    done    = self.status == 400 && strcontains(default(self.json.error.message, ""), "already exist")
  }
  undo "entra.remove_device_from_group" {
    group_id  = setting.group_id
    object_id = setting.object_id
  }
}

action "entra.remove_device_from_group" {
  title      = "Take a device out of a group"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "group_id" {
    type = string
  }
  setting "object_id" {
    type = string
  }

  run "http.request" {
    method = "DELETE"
    path   = "/groups/${urlencode(setting.group_id)}/members/${urlencode(setting.object_id)}/$ref"
    ok     = [204]
    done   = self.status == 404
  }
}

action "entra.get_device" {
  title      = "Look whether a device is let in"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "object_id" {
    type = string
  }
  output "enabled" {
    type = bool
  }
  # What conditional access asks of: false where Entra has not heard.
  output "compliant" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/devices/${urlencode(setting.object_id)}"
    query  = { "$select" = "id,accountEnabled,isCompliant" }
    ok     = [200]
    give = {
      enabled   = self.json.accountEnabled
      compliant = jsonencode({ x = self.json.isCompliant }) == "{\"x\":true}"
    }
  }
}

action "entra.list_active_roles" {
  title      = "List who has a role of the directory now"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "roles" {
    type   = list(object({ principal = string, role = string, standing = bool, until = string }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/roleManagement/directory/roleAssignmentScheduleInstances"
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give = {
      roles = [for a in self.json.value : {
        principal = a.principalId
        role      = a.roleDefinitionId
        standing  = a.assignmentType == "Assigned" && isnull(a.endDateTime)
        until     = isnull(a.endDateTime) ? "" : endswith(a.endDateTime, "Z") ? "${substr(a.endDateTime, 0, 19)}Z" : a.endDateTime
      }]
    }
  }
}

action "entra.list_users" {
  title      = "List the accounts that can sign in"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  # synced tells that the account is kept in a directory of our own, from which Entra takes it over.
  output "users" {
    type   = list(object({ id = string, login = string, guest = bool, synced = bool }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/users"
    query    = { "$filter" = "accountEnabled eq true", "$select" = "id,userPrincipalName,userType,onPremisesSyncEnabled", "$top" = "999" }
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give = {
      users = [for u in self.json.value : {
        id     = u.id
        login  = lower(u.userPrincipalName)
        guest  = absent(u.userType) || u.userType != "Member"
        synced = !absent(u.onPremisesSyncEnabled) && u.onPremisesSyncEnabled
      }]
    }
  }
}

# Whom we trust: by default, and where a partner has a setting of its own.
action "entra.get_default_partner" {
  title      = "Look what holds for organizations without a setting of their own"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "guests" {
    type = bool
  }
  output "direct" {
    type = bool
  }
  output "trusts" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/policies/crossTenantAccessPolicy/default"
    ok     = [200]
    give = {
      guests = self.json.b2bCollaborationInbound.usersAndGroups.accessType != "blocked"
      direct = self.json.b2bDirectConnectInbound.usersAndGroups.accessType != "blocked"
      trusts = self.json.inboundTrust.isMfaAccepted || self.json.inboundTrust.isCompliantDeviceAccepted || self.json.inboundTrust.isHybridAzureADJoinedDeviceAccepted
    }
  }
}

action "entra.list_partners" {
  title      = "List the organizations with a setting of their own"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "partners" {
    type   = list(object({ tenant = string, second_factor = bool }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/policies/crossTenantAccessPolicy/partners"
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give = {
      partners = [for p in self.json.value : { tenant = p.tenantId, second_factor = !absent(p.inboundTrust) && !absent(p.inboundTrust.isMfaAccepted) && p.inboundTrust.isMfaAccepted }]
    }
  }
}

# failed counts too: that a device was turned away shows that a policy looked at it.
action "entra.list_sign_ins" {
  title      = "List how people signed in, and with what device"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "since" {
    type    = string
    pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
  }
  output "sign_ins" {
    type   = list(object({ succeeded = bool, compliant = bool, policies = string, code = number }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/auditLogs/signIns"
    query    = { "$filter" = "createdDateTime ge ${setting.since}", "$top" = "1000" }
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give = {
      sign_ins = [for s in self.json.value : {
        succeeded = s.status.errorCode == 0
        compliant = !absent(s.deviceDetail) && !absent(s.deviceDetail.isCompliant) && s.deviceDetail.isCompliant
        policies  = s.conditionalAccessStatus
        code      = s.status.errorCode
      }]
    }
  }
}

action "entra.find_app" {
  title      = "Look an application up by its client ID"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "client_id" {
    type    = string
    pattern = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
  }
  output "found" {
    type = bool
  }
  output "id" {
    type   = string
    labels = ["untrusted"]
  }
  output "name" {
    type   = string
    labels = ["untrusted"]
  }
  # The publisher as Microsoft verified it; "" for none.
  output "publisher" {
    type   = string
    labels = ["untrusted"]
  }
  output "enabled" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/servicePrincipals"
    query  = { "$filter" = "appId eq '${setting.client_id}'", "$select" = "id,displayName,accountEnabled,verifiedPublisher" }
    ok     = [200]
    give = {
      found     = length(self.json.value) > 0
      id        = default(self.json.value[0].id, "")
      name      = default(self.json.value[0].displayName, "")
      publisher = default(self.json.value[0].verifiedPublisher.displayName, "")
      enabled   = default(self.json.value[0].accountEnabled, true)
    }
  }
}

# person is "" where somebody agreed for everybody.
action "entra.list_grants" {
  title      = "List what people agreed that an application may do in their name"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "app_id" {
    type = string
  }
  output "grants" {
    type   = list(object({ id = string, person = string, scope = string }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/servicePrincipals/${urlencode(setting.app_id)}/oauth2PermissionGrants"
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give = {
      grants = [for g in self.json.value : { id = g.id, person = absent(g.principalId) ? "" : g.principalId, scope = trim(g.scope, " ") }]
    }
  }
}

action "entra.remove_grant" {
  title      = "Take back what was agreed"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  setting "grant_id" {
    type = string
  }

  run "http.request" {
    method = "DELETE"
    path   = "/oauth2PermissionGrants/${urlencode(setting.grant_id)}"
    ok     = [204]
    done   = self.status == 404
  }
}

action "entra.list_app_permissions" {
  title      = "List what an application may do in its own name"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "app_id" {
    type = string
  }
  output "permissions" {
    type   = list(object({ id = string, resource = string }))
    labels = ["untrusted"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/servicePrincipals/${urlencode(setting.app_id)}/appRoleAssignments"
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give     = { permissions = [for p in self.json.value : { id = p.id, resource = p.resourceDisplayName }] }
  }
}

action "entra.disable_app" {
  title      = "Let an application in no more"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "app_id" {
    type = string
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/servicePrincipals/${urlencode(setting.app_id)}"
    headers = { content-type = "application/json" }
    body    = jsonencode({ accountEnabled = false })
    ok      = [204]
  }
  undo "entra.enable_app" {
    app_id = setting.app_id
  }
}

action "entra.enable_app" {
  title      = "Let a disabled application in again"
  effect     = "grant"
  idempotent = true
  kind       = "http"

  setting "app_id" {
    type = string
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/servicePrincipals/${urlencode(setting.app_id)}"
    headers = { content-type = "application/json" }
    body    = jsonencode({ accountEnabled = true })
    ok      = [204]
  }
}

action "entra.list_risky_users" {
  title      = "List the accounts that Entra believes to be at risk"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "users" {
    type   = list(object({ id = string, login = string, level = string, since = string }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method   = "GET"
    path     = "/identityProtection/riskyUsers"
    query    = { "$filter" = "riskState eq 'atRisk' or riskState eq 'confirmedCompromised'" }
    paginate = "link:@odata.nextLink"
    ok       = [200]
    give = {
      users = [for u in self.json.value : { id = u.id, login = u.userPrincipalName, level = u.riskLevel, since = endswith(u.riskLastUpdatedDateTime, "Z") ? "${substr(u.riskLastUpdatedDateTime, 0, 19)}Z" : u.riskLastUpdatedDateTime } if !u.isDeleted]
    }
  }
}

action "entra.revoke_sessions" {
  title      = "End every session of a user"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  setting "user_id" {
    type = string
  }

  run "http.request" {
    method = "POST"
    path   = "/users/${urlencode(setting.user_id)}/revokeSignInSessions"
    ok     = [200, 204]
  }
}

action "entra.disable_user" {
  title      = "Let a user sign in no more"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "user_id" {
    type = string
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/users/${urlencode(setting.user_id)}"
    headers = { content-type = "application/json" }
    body    = jsonencode({ accountEnabled = false })
    ok      = [204]
  }
  undo "entra.enable_user" {
    user_id = setting.user_id
  }
}

action "entra.enable_user" {
  title      = "Let a disabled user sign in again"
  effect     = "grant"
  idempotent = true
  kind       = "http"

  setting "user_id" {
    type = string
  }

  run "http.request" {
    method  = "PATCH"
    path    = "/users/${urlencode(setting.user_id)}"
    headers = { content-type = "application/json" }
    body    = jsonencode({ accountEnabled = true })
    ok      = [204]
  }
}
