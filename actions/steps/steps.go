// Package steps is the action library: one file for each action of package kind, each of them an
// engine.Runner.
//
// An action promises four things, and a test holds every action of the table to them: where it passes it
// gives exactly the outputs that its kind declares; it returns soon after its context ends, and leaves
// nothing running; it does nothing that the use section of its runbook does not allow; and it tells a bad
// thing that it saw (failed) from not having been able to look (unknown), with a reason of engine's list.
//
// No action repeats a secret in what it says of a failure: an address or a header never stands in a
// Detail, a library's own error text only where no secret went into its making.
//
// Start at All.
package steps

import (
	"crypto/x509"
	"maps"
	"net"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// Machine is what the actions use of the machine beside what a call brings. The zero Machine is right
// but for tests.
type Machine struct {
	Roots     *x509.CertPool // whom TLS trusts; nil for the machine's own
	Names     *net.Resolver  // who tells where a name leads; nil for the machine's own
	Resolvers []string       // host:port of those whom dns.lookup asks; nil for the machine's own

	GitHub GitHub
}

// All are the actions of package kind by name.
func All(m Machine) map[string]engine.Runner {
	web := newWeb(m)
	runners := map[string]engine.Runner{
		"dns.lookup":     dnsLookup{m.Resolvers},
		"exec.run":       execRun{},
		"file.read":      fileRead{},
		"git.inspect":    gitInspect{},
		"http.request":   httpRequest{web},
		"issue.open":     newIssueOpen(web),
		"notify.webhook": notifyWebhook{web},
		"script.run":     scriptRun{},
		"sql.query":      sqlQuery{m},
		"tls.probe":      tlsProbe{m.Roots, m.Names},
		"wait.until":     waitUntil{},
	}
	maps.Copy(runners, githubActions(web))
	return runners
}

func passed(outputs map[string]expr.Value) engine.Result {
	return engine.Result{Outcome: evidence.Passed, Outputs: outputs}
}

func failed(reason engine.Reason, detail string) engine.Result {
	return engine.Result{Outcome: evidence.Failed, Reason: reason, Detail: detail}
}

func unknown(reason engine.Reason, detail string) engine.Result {
	return engine.Result{Outcome: evidence.Unknown, Reason: reason, Detail: detail}
}

func denied(detail string) engine.Result {
	return engine.Result{Outcome: evidence.Blocked, Reason: engine.ReasonDenied, Detail: detail}
}
