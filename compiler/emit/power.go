package emit

import (
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/plan"
)

// scopes are what the token of a job can be given at all. Other permissions need a token of their own, which a
// connection names.
var scopes = []string{"actions", "attestations", "checks", "contents", "deployments", "discussions", "issues", "models",
	"packages", "pages", "pull-requests", "repository-projects", "security-events", "statuses"}

// power is what one job may do: what its token may, with reasons, and which secrets it sees.
type power struct {
	plan    *plan.Plan
	granted map[string]grant
	secrets []string // names of the plan's secrets
}

type grant struct{ level, why string }

func newPower(p *plan.Plan, secrets []string) *power {
	w := &power{p, map[string]grant{}, secrets}
	w.grant("contents", "read", "the runbook, and the ledger")
	return w
}

// grant gives the token a permission; the stronger one holds.
func (w *power) grant(scope, level, why string) {
	if have := w.granted[scope]; have.level != "write" && have.level != level {
		w.granted[scope] = grant{level, why}
	}
}

// use adds what an action of a part needs over a connection. One with a token of its own needs nothing of the job's.
func (w *power) use(why, action, connection string) {
	if c := w.plan.Connection(connection); c != nil && c.Token != "" {
		return
	}
	k, _ := w.plan.Kind(action)
	for _, permission := range k.Permissions {
		if scope, level, _ := strings.Cut(permission, ": "); slices.Contains(scopes, scope) {
			w.grant(scope, level, why)
		}
	}
}

// ofPhase is what the steps of a phase need, and what takes them back. Who is asked in an issue is asked by the
// signer.
func ofPhase(p *plan.Plan, f *plan.Phase) *power {
	w := newPower(p, p.SecretsOf(f))
	for i := range f.Steps {
		s := &f.Steps[i]
		w.use(s.Address(), s.Action, s.Connection)
		if undo := p.UndoOf(s); undo != nil && undo.Action != "" {
			w.use("what takes "+s.Address()+" back", undo.Action, p.UndoConnection(undo.Action, s))
		}
	}
	w.identify()
	return w
}

func ofGates(p *plan.Plan) *power {
	w := newPower(p, p.SecretsOfGates())
	if p.Access != nil {
		for _, g := range p.Access.Gates {
			w.use("gate."+g.Name, g.Action, g.Connection)
		}
	}
	if slices.ContainsFunc(p.Triggers, func(t plan.Trigger) bool { return t.Kind == "manual" }) {
		w.grant("actions", "read", "who asked for the run, where it is run again")
	}
	w.identify()
	return w
}

func ofNotifies(p *plan.Plan) *power {
	w := newPower(p, p.SecretsOfNotifies())
	for _, n := range p.Notifies {
		w.use("notify."+n.Name, n.Action, n.Connection)
	}
	w.identify()
	return w
}

// identify lets the job show who it is where a secret of it is in a Vault.
func (w *power) identify() {
	if w.asksVault() {
		w.grant("id-token", "write", "to show the Vault who asks for a secret")
	}
}

// held are the secrets of the job, by name.
func (w *power) held() []plan.Secret {
	return slices.DeleteFunc(slices.Clone(w.plan.Secrets), func(s plan.Secret) bool { return !slices.Contains(w.secrets, s.Name) })
}

func (w *power) asksVault() bool {
	return slices.ContainsFunc(w.held(), func(s plan.Secret) bool { return strings.HasPrefix(s.From, "vault:") })
}

// env is what the program gets of the forge: the job's token, and the secrets of its parts.
func (w *power) env() *node {
	env := object("GITHUB_TOKEN", text(expression("github.token")))
	for _, s := range w.held() {
		if name, ok := strings.CutPrefix(s.From, "github:"); ok && name != "GITHUB_TOKEN" {
			env.add(name, secret(name))
		}
	}
	if w.asksVault() {
		for _, name := range vaultVariables {
			env.add(name, variable(name))
		}
	}
	return env
}

// permissions are written in full, each with its reason.
func (w *power) permissions() *node { return permissions(w.granted) }

func permissions(granted map[string]grant) *node {
	n := object()
	for _, scope := range slices.Sorted(maps.Keys(granted)) {
		n.add(scope, text(granted[scope].level))
		n.lineComment(scope, granted[scope].why)
	}
	return n
}

// vaultVariables say where a Vault is and as whom the job comes. None is secret: the job shows who it is
// with a token that GitHub makes for it, so that GitHub keeps nothing that opens the Vault.
var vaultVariables = []string{"VAULT_ADDR", "VAULT_AUTH_PATH", "VAULT_NAMESPACE", "VAULT_ROLE"}
