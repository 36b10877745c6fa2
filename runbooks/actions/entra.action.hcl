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

action "entra.list_active_roles" {
  title      = "List who has a role of the directory now"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "roles" {
    type   = list(object({ principal = string, role = string, standing = bool }))
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
      }]
    }
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
