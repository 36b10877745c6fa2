// Package kind is the vocabulary of actions: what a step may ask for, told once.
//
// One table says for every primitive action what settings it takes, what outputs it gives and how far
// they may be trusted, what it does to the world, and what it needs to run. The checker, the engine,
// the manual, the JSON Schema and the editor all read this table, so that none of them can disagree.
//
// The table holds what is built and nothing else. The package holds no behaviour: package actions/steps
// runs the actions, and a test there holds that it runs exactly the kinds of this table, with exactly
// these outputs. schema.json is the form of one Kind as a JSON Schema, example.json one Kind.
//
// Start at Kind, All and Lookup.
package kind

import "slices"

// Effect is what an action does to the world. A plan's reviewers are chosen by it.
type Effect string

const (
	Observe Effect = "observe" // looks, and leaves everything as it was
	Change  Effect = "change"  // alters something that can be altered back
	Grant   Effect = "grant"   // gives somebody or something more power
	Destroy Effect = "destroy" // cannot be taken back
)

// Label says how far a value may travel.
type Label string

const (
	Secret    Label = "secret"    // never leaves the runner's memory
	Untrusted Label = "untrusted" // from outside: never part of a script, an address or a query
	Personal  Label = "personal"  // about a person: never in a record in the clear
)

// The kinds of connection.
const (
	HTTP   = "http"   // a service behind a URL; a step names it, and its use lists "METHOD /path" patterns
	SQL    = "sql"    // a database; its use lists verbs of statements: "select"
	GitHub = "github" // its use lists permissions of a token
	Shell  = "shell"  // this machine; its use lists names of programs
)

// Connections are the kinds of connection, sorted. The use of each may list names of actions too.
var Connections = []string{GitHub, HTTP, Shell, SQL}

// Kind is one primitive action.
type Kind struct {
	Name       string `json:"name"`                // "tls.probe"
	Title      string `json:"title"`               // what it does, as a phrase: "Open a TLS connection and look at it"
	Effect     Effect `json:"effect"`              // the default; a step may state another where Restate allows
	Restate    bool   `json:"restate,omitzero"`    // a step may claim another effect (the diff shows it as a claim)
	Idempotent bool   `json:"idempotent,omitzero"` // running it twice is as good as once
	// Tells is set where it tells people something. That changes nothing, so its effect is Observe; but it
	// is seen (see Acts), so a use section bounds it, and nothing sensitive may stand in its settings.
	Tells bool `json:"tells,omitzero"`
	// Connection is the kind of connection whose use bounds what it may do, or "" for none. A step names
	// an http connection. A step that names no shell connection has the power of the one shell connection
	// that its runbook uses.
	Connection string   `json:"connection,omitempty"`
	Fields     []Field  `json:"fields"` // its settings, in the order that the manual shows
	Outputs    []Output `json:"outputs"`
	// Permissions are the token permissions a workflow needs for it: "contents: read".
	Permissions []string `json:"permissions,omitempty"`
	// Beyond are the permissions of GitHub that no workflow can give to a job's token: "members: read". A
	// connection whose use needs one has a token of its own, as that of an App.
	Beyond []string `json:"beyond,omitempty"`
}

// Field is one setting of an action.
type Field struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"` // as expr.ParseType reads it: "string", "list(string)", "number"
	Doc      string   `json:"doc"`  // one sentence
	Required bool     `json:"required,omitzero"`
	OneOf    []string `json:"one_of,omitempty"` // if set, the only allowed texts; of a list, of each item
	// Trusted settings become a program, an address or a query: values labelled Untrusted are refused.
	Trusted bool `json:"trusted,omitzero"`
}

// Output is one value that a finished step gives. It is null where the action had nothing to tell.
type Output struct {
	Name   string  `json:"name"`
	Type   string  `json:"type"`
	Doc    string  `json:"doc"`
	Labels []Label `json:"labels,omitempty"`
	AsOf   bool    `json:"as_of,omitzero"` // the instant that the other outputs were true
}

// Acts tells whether a step with this effect does something that somebody notices. A rehearsal leaves it
// out, and a run writes it down before it begins.
func (k *Kind) Acts(e Effect) bool { return e != Observe || k.Tells }

// Waits tells whether it only waits, for another machine or for a time, so that many at once keep this one from
// nothing.
func (k *Kind) Waits() bool {
	return k.Connection == HTTP || k.Connection == GitHub || k.Connection == SQL || k.Name == waitUntil.Name
}

// Needs are all permissions of a token for it, whosever that is.
func (k *Kind) Needs() []string { return slices.Concat(k.Permissions, k.Beyond) }

// Field finds a setting by its name; nil if there is none.
func (k *Kind) Field(name string) *Field {
	for i := range k.Fields {
		if k.Fields[i].Name == name {
			return &k.Fields[i]
		}
	}
	return nil
}

// Output finds an output by its name; nil if there is none.
func (k *Kind) Output(name string) *Output {
	for i := range k.Outputs {
		if k.Outputs[i].Name == name {
			return &k.Outputs[i]
		}
	}
	return nil
}
