package gitdata_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/internal/hub"
)

const (
	getRef     = "GET /repos/{owner}/{repo}/git/ref/{ref}"
	getCommit  = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}"
	getTree    = "GET /repos/{owner}/{repo}/git/trees/{tree_sha}"
	getBlob    = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}"
	makeBlob   = "POST /repos/{owner}/{repo}/git/blobs"
	makeTree   = "POST /repos/{owner}/{repo}/git/trees"
	makeCommit = "POST /repos/{owner}/{repo}/git/commits"
	makeRef    = "POST /repos/{owner}/{repo}/git/refs"
	moveRef    = "PATCH /repos/{owner}/{repo}/git/refs/{ref}"
)

// misfortunes are faults that pass, each of which a request may meet once.
var misfortunes = map[string]func() hub.Fault{
	"500":                  func() hub.Fault { return hub.Status(500) },
	"502 after it landed":  func() hub.Fault { return hub.Landed(502) },
	"no answer":            hub.Lost,
	"half an answer":       hub.Truncated,
	"429":                  func() hub.Fault { return hub.TryLater(429, "1") },
	"a secondary limit":    func() hub.Fault { return hub.TryLater(403, "1") },
	"an answer of a proxy": func() hub.Fault { return hub.Replaced(200, "<html>sign in</html>") },
}

// TestFaults: whatever of these befalls whichever request, once, an append comes in, and comes in once.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, fault := range misfortunes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := at(t)
			a := contract.NewAuthor(t, name, "")
			p.Fault(makeRef, fault())
			seen := contract.Must[ledger.Receipt](t)(contract.Writer(p.open(t)).Append(t.Context(), a.Genesis())).Checkpoint
			want := []string{"ledger"}
			for _, operation := range []string{getRef, getCommit, getTree, getBlob, makeBlob, makeTree, makeCommit, moveRef} {
				p.Fault(operation, fault())
				run := a.Authorize("site_tls", contract.Noon, seen)
				seen = contract.Must[ledger.Receipt](t)(contract.Writer(p.open(t)).Append(t.Context(), run.Item)).Checkpoint
				want = append(want, "authorization")
				if kinds := p.kinds(t); kinds != fmt.Sprint(want) || seen.Size != int64(len(want)) {
					t.Errorf("%s: the ledger holds %s", operation, kinds)
				}
			}
		})
	}
}

// kinds reads the ledger from the hub's own repository.
func (p *place) kinds(t *testing.T) string {
	t.Helper()
	dir := contract.Must[*ledger.Dir](t)(ledger.OpenDir(p.repo.Dir, "refs/heads/evidence"))
	defer dir.Close()
	var kinds []string
	for e, err := range contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), dir)).Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, string(e.Statement.Kind()))
	}
	return fmt.Sprint(kinds)
}

// TestLies: a server that sends other objects than those that were asked for, or that makes other ones than were
// sent, is not believed, and the branch stays where it is.
func TestLies(t *testing.T) {
	t.Parallel()
	const sha = "0123456789012345678901234567890123456789"
	for operation, answers := range map[string][]string{
		getRef:    {`{}`, `{"ref":"refs/heads/other","object":{"type":"commit","sha":"` + sha + `"}}`, `{"ref":"refs/heads/evidence","object":{"type":"tag","sha":"` + sha + `"}}`},
		getCommit: {`{}`, `{"sha":"` + sha + `","message":"append","tree":{"sha":"` + sha + `"},"parents":[]}`, `{"parents":[null],"author":null}`},
		getTree:   {`{}`, `{"tree":[{"path":"checkpoint","mode":"100644","type":"blob","sha":"` + sha + `"}],"truncated":false}`, `{"tree":[null]}`, `{"tree":[{"path":"../x","mode":"","sha":"x"}]}`},
		getBlob:   {`{}`, `{"encoding":"base64","content":"!"}`, `{"encoding":"base64","content":"aGVsbG8="}`, `{"encoding":"utf-8","content":"hello"}`},
		makeBlob:  {`{}`, `{"sha":"` + sha + `"}`},
		makeTree:  {`{}`, `{"sha":"` + sha + `"}`},
		// A server that signs what it writes, or that sets its own time.
		makeCommit: {`{}`, `{"sha":"` + sha + `"}`},
	} {
		for i, answer := range answers {
			t.Run(fmt.Sprintf("%s/%d", operation, i), func(t *testing.T) {
				t.Parallel()
				p := at(t)
				a, seen := p.begin(t)
				before := p.repo.Branch("evidence")
				store := p.open(t)
				p.Fault(operation, slices.Repeat([]hub.Fault{hub.Replaced(200, answer)}, 100)...)
				_, err := contract.Writer(store).Append(t.Context(), a.Authorize("site_tls", contract.Noon, seen).Item)
				if err == nil || p.repo.Branch("evidence") != before {
					t.Errorf("got %v, the branch is at %s", err, p.repo.Branch("evidence"))
				}
				if err != nil && strings.Contains(err.Error(), "http://") {
					t.Errorf("%v", err)
				}
			})
		}
	}
}

// TestEndless: an answer without an end is cut off, and said to be so.
func TestEndless(t *testing.T) {
	t.Parallel()
	p := at(t)
	p.begin(t)
	store := p.open(t)
	p.Fault(getCommit, hub.Endless())
	if _, err := contract.Writer(store).Look(t.Context()); err == nil || !strings.Contains(err.Error(), "it sends more than any ledger has") {
		t.Errorf("got %v", err)
	}
}

// TestSpent: where the hour's requests are used up for long, that is said, with the time, and nothing is asked again.
func TestSpent(t *testing.T) {
	t.Parallel()
	p := at(t)
	_, seen := p.begin(t)
	store := p.open(t)
	until := time.Now().Add(30 * time.Minute).Truncate(time.Second)
	p.Forget()
	p.Fault(getRef, hub.Exhausted(until))
	_, err := contract.Writer(store).Look(t.Context())
	if err == nil || !strings.Contains(err.Error(), "it wants no more requests before "+until.UTC().Format(time.RFC3339)) || p.Count("") != 1 {
		t.Errorf("got %v after %d requests (%v)", err, p.Count(""), seen)
	}
	if errors.Is(err, ledger.ErrEmpty) {
		t.Error("a server that does not answer is taken for an empty ledger")
	}
}
