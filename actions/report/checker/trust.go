package checker

import "encoding/json"

// Trust is whom a page trusts: what of the auditor's policy the script judges by.
type Trust struct {
	Keys      []Key      `json:"keys"`
	Origin    string     `json:"origin"` // of the one ledger; "": whichever it is
	People    []Person   `json:"people"`
	Roots     []Root     `json:"roots"`
	Workflows []Workflow `json:"workflows"`
}

// Key may sign entries and checkpoints, from one leaf to another.
type Key struct {
	Follow bool   `json:"follow"` // whether rotations of it are followed
	From   int64  `json:"from"`
	Name   string `json:"name"`
	SPKI   []byte `json:"spki"`  // DER
	Timed  bool   `json:"timed"` // it counts for a time only, which the script does not judge
	To     *int64 `json:"to"`    // nil: no end
}

// Person signs what they say themselves.
type Person struct {
	Keys  [][]byte `json:"keys"` // SPKI in DER
	Login string   `json:"login"`
}

// Root is a trusted root file.
type Root struct {
	Name string          `json:"name"`
	JSON json.RawMessage `json:"root"` // Sigstore's trusted_root.json
}

// Workflow is who may sign by a certificate of a root.
type Workflow struct {
	From int64  `json:"from"`
	Name string `json:"name"`
	Root string `json:"root"`
	To   *int64 `json:"to"`
	// Values are those allowed of each of Fulcio's extensions, by its number, and of "name", the subject; an empty list
	// stands for the commit that ran (13).
	Values map[string][]string `json:"values"`
}

// Told are the values for people, in their order.
func (w Workflow) Told() (out []Told) {
	for _, n := range told {
		out = append(out, Told{n[1], w.Values[n[0]]})
	}
	return out
}

// Told is what a certificate must say of one thing; an empty list stands for the commit that ran.
type Told struct {
	What   string
	Values []string
}

var told = [][2]string{{"8", "issuer"}, {"9", "signer"}, {"10", "signer's commit"}, {"12", "repository"}, {"15", "repository's id"}, {"17", "owner's id"},
	{"14", "ref"}, {"13", "commit"}, {"18", "started workflow"}, {"19", "its commit"}, {"20", "trigger"}, {"11", "runner"}, {"23", "environment"}}
