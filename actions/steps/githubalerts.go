package steps

import (
	"net/url"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

// A 404 where alerts are asked for is also that of a repository where nothing looks for them: unknown, never none.

var githubAlerts = map[string]func(*enquiry) (map[string]expr.Value, engine.Result){
	"github.dependabot_alerts":              githubDependabot,
	"github.organization_dependabot_alerts": githubDependabot,
	"github.secret_alerts":                  githubLeaks,
	"github.organization_secret_alerts":     githubLeaks,
	"github.code_alerts":                    githubScans,
	"github.organization_code_alerts":       githubScans,
}

// alert is what all kinds of alerts have. Numbers count within a repository.
type alert struct {
	Number     int64  `json:"number"`
	State      string `json:"state"`
	CreatedAt  string `json:"created_at"`
	Repository struct {
		Name string `json:"full_name"`
	} `json:"repository"`
}

// key is 0 for what is not open: then the server left the question out of account.
func (a alert) key() (string, int64) {
	if a.State != "open" {
		return "", 0
	}
	return a.Repository.Name, a.Number
}

func (a alert) members(of *enquiry) map[string]expr.Value {
	name := a.Repository.Name
	if repository, ok := strings.CutPrefix(of.at, "repos/"); ok {
		name = repository
	}
	return map[string]expr.Value{"number": expr.OfInt(a.Number), "created_at": expr.OfText(a.CreatedAt), "repository": expr.OfText(name)}
}

// open reads open alerts of one kind.
func open[T row](a *enquiry, below string, query url.Values, members func(T, map[string]expr.Value), of func(T) alert) (map[string]expr.Value, engine.Result) {
	query.Set("state", "open")
	list, problem := rows[T](a, below+"/alerts", query)
	return map[string]expr.Value{"alerts": objects(list, func(one T) map[string]expr.Value {
		m := of(one).members(a)
		members(one, m)
		return m
	})}, problem
}

type dependabotAlert struct {
	alert
	Dependency struct {
		Package struct {
			Name string `json:"name"`
		} `json:"package"`
	} `json:"dependency"`
	Advisory struct {
		ID       string `json:"ghsa_id"`
		Severity string `json:"severity"`
	} `json:"security_advisory"`
}

func githubDependabot(a *enquiry) (map[string]expr.Value, engine.Result) {
	return open(a, "dependabot", url.Values{}, func(one dependabotAlert, m map[string]expr.Value) {
		m["package"], m["advisory"], m["severity"] = expr.OfText(one.Dependency.Package.Name), expr.OfText(one.Advisory.ID), expr.OfText(one.Advisory.Severity)
	}, func(one dependabotAlert) alert { return one.alert })
}

type leakAlert struct {
	alert
	Type     string `json:"secret_type"`
	Validity string `json:"validity"`
	Public   *bool  `json:"publicly_leaked"`
}

// githubLeaks never reads the secret, and asks that it is not sent.
func githubLeaks(a *enquiry) (map[string]expr.Value, engine.Result) {
	return open(a, "secret-scanning", url.Values{"hide_secret": {"true"}}, func(one leakAlert, m map[string]expr.Value) {
		validity := one.Validity
		if validity == "" {
			validity = "unknown"
		}
		m["type"], m["validity"], m["public"] = expr.OfText(one.Type), expr.OfText(validity), truthOr(one.Public)
	}, func(one leakAlert) alert { return one.alert })
}

type scanAlert struct {
	alert
	Rule struct {
		ID       string  `json:"id"`
		Severity *string `json:"security_severity_level"`
	} `json:"rule"`
	Tool struct {
		Name string `json:"name"`
	} `json:"tool"`
}

func githubScans(a *enquiry) (map[string]expr.Value, engine.Result) {
	return open(a, "code-scanning", url.Values{}, func(one scanAlert, m map[string]expr.Value) {
		m["rule"], m["tool"], m["severity"] = expr.OfText(one.Rule.ID), expr.OfText(one.Tool.Name), textOr(one.Rule.Severity)
	}, func(one scanAlert) alert { return one.alert })
}
