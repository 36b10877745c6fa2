// Package kind is the vocabulary of actions: what a step may ask for, told once.
//
// One table says for every primitive action what settings it takes, what outputs it gives and how far
// they may be trusted, what it does to the world, and what it needs to run. The checker, the engine,
// the manual, the JSON Schema and the editor all read this table, so that none of them can disagree.
//
// The package holds no behaviour: package actions/steps runs the actions, and a test there holds that
// it runs exactly the kinds of this table. Start at Kind and Lookup.
package kind

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

// Kind is one primitive action.
type Kind struct {
	Name       string  // "tls.probe"
	Title      string  // what it does, as a phrase: "Open a TLS connection and look at it"
	Effect     Effect  // the default; a step may state another where Restate allows
	Restate    bool    // a step may claim another effect (the diff shows it as a claim)
	Idempotent bool    // running it twice is as good as once
	Connection string  // the connection kind it requires: "http", "shell", or "" for none
	Fields     []Field // its settings, in the order that the manual shows
	Outputs    []Output
	// Permissions are the token permissions a workflow needs for it: "contents: read".
	Permissions []string
}

// Field is one setting of an action.
type Field struct {
	Name     string
	Type     string // as expr.ParseType reads it: "string", "list(string)", "number"
	Doc      string // one sentence
	Required bool
	OneOf    []string // if set, the only allowed texts
	// Trusted settings become a program, an address or a query: values labelled Untrusted are refused.
	Trusted bool
}

// Output is one value that a finished step gives.
type Output struct {
	Name   string
	Type   string
	Doc    string
	Labels []Label
	AsOf   bool // the instant that the other outputs were true
}
