package verify_test

import (
	"bytes"
	"crypto/elliptic"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/verdict"
)

// mutation is one way to cheat, and the claim and entry that tell of it. Where its maker holds the
// ledger's key, all else is made to fit, so that only the intended claim can tell.
type mutation struct {
	name, says string
	claim      string // id of the claim that names it; "" where nothing is wrong
	entry      int64  // none: of no entry
	refuted    []string
	make       func(t *testing.T) scenario
}

const none = -1

// scenario is what the auditor gets to see.
type scenario struct {
	commits []tree
	kept    string
	keys    []keyAt
}

// fault finds the fault that names the mutation: the first of its claim at its entry.
func (m mutation) fault(t *testing.T, v *verdict.Verdict) *expect {
	t.Helper()
	for _, f := range v.Claim(m.claim).Faults {
		if m.entry == none && f.Entry == nil || f.Entry != nil && *f.Entry == m.entry {
			// After a colon it says how a document misses its form, in the words of the one who parses it.
			reason, _, _ := strings.Cut(f.Reason, ": ")
			return &expect{Claim: m.claim, Entry: f.Entry, Path: f.Path, Reason: reason}
		}
	}
	t.Errorf("%s: claim %s does not name entry %d:%s", m.name, m.claim, m.entry, told(v))
	return nil
}

// files mutates the files of the good ledger: what anybody can do who can write to the branch.
func files(change func(t tree)) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		out := base(t, nil).tree()
		change(out)
		return scenario{commits: []tree{out}}
	}
}

// edited makes the ledger with edits of its entries, by one who holds its key.
func edited(edits map[int]edit) func(*testing.T) scenario {
	return func(t *testing.T) scenario { return scenario{commits: []tree{base(t, edits).tree()}} }
}

// appended adds to the good ledger, by one who holds its key.
func appended(more func(f *forge)) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		f := base(t, nil)
		more(f)
		return scenario{commits: []tree{f.tree()}}
	}
}

// flip changes one byte in the middle of a file.
func flip(t tree, path string) {
	data := []byte(t[path].data)
	data[len(data)/2] ^= 1
	t[path] = plainFile(string(data))
}

// find is the one path that ends so.
func (t tree) find(end string) string {
	for path := range t {
		if strings.HasSuffix(path, end) {
			return path
		}
	}
	panic("no path ends in " + end)
}

func replaced(t tree, path, old, new string) {
	data := strings.Replace(t[path].data, old, new, 1)
	if data == t[path].data {
		panic(path + " does not hold " + old)
	}
	t[path] = plainFile(data)
}

// respell edits the payload as text, before it is signed.
func respell(old, new string) edit {
	return edit{payload: func(d *draft) {
		if !bytes.Contains(d.payload, []byte(old)) {
			panic("the payload does not hold " + old)
		}
		d.payload = bytes.Replace(d.payload, []byte(old), []byte(new), 1)
	}}
}

func authorization(change func(*evidence.Authorization)) edit {
	return edit{predicate: func(d *draft) { change(d.predicate.(*evidence.Authorization)) }}
}

func result(change func(*evidence.Run)) edit {
	return edit{predicate: func(d *draft) { change(d.predicate.(*evidence.Run)) }}
}

// ran appends a fifth run whose record was changed.
func ran(change func(*evidence.Record)) func(*testing.T) scenario {
	return appended(func(f *forge) { f.conclude(f.authorize(5, "tls", edit{}), change, edit{}) })
}

// rewritten makes the good ledger anew with one entry changed and all others as they were signed.
func rewritten(index int, change edit) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		old, f := base(t, nil), newForge(t)
		f.files = old.files
		for i, d := range old.drafts {
			if i != index {
				f.put(d.raw)
				continue
			}
			delete(f.files, d.path)
			f.add(&draft{kind: d.kind, run: d.run, dir: d.dir, predicate: d.predicate}, change)
		}
		return scenario{commits: []tree{f.tree()}}
	}
}

// upTo is the ledger when it had so many entries.
func upTo(t *testing.T, size int) *forge {
	old, f := base(t, nil), newForge(t)
	for _, d := range old.drafts[:size] {
		f.files[d.path] = string(d.bundle)
		for _, b := range d.predicate.Blobs() {
			path := evidence.BlobPath(b.Digest)
			f.files[path] = old.files[path]
		}
		f.put(d.raw)
	}
	return f
}

var mutations = slices.Concat(untouched, byFile, byForm, bySignature, byChain, byGrowth, byOrder, byContent)

var untouched = []mutation{
	{"good", "nobody touched it", "", none, []string{}, files(func(tree) {})},
	{"grown", "it grew, commit by commit, and the auditor kept an older checkpoint", "", none, []string{}, func(t *testing.T) scenario {
		kept, _ := upTo(t, 5).checkpoint(testKey(t, "ledger"))
		return scenario{commits: []tree{upTo(t, 1).tree(), upTo(t, 5).tree(), base(t, nil).tree()}, kept: kept}
	}},
	{"junk-before", "an earlier commit holds a longer ledger that no trusted key signed", "", none, []string{}, func(t *testing.T) scenario {
		junk := base(t, nil)
		junk.key = testKey(t, "stranger")
		junk.authorize(5, "tls", edit{})
		return scenario{commits: []tree{junk.tree(), base(t, nil).tree()}}
	}},
	{"two-keys", "the first key signed up to entry 6, the second from there on", "", none, []string{}, func(t *testing.T) scenario {
		f := upTo(t, 7)
		f.key = testKey(t, "retired")
		f.authorize(4, "tls", edit{})
		last := int64(6)
		return scenario{commits: []tree{f.tree()}, keys: []keyAt{{"ledger", 0, &last}, {"retired", 7, nil}}}
	}},
}

var byFile = []mutation{
	{"edited-bundle", "a byte of a bundle was changed", "2", 2, []string{"1", "2", "4"}, files(func(t tree) {
		replaced(t, t.find("05/"+key(t, 2)+".run.sigstore.json"), `"payload":"eyJ`, `"payload":"fyJ`)
	})},
	{"edited-leaf", "a leaf names another bundle", "2", 0, []string{"2", "3"}, files(func(t tree) {
		replaced(t, "tile/entries/000.p/8", `{"bundle":"sha256:`+strings.Split(t["tile/entries/000.p/8"].data, "sha256:")[1][:4], `{"bundle":"sha256:0000`)
	})},
	{"edited-tile", "a hash in a tile was changed", "2", none, []string{"2"}, files(func(t tree) { flip(t, "tile/0/000.p/8") })},
	{"edited-checkpoint", "the checkpoint tells of another size", "4", none, []string{"2", "4"}, files(func(t tree) { replaced(t, "checkpoint", "\n8\n", "\n7\n") })},
	{"edited-readme", "a line was added to README.md", "2", none, []string{"2"}, files(func(t tree) { t["README.md"] = plainFile(t["README.md"].data + "\n") })},
	{"deleted-file", "the file of an entry is gone", "2", 4, []string{"2"}, files(func(t tree) { delete(t, t.find(key(t, 4)+".run.sigstore.json")) })},
	{"deleted-tile", "an entry tile is gone", "2", 0, []string{"2"}, files(func(t tree) { delete(t, "tile/entries/000.p/8") })},
	{"symlink", "README.md is a symbolic link", "2", none, []string{"2"}, files(func(t tree) { t["README.md"] = fileAt{"120000", "checkpoint"} })},
	{"executable", "README.md may be executed", "2", none, []string{"2"}, files(func(t tree) { t["README.md"] = fileAt{"100755", t["README.md"].data} })},
	{"extra-file", "a file stands among the entries that no leaf has", "2", none, []string{"2"}, files(func(t tree) { t["runs/tls/2026/01/05/notes.txt"] = plainFile("x") })},
	{"extra-blob", "a blob is stored that no statement names", "2", none, []string{"2"}, files(func(t tree) {
		hex := canon.Sum([]byte("x")).Hex()
		t["blobs/sha256/"+hex[:2]+"/"+hex] = plainFile("x")
	})},
	{"copied-folder", "the entries of a day stand in the folder of another day too", "2", none, []string{"2"}, files(func(t tree) {
		for path, f := range t.clone() {
			if strings.HasPrefix(path, "runs/tls/2026/01/05/") {
				t[strings.Replace(path, "/05/", "/06/", 1)] = f
			}
		}
	})},
	{"path-leaves-tree", "a folder is named ..", "2", none, []string{"2"}, files(func(t tree) { t["runs/../x"] = plainFile("x") })},
}

// key is the beginning of the key of the run that entry index is of.
func key(t tree, index int) string {
	leaf := strings.Split(t["tile/entries/000.p/8"].data, `"run":"`)[index+1]
	return strings.TrimPrefix(leaf, "sha256:")[:16]
}

var byForm = []mutation{
	{"trailing-bytes", "a line break follows a bundle; leaf and tree were made anew", "1", 2, []string{"1"}, edited(map[int]edit{2: {bundle: func(d *draft) { d.bundle = append(d.bundle, '\n') }}})},
	{"duplicate-keys", "a statement names its type twice", "1", 8, []string{"1"}, appendedEdit(respell(`{"_type"`, `{"_type":"x","_type"`))},
	{"white-space", "a statement has a space too many", "1", 8, []string{"1"}, appendedEdit(respell(`"predicate":`, `"predicate": `))},
	{"unknown-member", "a predicate has a member that its schema does not know", "1", 8, []string{"1"}, appendedEdit(respell(`"trigger":{`, `"trigger":{"event":"x",`))},
	{"wrong-payload-type", "the payload is of another type, and signed as such", "1", 8, []string{"1"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{bundle: func(d *draft) { d.bundle = f.envelope("application/json", d.payload, d.key) }})
	})},
	{"wrong-predicate-type", "an authorization says that it is a run", "1", 8, []string{"1"}, appendedEdit(respell("dev/authorization/v1", "dev/run/v1"))},
	{"unknown-version", "a predicate is of a version to come", "1", 8, []string{"1"}, appendedEdit(respell("dev/authorization/v1", "dev/authorization/v2"))},
	{"unknown-leaf-version", "a leaf is of a version to come", "1", 8, []string{"1", "2"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{leaf: func(d *draft) { d.raw = bytes.Replace(d.raw, []byte(`"v":1`), []byte(`"v":2`), 1) }})
	})},
	{"flipped-s", "a signature is spelt with the other s, which is as valid", "1", 2, []string{"1"}, edited(map[int]edit{2: {bundle: func(d *draft) {
		sig := d.key.sign(pae(d.payload))
		other := withS(sig, func(s *big.Int) *big.Int { return new(big.Int).Sub(order(), s) })
		d.bundle = bytes.Replace(d.bundle, []byte(b64(string(sig))), []byte(b64(string(other))), 1)
	}}})},
	{"inserted-unsigned", "an entry without a signature was appended", "1", 8, []string{"1"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{bundle: func(d *draft) {
			start := bytes.Index(d.bundle, []byte(`"signatures":[`)) + len(`"signatures":[`)
			d.bundle = slices.Concat(d.bundle[:start], d.bundle[start+bytes.IndexByte(d.bundle[start:], ']'):])
		}})
	})},
}

// appendedEdit appends an authorization that was edited.
func appendedEdit(e edit) func(*testing.T) scenario {
	return appended(func(f *forge) { f.authorize(5, "tls", e) })
}

var bySignature = []mutation{
	{"inserted-by-stranger", "an entry was appended that somebody signed whom the policy does not know", "4", 8, []string{"4"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{payload: func(d *draft) { d.key = testKey(f.t, "stranger") }})
	})},
	{"borrowed-signature", "an entry carries the signature of another", "4", 8, []string{"4"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{bundle: func(d *draft) {
			d.bundle = bytes.Replace(d.bundle, []byte(b64(string(d.key.sign(pae(d.payload))))), []byte(b64(string(d.key.sign([]byte("x"))))), 1)
		}})
	})},
	{"borrowed-hint", "a stranger's signature names the ledger's key", "4", 8, []string{"4"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{payload: func(d *draft) {
			d.key = &signer{private: testKey(f.t, "stranger").private, hint: f.key.hint}
		}})
	})},
	{"checkpoint-by-stranger", "a stranger signed the checkpoint", "4", none, []string{"4"}, func(t *testing.T) scenario {
		f := base(t, nil)
		f.key = testKey(t, "stranger")
		return scenario{commits: []tree{f.tree()}}
	}},
	{"key-outside-its-validity", "an entry is signed by a key that was trusted up to the entry before", "4", 7, []string{"4"}, func(t *testing.T) scenario {
		last := int64(6)
		return scenario{commits: []tree{base(t, map[int]edit{7: {payload: func(d *draft) { d.key = testKey(t, "retired") }}}).tree()},
			keys: []keyAt{{"ledger", 0, nil}, {"retired", 0, &last}}}
	}},
}

var byChain = []mutation{
	{"leaf-of-other-kind", "a leaf calls an authorization a run", "2", 8, []string{"2"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{leaf: func(d *draft) {
			d.leaf.Kind, d.path = evidence.KindRun, strings.Replace(d.path, ".authorization.", ".run.", 1)
			d.raw = must(canon.Encode(d.leaf))
		}})
	})},
	{"leaf-of-other-statement", "a leaf names another statement", "2", 8, []string{"2"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{leaf: func(d *draft) { d.leaf.Statement = canon.Sum(nil); d.raw = must(canon.Encode(d.leaf)) }})
	})},
	{"misplaced", "a bundle stands in the folder of another day", "2", 8, []string{"2"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{leaf: func(d *draft) { d.path = strings.Replace(d.path, "/01/05/", "/01/06/", 1) }})
	})},
	{"replay-from-another-ledger", "an authorization of another ledger of the same signer was appended, as it is", "2", 8, []string{"2", "3"}, appended(func(f *forge) {
		other := newForge(f.t)
		other.origin = strings.Replace(f.origin, "0001", "ffff", 1)
		other.genesis(edit{})
		d := other.authorize(5, "tls", edit{})
		f.files[d.path] = string(d.bundle)
		f.put(d.raw)
	})},
	{"second-genesis", "the ledger begins again in its middle", "2", 8, []string{"2"}, appended(func(f *forge) {
		f.genesis(edit{predicate: func(d *draft) {
			l := d.predicate.(*evidence.Ledger)
			l.At, l.Seen = minute(8), evidence.Seen{Origin: f.origin, Root: canon.Sum(nil)}
		}})
	})},
	{"deleted-entry", "an entry was cut out of the entry tile, by one without the key", "2", 0, []string{"1", "2", "3"}, files(func(t tree) {
		data := t["tile/entries/000.p/8"].data
		n := 2 + int(data[0])<<8 + int(data[1])
		t["tile/entries/000.p/8"] = plainFile(data[n:])
	})},
	{"reordered-entries", "two entries changed places in the entry tile, by one without the key", "2", none, []string{"2", "3", "9"}, files(func(t tree) {
		data := t["tile/entries/000.p/8"].data
		var entries []string
		for len(data) > 0 {
			n := 2 + int(data[0])<<8 + int(data[1])
			entries, data = append(entries, data[:n]), data[n:]
		}
		entries[5], entries[6] = entries[6], entries[5]
		t["tile/entries/000.p/8"] = plainFile(strings.Join(entries, ""))
	})},
	{"edited-record", "a byte of a record was changed", "2", 2, []string{"2", "10"}, files(func(t tree) { replaced(t, t.holding(`"id":"00000000000000000000000000000001"`), `"30"`, `"31"`) })},
	{"deleted-record", "a record is gone", "2", 2, []string{"2", "10"}, files(func(t tree) { delete(t, t.holding(`"id":"00000000000000000000000000000001"`)) })},
	{"edited-plan", "a byte of a plan was changed", "7a", 3, []string{"2", "7a", "10"}, files(func(t tree) { replaced(t, t.holding(`"runbook":"backup"`), "Are our", "Are all") })},
}

// holding is the one blob that holds a text.
func (t tree) holding(text string) string {
	for path, f := range t {
		if strings.HasPrefix(path, "blobs/") && strings.Contains(f.data, text) {
			return path
		}
	}
	panic("no blob holds " + text)
}

var byGrowth = []mutation{
	{"truncated", "a commit goes back to an older tree; the branch still has the newer one", "3", none, []string{"3"}, func(t *testing.T) scenario {
		return scenario{commits: []tree{base(t, nil).tree(), upTo(t, 5).tree()}}
	}},
	{"truncated-kept", "the ledger is shorter than the checkpoint that the auditor kept", "3", none, []string{"3"}, func(t *testing.T) scenario {
		kept, _ := base(t, nil).checkpoint(testKey(t, "ledger"))
		return scenario{commits: []tree{upTo(t, 5).tree()}, kept: kept}
	}},
	{"forked", "another last entry, at the size of the checkpoint that the auditor kept", "3", none, []string{"3"}, func(t *testing.T) scenario {
		kept, _ := base(t, nil).checkpoint(testKey(t, "ledger"))
		f := upTo(t, 7)
		f.authorize(5, "backup", edit{})
		return scenario{commits: []tree{f.tree()}, kept: kept}
	}},
	{"kept-of-another-ledger", "the auditor kept the checkpoint of another ledger", "3", none, []string{"3"}, func(t *testing.T) scenario {
		kept, _ := base(t, nil).checkpoint(testKey(t, "ledger"))
		return scenario{commits: []tree{base(t, nil).tree()}, kept: strings.Replace(kept, "0001", "ffff", 1)}
	}},
	{"rewritten-before-a-seen", "an entry was signed anew after others had seen it", "3", 3, []string{"3"},
		rewritten(2, result(func(r *evidence.Run) { r.Runner.Program = "v9.9.9" }))},
	{"seen-the-future", "an entry has seen more entries than stand before it", "3", 8, []string{"3"}, appendedEdit(authorization(func(a *evidence.Authorization) { a.Seen.Size = 9 }))},
}

var byOrder = []mutation{
	{"same-run-twice", "a run has two results, in the folders of two days", "9", 8, []string{"2", "9"}, appended(func(f *forge) {
		three := *f.drafts[5]
		three.dir = folder("tls", minute(60*24))
		f.conclude(&three, nil, edit{})
	})},
	{"authorised-twice", "a run was authorised again", "9", 8, []string{"2", "9"}, appended(func(f *forge) {
		f.authorize(4, "backup", edit{})
	})},
	{"result-without-authorization", "a result of a run that nothing authorised", "9", 8, []string{"9"}, appended(func(f *forge) {
		other := base(f.t, nil)
		f.conclude(other.authorize(5, "tls", edit{}), nil, edit{})
	})},
	{"result-before-its-authorization", "a result stands before the authorization that it names", "9", 8, []string{"9"}, appended(func(f *forge) {
		other := base(f.t, nil)
		a := other.authorize(5, "tls", edit{})
		f.conclude(a, nil, edit{})
		f.add(&draft{kind: a.kind, run: a.run, dir: a.dir, predicate: a.predicate}, edit{})
	})},
	{"authorization-expired", "a run started after its authorization had expired", "9", 4, []string{"9"},
		edited(map[int]edit{3: authorization(func(a *evidence.Authorization) { a.NotAfter = minute(4) })})},
	{"another-authorization", "a result names the authorization of another run", "9", 8, []string{"9"}, appended(func(f *forge) {
		f.conclude(f.drafts[7], nil, result(func(r *evidence.Run) { r.Authorization = f.drafts[5].leaf.Statement }))
	})},
	{"other-mode", "it was authorised as a rehearsal and ran live", "9", 4, []string{"9"},
		edited(map[int]edit{3: authorization(func(a *evidence.Authorization) { a.Mode = evidence.Rehearsal })})},
	{"unseen-authorization", "a result has not seen its own authorization", "9", 8, []string{"9"}, appended(func(f *forge) {
		root := f.root(7)
		f.conclude(f.drafts[7], nil, result(func(r *evidence.Run) {
			r.Seen.Size, r.Seen.Root = 7, canon.Digest("sha256:"+hex.EncodeToString(root[:]))
		}))
	})},
}

var byContent = []mutation{
	{"other-plan", "an authorization of one runbook names the plan of another", "7a", 8, []string{"7a"}, appended(func(f *forge) {
		tls := f.plan("tls")
		f.authorize(5, "backup", authorization(func(a *evidence.Authorization) { a.Plan = tls }))
	})},
	{"not-a-plan", "the stored plan is no plan", "7a", 8, []string{"7a"}, appended(func(f *forge) {
		f.authorize(5, "tls", authorization(func(a *evidence.Authorization) { a.Plan = f.blob([]byte(`{"format":"x"}`)) }))
	})},
	{"plan-missing", "the plan is not stored", "7a", 8, []string{"2", "7a"}, appended(func(f *forge) {
		f.authorize(5, "tls", authorization(func(a *evidence.Authorization) { a.Plan.Digest = canon.Sum(nil) }))
	})},
	{"other-trigger", "a run was started by a trigger that its plan does not have", "10", 8, []string{"10"}, appendedEdit(authorization(func(a *evidence.Authorization) {
		a.Trigger = evidence.TriggerRef{Kind: "manual", Name: "form"}
	}))},
	{"input-untold", "an authorization does not tell an input of its plan", "10", 8, []string{"10"}, appendedEdit(authorization(func(a *evidence.Authorization) { a.Inputs = []evidence.InputValue{} }))},
	{"record-of-another-plan", "a record is of another plan than was authorised", "10", 9, []string{"10"}, appended(func(f *forge) {
		backup := f.plan("backup").Digest
		f.conclude(f.authorize(5, "tls", edit{}), func(r *evidence.Record) { r.Plan = backup }, edit{})
	})},
	{"record-of-another-run", "a record is of another run than its result", "10", 9, []string{"10"}, appended(func(f *forge) {
		f.conclude(f.authorize(5, "tls", edit{}), func(r *evidence.Record) { r.Run = f.runID(6) }, edit{})
	})},
	{"outcome-flattered", "a check failed, and the run is told as passed", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Checks[0].Outcome, r.Checks[0].Operands[0] = evidence.Failed, expr.OperandOf(number("3"))
	})},
	{"answer-flattered", "three days are recorded, and the check for fourteen as passed", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Checks[0].Operands[0] = expr.OperandOf(number("3"))
	})},
	{"expectation-flattered", "the status was 500, and the expectation of 200 is told as met", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Steps[0].Expects[0].Operands[0] = expr.OperandOf(number("500"))
	})},
	{"literal-changed", "an expectation was judged against another number than the plan's", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Steps[0].Expects[0].Operands = []expr.Operand{expr.OperandOf(number("500")), expr.OperandOf(number("500"))}
	})},
	{"check-untold", "a check of the plan is not in the record", "10", 9, []string{"10"}, ran(func(r *evidence.Record) { r.Checks = r.Checks[1:] })},
	{"step-untold", "a step of the plan is not in the record", "10", 9, []string{"10"}, ran(func(r *evidence.Record) { r.Steps = r.Steps[1:] })},
	{"step-invented", "a step is recorded that the plan does not have", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Steps = append(r.Steps, evidence.StepRecord{Address: "step.zeal", Outcome: evidence.Passed, Attempts: 1})
	})},
	{"expectation-untold", "a step passed, and its expectation is not told", "10", 9, []string{"10"}, ran(func(r *evidence.Record) { r.Steps[0].Expects = nil })},
	{"severity-lowered", "a check is recorded with a lower severity than the plan's", "10", 9, []string{"10"}, ran(func(r *evidence.Record) { r.Checks[0].Severity = "low" })},
	{"passed-on-nothing", "a check over a collection passed on no item", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Checks = append(r.Checks[:1], evidence.CheckRecord{Name: "each_valid", Outcome: evidence.Passed, Severity: "low", Operands: []expr.Operand{}})
	})},
	{"evidence-invented", "a piece of evidence is recorded that the plan does not declare", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Evidence = append(r.Evidence, evidence.EvidenceValue{Name: "raw_output"})
	})},
	{"result-flattered", "a result says passed where its record says failed", "10", 9, []string{"10"}, appended(func(f *forge) {
		f.conclude(f.authorize(5, "tls", edit{}), func(r *evidence.Record) {
			r.Checks[0].Outcome, r.Checks[0].Operands[0], r.Outcome = evidence.Failed, expr.OperandOf(number("3")), evidence.Failed
		}, result(func(r *evidence.Run) { r.Outcome = evidence.Passed }))
	})},
	{"evidence-blob-missing", "a record names a blob that is not stored", "2", 9, []string{"2"}, ran(func(r *evidence.Record) {
		gone := canon.Sum([]byte("gone"))
		r.Evidence[0] = evidence.EvidenceValue{Name: "days", Digest: &gone}
	})},
}

// pae is DSSE's pre-authentication encoding of a statement, written from its specification.
func pae(payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(evidence.PayloadType), evidence.PayloadType, len(payload), payload)
}

func order() *big.Int { return elliptic.P256().Params().N }
