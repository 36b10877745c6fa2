package kind

// What GitHub has found in the code. All are open alerts; what was dismissed is not among them.

const (
	dependabotType = "list(object({advisory = string, created_at = string, number = number, package = string, repository = string, severity = string}))"
	dependabotDoc  = "The open ones: severity is low, medium, high or critical; the advisory as \"GHSA-…\"."
	leaksType      = "list(object({created_at = string, number = number, public = bool, repository = string, type = string, validity = string}))"
	leaksDoc       = "The open ones, never the secret: validity is active, inactive or unknown; public tells whether it was seen in public too, null where the server does not tell."
	scanType       = "list(object({created_at = string, number = number, repository = string, rule = string, severity = string, tool = string}))"
	scanDoc        = "The open ones of the default branch: severity is low, medium, high or critical; null where the rule is not about security."
)

func alerts(name, title, doc, typ string, of Field, job, beyond []string) Kind {
	return Kind{
		Name: name, Title: title, Effect: Observe, Idempotent: true, Connection: GitHub, Fields: []Field{of},
		Outputs:     []Output{{Name: "alerts", Type: typ, Labels: untrusted, Doc: doc}},
		Permissions: job, Beyond: beyond,
	}
}

var githubAlerts = []Kind{
	alerts("github.dependabot_alerts", "List a repository's vulnerable packages", dependabotDoc, dependabotType, repository, nil, []string{"vulnerability-alerts: read"}),
	alerts("github.organization_dependabot_alerts", "List an organization's vulnerable packages", dependabotDoc, dependabotType, organization, nil, []string{"vulnerability-alerts: read"}),
	alerts("github.secret_alerts", "List a repository's leaked secrets", leaksDoc, leaksType, repository, nil, []string{"secret-scanning-alerts: read"}),
	alerts("github.organization_secret_alerts", "List an organization's leaked secrets", leaksDoc, leaksType, organization, nil, []string{"secret-scanning-alerts: read"}),
	alerts("github.code_alerts", "List what code scanning found in a repository", scanDoc, scanType, repository, []string{"security-events: read"}, nil),
	alerts("github.organization_code_alerts", "List what code scanning found everywhere", scanDoc, scanType, organization, nil, []string{"security-events: read"}),
}
