package page

import (
	"slices"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// reach tells what a run can touch: the connections with what is allowed there, and its secrets.
func (w *writer) reach() {
	w.heading(2, say("What it can reach"))
	for i := range w.plan.Uses {
		w.use(&w.plan.Uses[i])
	}
	for i := range w.plan.Connections {
		if c := &w.plan.Connections[i]; !w.uses(c.Name) {
			w.item(say("{}: nothing is allowed there.", bold(c.Name)))
			w.connection(c)
		}
	}
	for _, k := range w.free() {
		w.item(say("Without a connection: {} ({}).{}", k.Title, code(k.Name), permissions(k)))
	}
	for _, s := range w.plan.Secrets {
		if !w.shown(s.Name) {
			w.item(slices.Concat(say("Besides, "), w.secretFor(s.Name), say(".")))
		}
	}
	w.item(say("Nothing else."))
}

func (w *writer) uses(connection string) bool {
	return slices.ContainsFunc(w.plan.Uses, func(u plan.Use) bool { return u.Connection == connection })
}

func (w *writer) use(u *plan.Use) {
	w.item(say("{}, and there only:", bold(u.Connection)))
	for _, entry := range u.Allow {
		if kind.IsAction(entry) {
			w.under(w.action(entry))
		} else {
			w.under(say("{}", code(entry)))
		}
	}
	if c := w.plan.Connection(u.Connection); c != nil {
		w.connection(c)
	}
}

var systems = map[string]string{
	kind.HTTP: "It is a service", kind.SQL: "It is a database", kind.GitHub: "It is GitHub", kind.Shell: "It is the machine that the run is on",
}

func (w *writer) connection(c *plan.Connection) {
	what := say("{}", own(systems[c.Kind]))
	if systems[c.Kind] == "" {
		what = say("It is of the kind {}", code(c.Kind))
	}
	switch {
	case c.URL != "" && show.Opens(c.URL):
		what = append(what, say(" at an address that is not shown here")...)
	case c.URL != "":
		what = append(what, say(" at {}", code(c.URL))...)
	}
	if len(c.Hosts) > 0 {
		what = append(what, say(", with the hosts {} beside it", codes("or", c.Hosts))...)
	}
	w.under(append(what, say(".")...))
	if c.User != "" {
		w.under(say("It is asked as the user {}.", code(c.User)))
	}
	way := say("")
	if c.Auth != "" {
		way = say(", in the way {}", code(c.Auth))
	}
	w.lease(c)
	w.signature(c)
	for _, as := range []struct{ how, secret string }{{"token", c.Token}, {"password", c.Password}} {
		if as.secret != "" {
			w.under(say("As the {} it is shown {}{}.", own(as.how), w.secretFor(as.secret), way))
		}
	}
	if c.Auth != "" && len(c.Openings()) == 0 {
		w.under(say("A secret would go there{}.", way))
	}
}

// lease tells of a token that is asked for: where, by whom and for what.
func (w *writer) lease(c *plan.Connection) {
	if c.TokenURL == "" {
		return
	}
	where := say("{}", code(c.TokenURL))
	if show.Opens(c.TokenURL) {
		where = say("an address that is not shown here")
	}
	what := slices.Concat(say("It is shown a token, which is asked for at "), where)
	for _, of := range []struct{ word, value string }{{", as the client {}", c.ClientID}, {", in the name of {}", c.Subject}, {", for the scope {}", c.Scope}, {", for the service {}", c.Audience}} {
		if of.value != "" {
			what = append(what, say(of.word, code(of.value))...)
		}
	}
	w.under(append(what, say(".")...))
	if c.ClientKey != "" {
		w.under(slices.Concat(say("What is asked there is signed with "), w.secretFor(c.ClientKey), say(", which itself is not sent.")))
	}
	if c.ClientSecret == "" {
		return
	}
	what = slices.Concat(say("That address alone is shown "), w.secretFor(c.ClientSecret))
	if c.ClientAuth != "" {
		what = append(what, say(", in the way {}", code(c.ClientAuth))...)
	}
	w.under(append(what, say(".")...))
}

// signature tells what requests are signed with: of the three, the secret key goes nowhere.
func (w *writer) signature(c *plan.Connection) {
	if c.SecretKey == "" {
		return
	}
	what := slices.Concat(say("Each request is signed with "), w.secretFor(c.SecretKey), say(", which itself is not sent, of the key in "), w.secretFor(c.AccessKey))
	if c.SessionToken != "" {
		what = slices.Concat(what, say(", with "), w.secretFor(c.SessionToken))
	}
	w.under(slices.Concat(what, say(", for the service {} in the region {}.", code(c.Service), code(c.Region))))
}

// secretFor is a secret with what it is for, and no more.
func (w *writer) secretFor(name string) phrase {
	s := w.plan.Secret(name)
	if s == nil {
		return say("the secret {}", code(name))
	}
	return say("the secret {} (its purpose: {})", code(name), s.Purpose)
}

// shown tells whether a connection is shown the secret.
func (w *writer) shown(secret string) bool {
	return slices.ContainsFunc(w.plan.Connections, func(c plan.Connection) bool {
		return slices.ContainsFunc(c.Openings(), func(o plan.Opening) bool { return o.Secret == secret })
	})
}

// free are the actions of the steps that need no connection, by name, once each.
func (w *writer) free() []kind.Kind {
	var list []kind.Kind
	for _, s := range w.plan.AllSteps() {
		if k, ok := w.plan.Kind(s.Action); ok && k.Connection == "" {
			list = append(list, k)
		}
	}
	return sortedKinds(list)
}

func permissions(k kind.Kind) phrase {
	if len(k.Permissions) == 0 {
		return nil
	}
	return say(" It is given the permission {}.", codes("and", k.Permissions))
}
