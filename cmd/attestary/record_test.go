package main_test

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/rogpeppe/go-internal/testscript"
)

// record is "record OUTCOME PARTS EVIDENCE ENTRIES": holds what the ledger has of the newest run against all that
// it should have, no more and no less. OUTCOME is "failed", or "rehearsal failed". PARTS are what people were
// asked, the steps and the checks, each with its outcome and reason; EVIDENCE is what it declares as such; ENTRIES
// are those of the run, in their order, with who speaks and what they say. What is one of many stands between ; and ;.
func record(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: record OUTCOME PARTS EVIDENCE ENTRIES")
	}
	found, err := newestRun(filepath.Join(ts.Getenv("WORK"), "acme.git"))
	ts.Check(err)
	for i, name := range []string{"outcome", "parts", "evidence", "entries"} {
		fits := found[i] == args[i]
		if pattern, ok := strings.CutPrefix(args[i], "~"); ok {
			fits = regexp.MustCompile("^(?:" + pattern + ")$").MatchString(found[i])
		}
		if !fits {
			ts.Fatalf("%s\nhave: %s\nwant: %s", name, found[i], args[i])
		}
	}
}

// newestRun tells of the newest run in a ledger, as record does.
func newestRun(repository string) (told [4]string, err error) {
	ctx := context.Background()
	dir, err := ledger.OpenDir(repository, "refs/heads/evidence")
	if err != nil {
		return told, err
	}
	snapshot, err := ledger.Open(ctx, dir)
	if err != nil {
		return told, err
	}
	var last ledger.Entry
	entries := map[string][]string{}
	for e, err := range snapshot.Entries(ctx) {
		if err != nil {
			return told, err
		}
		if e.Leaf.Run != "" && e.Leaf.Kind != evidence.KindConfirmation {
			last = e
		}
		entries[string(e.Leaf.Run)] = append(entries[string(e.Leaf.Run)], entryWords(e))
	}
	told[3] = strings.Join(inOrder(entries[string(last.Leaf.Run)]), "; ")
	run, ended := last.Statement.(*evidence.Run)
	if !ended {
		return told, nil
	}
	data, err := snapshot.Blob(ctx, run.Record.Digest)
	if err != nil {
		return told, err
	}
	r, err := evidence.ParseRecord(data)
	if err != nil {
		return told, err
	}
	told[0] = strings.TrimPrefix(string(r.Mode)+" "+string(r.Outcome), "live ")
	told[1], told[2] = partsOf(r), evidenceOf(r)
	return told, nil
}

// inOrder sorts what begins with the same word and stands side by side: words that people said to one question
// in one second, and items whose keys are digests, have anybody's order.
func inOrder(all []string) []string {
	word := func(s string) string { w, _, _ := strings.Cut(s, " "); return w }
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && word(all[to]) == word(all[from]) {
			to++
		}
		slices.Sort(all[from:to])
		from = to
	}
	return all
}

// entryWords is an entry, who speaks in it, and what they say.
func entryWords(e ledger.Entry) string {
	switch said := e.Statement.(type) {
	case *evidence.Authorization:
		if said.Requester == nil {
			return "authorization " + said.Trigger.Name
		}
		return "authorization " + said.Requester.Login
	case *evidence.Approval:
		return fmt.Sprintf("%s %s %s", said.Name, said.By.Login, said.Answer)
	case *evidence.Denial:
		return "denial " + said.Rule
	case *evidence.Confirmation:
		return "confirmation " + said.By.Login
	}
	return string(e.Leaf.Kind)
}

// digest is the key of an item that is about a person.
var digest = regexp.MustCompile(`sha256:[0-9a-f]{64}`)

func partsOf(r *evidence.Record) string {
	var parts []string
	add := func(address string, key *string, outcome evidence.Outcome, reason string) {
		if key != nil {
			address += "[" + digest.ReplaceAllString(*key, "*") + "]"
		}
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s %s", address, outcome, reason)))
	}
	for _, a := range r.Asked {
		add(a.Address, a.Key, a.Outcome, a.Reason)
	}
	for _, s := range r.Steps {
		add(s.Address, s.Key, s.Outcome, s.Reason)
	}
	for _, c := range r.Checks {
		add("check."+c.Name, c.Key, c.Outcome, "")
	}
	return strings.Join(inOrder(parts), "; ")
}

func evidenceOf(r *evidence.Record) string {
	var values []string
	for _, e := range r.Evidence {
		value := "null"
		switch {
		case e.Value != nil:
			value = expr.Lit(*e.Value).String()
		case e.Digest != nil:
			value = "apart"
		}
		values = append(values, e.Name+"="+value)
	}
	return strings.Join(values, "; ")
}
