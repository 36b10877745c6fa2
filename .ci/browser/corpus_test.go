package browser_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"
)

var askedFlag = flag.String("asked", "", "proofs of the tamper corpus, whom to trust, and what Node said: the `file` that go test ./actions/verify -asked writes")

// The script judges every proof of the tamper corpus here as it does in Node, where it is held against package verify:
// keys, rotations, handovers, certificates of both curves, timestamps. Browsers have a WebCrypto of their own.
func TestCorpus(t *testing.T) {
	t.Parallel()
	if *askedFlag == "" {
		t.Skip("-asked says which proofs; .ci/browser/run makes them")
	}
	file, err := os.Open(*askedFlag)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	p := newTab(t)
	p.open(asFile(*siteFlag, "audit.html"))
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	states := map[string]int{}
	for lines.Scan() {
		var q struct {
			Trust, Proofs json.RawMessage
			Said          []string
		}
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		got := eval[[]string](p, fmt.Sprintf(`(async (verifier, all) => {
			const said = [];
			for (const one of all) said.push((({ state, why }) => state + ": " + (why || ""))(await verifier.proof(one)));
			return said;
		})(new attestary.Verifier(%s), %s)`, q.Trust, q.Proofs))
		for i, said := range q.Said {
			var state string
			fmt.Sscanf(said, "%s", &state)
			if states[state]++; i >= len(got) || got[i] != said {
				t.Errorf("proof %d: Chromium says %v; Node %q", i, got, said)
			}
		}
	}
	if err := lines.Err(); err != nil || states["verified:"] < 100 || states["refuted:"] < 50 {
		t.Errorf("%v, %v", states, err)
	}
}
