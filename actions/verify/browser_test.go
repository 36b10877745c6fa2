package verify_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/report/checker"
	"github.com/attestary/attestary/actions/report/checker/whom"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// The script that verifies in a browser (package checker) is held against this package: over the tamper corpus, and
// over proofs that were changed by a byte. Node runs it, with the same WebCrypto that browsers have.

// pageAsked is what the script is asked: proofs, and whom to trust.
type pageAsked struct {
	Trust  *checker.Trust `json:"trust"`
	Proofs []string       `json:"proofs"`
	name   string
	policy verify.Policy
}

type pageAnswer struct {
	State string `json:"state"`
	Why   string `json:"why"`
}

// told by the script, in the order of the proofs.
func inBrowser(t *testing.T, questions []pageAsked) [][]pageAnswer {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not here; .ci/test installs it")
	}
	script := filepath.Join(t.TempDir(), "verify.js")
	if err := os.WriteFile(script, checker.Script(), 0o600); err != nil {
		t.Fatal(err)
	}
	var in, out bytes.Buffer
	for _, q := range questions {
		in.Write(must(json.Marshal(q)))
		in.WriteByte('\n')
	}
	cmd := exec.Command(node, "../report/checker/testdata/judge.mjs", script)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &in, &out, os.Stderr
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	var answers [][]pageAnswer
	for line := range bytes.Lines(out.Bytes()) {
		var one []pageAnswer
		if err := json.Unmarshal(line, &one); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, one)
	}
	if len(answers) != len(questions) {
		t.Fatalf("%d answers to %d questions", len(answers), len(questions))
	}
	return answers
}

// compare holds an answer of the script against the verdict of this package, of the same proof by the same policy.
func compare(t *testing.T, q pageAsked, i int, a pageAnswer) (state string) {
	t.Helper()
	v := judgeProofBy(t, []byte(q.Proofs[i]), verify.Subject{Policy: q.policy})
	want := "verified"
	for _, id := range []string{"1", "2", "4", "5"} {
		switch c := v.Claim(id); {
		case c.Outcome == verdict.Refuted:
			want = "refuted"
		case c.Outcome == verdict.NotJudged && id == "4" && want == "verified":
			want = "open"
		}
	}
	if a.State == "refuted" && v.Claim("10").Outcome == verdict.Refuted {
		return a.State // it compares the outcome with that of the record, which is claim 10's
	}
	if a.State != want {
		t.Errorf("%s, proof %d: the script says %s (%s), package verify %s:%s", q.name, i, a.State, a.Why, want, told(v))
	}
	return a.State
}

var askedFlag = flag.String("asked", "", "where the proofs of the corpus are kept, with what Node said: a `file` for .ci/browser")

// keepAnswers writes down what was asked and answered, a line for each policy.
func keepAnswers(t *testing.T, questions []pageAsked, answers [][]pageAnswer) {
	t.Helper()
	var out bytes.Buffer
	for n, q := range questions {
		said := []string{}
		for _, a := range answers[n] {
			said = append(said, a.State+": "+a.Why)
		}
		out.Write(must(json.Marshal(map[string]any{"trust": q.Trust, "proofs": q.Proofs, "said": said})))
		out.WriteByte('\n')
	}
	if err := os.WriteFile(*askedFlag, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Every entry of every ledger of the corpus that can be proven is judged alike.
func TestBrowserAgreesOnCorpus(t *testing.T) {
	t.Parallel()
	var questions []pageAsked
	known := map[string]bool{}
	names, _ := filepath.Glob("testdata/vectors/*.json")
	good, flow := baseFiles(t, "base"), baseFiles(t, "flow.base")
	for _, name := range names {
		var v vector
		if data := must(os.ReadFile(name)); !bytes.Contains(data, []byte(`"commits"`)) {
			continue
		} else if err := json.Unmarshal(data, &v); err != nil {
			t.Fatal(err)
		}
		files := good
		if v.Flow {
			files = flow
		}
		r := v.repository(t, files)
		q := pageAsked{name: v.Name, policy: v.subject(t, r).Policy, Proofs: []string{}}
		q.Trust = must(whom.Of(q.policy))
		snapshot, err := ledger.Open(t.Context(), r)
		if err != nil {
			continue
		}
		for i := range snapshot.Checkpoint.Size {
			if told := v.Expect != nil && v.Expect.Entry != nil && *v.Expect.Entry == i; !told && i < snapshot.Checkpoint.Size-3 {
				continue // whatever was done was done at the end, or is told of this entry
			}
			p, err := snapshot.Prove(t.Context(), i)
			if err != nil {
				continue
			}
			data, err := p.Encode()
			if key := string(must(json.Marshal(q.Trust))) + string(data); err == nil && !known[key] {
				q.Proofs, known[key] = append(q.Proofs, string(data)), true
			}
		}
		questions = append(questions, q)
	}
	states := map[string]int{}
	told := inBrowser(t, questions)
	if *askedFlag != "" {
		keepAnswers(t, questions, told)
	}
	for n, answers := range told {
		for i, a := range answers {
			states[compare(t, questions[n], i, a)]++
		}
	}
	t.Log(states)
	for _, state := range []string{"verified", "refuted"} {
		if states[state] < 10 {
			t.Errorf("only %d proofs are %s", states[state], state)
		}
	}
}

// A proof of which one byte was changed is verified by neither.
func TestBrowserRefusesEveryByte(t *testing.T) {
	t.Parallel()
	q := pageAsked{policy: subject(t, nil).Policy, name: "changed"}
	q.Trust = must(whom.Of(q.policy))
	data := must(proven(t, base(t, nil), 2).Encode())
	p := must(evidence.ParseProof(data))
	p.Blobs = [][]byte{} // of which only this: the digests of the others are judged where the page shows them
	data = must(p.Encode())
	q.Proofs = append(q.Proofs, string(data))
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 1
		q.Proofs = append(q.Proofs, string(bad))
	}
	for i, a := range inBrowser(t, []pageAsked{q})[0] {
		if (a.State == "verified") != (i == 0) {
			t.Errorf("byte %d changed: %s %s", i-1, a.State, a.Why)
		}
	}
}

// What the script cannot look at it leaves open, and says so: such as the time for which a key counts.
func TestBrowserLeavesOpen(t *testing.T) {
	t.Parallel()
	timed := subject(t, nil).Policy
	timed.Keys[0].UntilTime = start.AddDate(1, 0, 0)
	q := pageAsked{policy: timed, name: "timed", Proofs: []string{string(must(proven(t, base(t, nil), 2).Encode()))}}
	q.Trust = must(whom.Of(timed))
	if a := inBrowser(t, []pageAsked{q})[0][0]; a.State != "open" || !strings.Contains(a.Why, "counts for a time only") {
		t.Errorf("%+v", a)
	}
}
