package verify_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// The tamper corpus: testdata/vectors, whose README tells another implementation how to be judged by
// it. The vectors are made by the table in mutations_test.go (UPDATE=1 go test writes them), and judged
// here as they stand in the files.

// vector is one file of the corpus.
type vector struct {
	Name      string   `json:"name"`
	Says      string   `json:"says"`
	Expect    *expect  `json:"expect"`               // null: every claim that can be judged is held
	Refuted   []string `json:"refuted"`              // ids of all claims that are refuted
	Keys      []keyAt  `json:"keys"`                 // of the trust policy
	People    []whose  `json:"people,omitempty"`     // of the trust policy
	Flow      bool     `json:"flow,omitempty"`       // the policy is flow.policy.json, and commits differ from flow.base.json
	RootsOnly bool     `json:"roots_only,omitempty"` // of flow.policy.json only the roots count
	Judged    *int     `json:"judged,omitempty"`     // of commits: the one of which the auditor kept the verdict
	Kept      string   `json:"kept,omitempty"`       // a checkpoint that the auditor has from before
	AsOf      string   `json:"as_of,omitempty"`      // the auditor's clock; absent: the instant of the first entry
	Glasses   []int64  `json:"glasses,omitempty"`    // entries that broke a glass which nobody has confirmed
	Undos     []int64  `json:"undos,omitempty"`      // results of runs whose change was to end and did not, one for each change
	// Unjudged are claims that are not judged because of what was done; nothing else is.
	Unjudged []string  `json:"unjudged,omitempty"`
	Source   *sourceAt `json:"source,omitempty"`  // where the runbooks come from; absent: the auditor has it not
	Authors  []author  `json:"authors,omitempty"` // of the trust policy: under which addresses git names its people
	Commits  []change  `json:"commits"`           // of the branch, oldest first
}

// expect is the fault that names the mutation.
type expect struct {
	Claim  string `json:"claim"`
	Entry  *int64 `json:"entry,omitempty"`
	Path   string `json:"path,omitempty"`
	Reason string `json:"reason"` // how it begins, in our words
}

// keyAt is a trusted key, and the leaves that it may sign.
type keyAt struct {
	Name string `json:"name"` // of testdata/keys
	From int64  `json:"from"`
	To   *int64 `json:"to,omitempty"`
	// Follow says that its rotations are followed.
	Follow bool `json:"follow,omitempty"`
}

// whose is a person of the policy.
type whose struct {
	Login string   `json:"login"`
	Keys  []string `json:"keys"` // of testdata/keys
}

// author is a person of the policy, as git names them.
type author struct {
	Login  string   `json:"login"`
	ID     string   `json:"id,omitempty"`
	Emails []string `json:"emails"`
}

// sourceAt is a repository: every object by its name, and the tip of the protected branch.
type sourceAt struct {
	Head    string            `json:"head"`
	Objects map[string]string `json:"objects"` // name → base64 of "KIND SIZE", a zero byte, and its body
}

func sourceOf(r *repository) *sourceAt {
	if r == nil {
		return nil
	}
	out := &sourceAt{Head: r.head.String(), Objects: map[string]string{}}
	for name, data := range r.objects {
		out.Objects[name.String()] = b64(string(data))
	}
	return out
}

func (s *sourceAt) repository() *repository {
	r := newRepository()
	for name, data := range s.Objects {
		r.objects[must(ledger.ParseHash(name))] = must(base64.StdEncoding.DecodeString(data))
	}
	r.head = must(ledger.ParseHash(s.Head))
	return r
}

// whole are the claims that a policy can require of an auditor who has the source.
func (v vector) whole() []string {
	ids := []string{"1", "2", "3", "4", "7a", "7b", "7c", "9", "10", "11"}
	if v.People != nil {
		ids = append(ids, "8")
	}
	return ids
}

// change is a tree, told as what differs from base.json.
type change struct {
	Write  map[string]string `json:"write,omitempty"` // path → base64 of its bytes
	Mode   map[string]string `json:"mode,omitempty"`  // path → mode, where it is not 100644
	Delete []string          `json:"delete,omitempty"`
	// Parents are the commit's, by their place in commits; absent: the one before it.
	Parents []int `json:"parents,omitzero"`
}

const corpus = "testdata/vectors"

func changeOf(good, bad tree) change {
	c := change{Write: map[string]string{}, Mode: map[string]string{}}
	for path, f := range bad {
		if f.data != good[path].data {
			c.Write[path] = b64(f.data)
		}
		if f.mode != "100644" {
			c.Mode[path] = f.mode
		}
	}
	for path := range good {
		if _, ok := bad[path]; !ok {
			c.Delete = append(c.Delete, path)
		}
	}
	slices.Sort(c.Delete)
	return c
}

func (c change) apply(t *testing.T, good tree) tree {
	t.Helper()
	out := good.clone()
	for _, path := range c.Delete {
		delete(out, path)
	}
	for path, data := range c.Write {
		out[path] = plainFile(string(must(base64.StdEncoding.DecodeString(data))))
	}
	for path, mode := range c.Mode {
		out[path] = fileAt{mode, out[path].data}
	}
	return out
}

// TestVectors judges every file of the corpus: the claims that are refuted are exactly those that it
// names, and one fault names claim, entry, path and reason.
func TestVectors(t *testing.T) {
	t.Parallel()
	files := must(filepath.Glob(filepath.Join(corpus, "*.json")))
	if len(files) != len(mutations)+3 {
		t.Errorf("%d files for %d mutations, two bases and a policy (UPDATE=1 go test writes them)", len(files), len(mutations))
	}
	goods := map[bool]tree{false: baseFiles(t, "base"), true: baseFiles(t, "flow.base")}
	for _, file := range files {
		if slices.Contains([]string{"base.json", "flow.base.json", "flow.policy.json"}, filepath.Base(file)) {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			var v vector
			read(t, file, &v)
			got := v.verify(t, goods[v.Flow])
			if diff := cmp.Diff(v.Refuted, refuted(got)); diff != "" {
				t.Errorf("%s\nrefuted claims (-want +got):\n%s%s", v.Says, diff, told(got))
			}
			glasses, undos := findings(got)
			if diff := cmp.Diff([][]int64{v.Glasses, v.Undos}, [][]int64{glasses, undos}); diff != "" {
				t.Errorf("%s\nfindings (-want +got):\n%s", v.Says, diff)
			}
			for _, id := range v.Unjudged {
				if c := got.Claim(id); c.Outcome != verdict.NotJudged {
					t.Errorf("%s\nclaim %s is %s, want not judged", v.Says, id, c.Outcome)
				}
			}
			if v.Source != nil && !cmp.Equal(v.Unjudged, unjudged(got, v.whole())) {
				t.Errorf("%s\nclaims that are not judged: %v, want %v", v.Says, unjudged(got, v.whole()), v.Unjudged)
			}
			if len(v.Unjudged) > 0 && got.Status() != verdict.StatusNotJudged {
				t.Errorf("%s\nclaims that are required are not judged, and the status is %d", v.Says, got.Status())
			}
			if v.Expect == nil && len(glasses)+len(undos)+len(v.Unjudged) == 0 && got.Status() != verdict.StatusHeld {
				t.Errorf("%s\nnothing is wrong, and the status is %d", v.Says, got.Status())
			}
			if v.Expect != nil && !v.Expect.in(got) {
				t.Errorf("%s\nno fault is %+v; there are:%s", v.Says, *v.Expect, told(got))
			}
		})
	}
}

// TestCorpusIsTheTable holds that the files are what the table of mutations makes. It is not parallel: with
// UPDATE=1 it makes the corpus, and TestVectors judges all of it or none.
func TestCorpusIsTheTable(t *testing.T) {
	goods := map[bool]tree{false: base(t, nil).tree(), true: flowBase(t, nil).tree()}
	checkVector(t, "base", map[string]any{"files": changeOf(tree{}, goods[false]).Write})
	checkVector(t, "flow.base", map[string]any{"files": changeOf(tree{}, goods[true]).Write})
	checkVector(t, "flow.policy", flowPolicy())
	for _, m := range mutations {
		s := m.make(t)
		good := goods[s.flow]
		v := vector{Name: m.name, Says: m.says, Refuted: m.refuted, Keys: s.keys, People: s.people, Kept: s.kept, Judged: s.judgedAt, Flow: s.flow, RootsOnly: s.rootsOnly, AsOf: s.asOf, Glasses: s.glasses, Undos: s.undos, Unjudged: s.unjudged, Source: sourceOf(s.source), Authors: s.authors}
		if v.Keys == nil && !s.flow {
			v.Keys = []keyAt{{Name: "ledger"}}
		}
		for _, c := range s.commits {
			v.Commits = append(v.Commits, changeOf(good, c))
		}
		for i, parents := range s.earlier {
			v.Commits[i].Parents = parents
		}
		v.Commits[len(v.Commits)-1].Parents = s.merges
		if m.claim != "" {
			v.Expect = m.fault(t, v.verify(t, good))
		}
		checkVector(t, m.name, v)
	}
}

func (v vector) verify(t *testing.T, good tree) *verdict.Verdict {
	t.Helper()
	r, judged := v.branch(t, good)
	s := v.subject(t, r)
	s.Judged = judged
	return judge(t, s)
}

// repository is the branch, with all of its commits.
func (v vector) repository(t *testing.T, good tree) *repository {
	t.Helper()
	r, _ := v.branch(t, good)
	return r
}

// branch is the same, and the verdict that the auditor kept; nil: none.
func (v vector) branch(t *testing.T, good tree) (r *repository, judged *verdict.Verdict) {
	t.Helper()
	r = newRepository()
	var made []ledger.Hash
	for i, c := range v.Commits {
		var parents []ledger.Hash
		for _, i := range c.Parents {
			parents = append(parents, made[i])
		}
		if c.Parents != nil && len(parents) == 0 {
			r.head = ledger.Hash{} // it begins a branch of its own
		}
		r.commit(c.apply(t, good), parents...)
		made = append(made, r.head)
		if v.Judged != nil && i == *v.Judged {
			judged = judge(t, v.subject(t, r))
		}
	}
	return r, judged
}

// subject is the ledger, and the auditor with their policy.
func (v vector) subject(t *testing.T, r *repository) verify.Subject {
	t.Helper()
	s := verify.Subject{Store: r, AsOf: start}
	if v.Flow {
		read(t, filepath.Join(corpus, "flow.policy.json"), &s.Policy)
	}
	if v.RootsOnly {
		s.Policy.Workflows = nil
	}
	if v.Source != nil {
		s.Source = &verify.Source{Store: v.Source.repository(), Branch: "main", Compile: compilePlans, Scorer: scorerOf, Version: "v0.1.0"}
		s.Policy.Require = v.whole()
	}
	if v.AsOf != "" {
		s.AsOf = must(evidence.ParseInstant(v.AsOf))
	}
	for _, k := range v.Keys {
		s.Policy.Keys = append(s.Policy.Keys, verify.Key{Name: k.Name, PEM: testKey(t, k.Name).public, From: k.From, To: k.To, Follow: k.Follow})
	}
	for _, w := range v.People {
		s.Policy.People = append(s.Policy.People, person(t, w))
	}
	for _, a := range v.Authors {
		i := slices.IndexFunc(s.Policy.People, func(p verify.Person) bool { return p.Login == a.Login })
		if i < 0 {
			s.Policy.People, i = append(s.Policy.People, verify.Person{Login: a.Login}), len(s.Policy.People)
		}
		s.Policy.People[i].ID, s.Policy.People[i].Emails = a.ID, a.Emails
	}
	if v.Kept != "" {
		s.Kept = []verify.Kept{{Name: "of last year", Text: []byte(v.Kept)}}
	}
	return s
}

// findings are the entries of all findings of a verdict.
func findings(v *verdict.Verdict) (glasses, undos []int64) {
	if v.Findings == nil {
		return nil, nil
	}
	for _, g := range v.Findings.Glasses {
		glasses = append(glasses, g.Entry)
	}
	for _, u := range v.Findings.Undos {
		undos = append(undos, u.Entry)
	}
	return glasses, undos
}

func person(t testing.TB, w whose) verify.Person {
	who := verify.Person{Login: w.Login}
	for _, name := range w.Keys {
		who.Keys = append(who.Keys, testKey(t, name).public)
	}
	return who
}

func (e *expect) in(v *verdict.Verdict) bool {
	return slices.ContainsFunc(v.Claim(e.Claim).Faults, func(f verdict.Fault) bool {
		return f.Path == e.Path && strings.HasPrefix(f.Reason, e.Reason) && cmp.Equal(f.Entry, e.Entry)
	})
}

// unjudged are those of some claims that were not judged.
func unjudged(v *verdict.Verdict, of []string) (ids []string) {
	for _, c := range v.Claims {
		if c.Outcome == verdict.NotJudged && slices.Contains(of, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func refuted(v *verdict.Verdict) []string {
	out := []string{}
	for _, c := range v.Claims {
		if c.Outcome == verdict.Refuted {
			out = append(out, c.ID)
		}
	}
	return out
}

func baseFiles(t *testing.T, name string) tree {
	t.Helper()
	var b struct{ Files map[string]string }
	read(t, filepath.Join(corpus, name+".json"), &b)
	return change{Write: b.Files}.apply(t, tree{})
}

func read(t *testing.T, file string, v any) {
	t.Helper()
	if err := json.Unmarshal(must(os.ReadFile(file)), v); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// checkVector holds what the table makes of one vector against its file.
func checkVector(t *testing.T, name string, v any) {
	t.Helper()
	golden.Check(t, filepath.Join(corpus, name+".json"), append(must(json.MarshalIndent(v, "", " ")), '\n'))
}

// TestNamesAreFree holds that no two mutations share a file.
func TestNamesAreFree(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{"base": true, "flow.base": true, "flow.policy": true}
	for _, m := range mutations {
		if seen[m.name] {
			t.Errorf("%s is there twice", m.name)
		}
		seen[m.name] = true
	}
}
