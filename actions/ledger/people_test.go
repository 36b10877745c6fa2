package ledger_test

import (
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// asking is a ledger with a run in it that asks people.
func asking(t testing.TB) (*contract.Author, *ledger.Writer, *contract.Started) {
	a, w := begun(t)
	a.Asks("rotate")
	run := a.Authorize("rotate", contract.Noon, w.Known)
	append1(t, w, run.Item)
	return a, w, run
}

// TestPeopleAreHeard is a run with all that people say of it, each at its place.
func TestPeopleAreHeard(t *testing.T) {
	t.Parallel()
	a, w, run := asking(t)
	review, yes, glass := a.Review("rotate", w.Known), a.Approve(run, w.Known), a.BreakGlass(run, false, w.Known)
	append1(t, w, review, yes, glass)
	result := a.Result(run, w.Known)
	append1(t, w, result)
	receipt := append1(t, w, a.Confirm(run, result, w.Known), a.BreakGlass(run, true, w.Known), yes)
	if p := receipt.Placed[2]; p.New || p.Index != 3 {
		t.Errorf("a yes that is in already: %+v", p)
	}
	var got []string
	for e, err := range contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), w.Store)).Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		folder, _, _ := strings.Cut(strings.TrimPrefix(e.Path, "runs/"), "/")
		got = append(got, folder+" "+string(e.Leaf.Kind))
	}
	want := "_ ledger, rotate authorization, _ review, rotate approval, rotate breakglass, rotate run, rotate confirmation, rotate breakglass"
	if all := strings.Join(got, ", "); all != want {
		t.Errorf("the ledger holds %s, want %s", all, want)
	}
}

// A person's key signs the word of that person, and nothing else; the ledger's key signs no other's.
func TestWhoMaySign(t *testing.T) {
	t.Parallel()
	a, w, run := asking(t)
	yes := a.Approve(run, w.Known)
	unnamed := yes
	unnamed.Person = nil
	refused(t, w, "it is of another key", unnamed)
	misnamed := yes
	misnamed.Person = contract.Key().Public()
	refused(t, w, "it is of another key", misnamed)
	result := a.Result(run, w.Known)
	result.Person = contract.Key().Public()
	refused(t, w, "not a person's", result)
	genesis := a.Genesis()
	genesis.Person = contract.Key().Public()
	refused(t, w, "not a person's", genesis)
	said := contract.Must[evidence.Predicate](t)(evidence.ParseStatement(contract.Must[[]byte](t)(attest.Open(yes.Bundle, contract.Ada().Public()))))
	seal := func(edit func(*evidence.Approval)) ledger.Item {
		other := *said.(*evidence.Approval)
		edit(&other)
		bundle := contract.Must[[]byte](t)(attest.Seal(t.Context(), contract.Key(), contract.Must[[]byte](t)(evidence.EncodeStatement(&other))))
		return ledger.Item{Bundle: bundle, Authorization: run.Item.Bundle}
	}
	refused(t, w, "it says that it is by key", seal(func(*evidence.Approval) {}))
	append1(t, w, yes, seal(func(a *evidence.Approval) { a.By = contract.By(contract.Key(), "mara") }))
	refused(t, w, "its run is of no forge", seal(func(a *evidence.Approval) { a.By = evidence.By{How: "forge", ID: "583231", Login: "octocat"} }))
	tomorrow := *said.(*evidence.Approval)
	tomorrow.At = "2026-03-02T12:00:00Z"
	refused(t, w, "of a time to come", a.Say(&tomorrow, run))
}

// TestOrderOfWords shows what is refused because it comes too early, too late, or to another run.
func TestOrderOfWords(t *testing.T) {
	t.Parallel()
	a, w, run := asking(t)
	other := a.Authorize("rotate", contract.Noon, w.Known)
	early := w.Known
	early.Size++
	refused(t, w, "its authorization is not in the ledger", a.Approve(other, early))
	elsewhere := a.Approve(run, w.Known)
	elsewhere.Authorization = other.Item.Bundle
	refused(t, w, "it follows authorization", elsewhere)
	elsewhere.Authorization = nil
	refused(t, w, "was not given", elsewhere)
	result := a.Result(run, w.Known)
	refused(t, w, "its run is not in the ledger", a.Confirm(run, result, w.Known))
	refused(t, w, "it comes too late", a.Deny(run, w.Known))
	yes := a.Approve(run, w.Known)
	append1(t, w, result)
	refused(t, w, "it comes too late", yes)
	refused(t, w, "it comes too late", a.BreakGlass(run, false, w.Known))
	unlike := result
	unlike.Bundle = contract.Must[[]byte](t)(attest.Seal(t.Context(), contract.Key(), contract.Must[[]byte](t)(evidence.EncodeStatement(laterResult(t, result)))))
	refused(t, w, "is that of its run", a.Confirm(run, unlike, w.Known))
	append1(t, w, a.Deny(other, w.Known))
	refused(t, w, "it comes too late", other.Item)
}

func laterResult(t testing.TB, result ledger.Item) *evidence.Run {
	said := contract.Must[evidence.Predicate](t)(evidence.ParseStatement(contract.Must[*evidence.Bundle](t)(evidence.ParseBundle(result.Bundle)).Envelope.Payload))
	run := said.(*evidence.Run)
	run.At = evidence.FormatInstant(contract.Noon.Add(time.Minute))
	return run
}

// TestReviews finds the reviews of one plan, in a ledger that has outgrown a tile since, and none that only
// lies in the tree: the branch can be written by many, the root signed by few.
func TestReviews(t *testing.T) {
	t.Parallel()
	a, w, _ := asking(t)
	a.Asks("other")
	append1(t, w, a.Review("rotate", w.Known), a.Review("other", w.Known))
	var items []ledger.Item
	for range 300 {
		items = append(items, a.Authorize("site_tls", contract.Noon, w.Known).Item)
	}
	append1(t, w, items...)
	append1(t, w, a.Review("rotate", w.Known))
	of := canon.Sum(contract.AskingPlan(t, "rotate"))
	found := contract.Must[[]*evidence.Review](t)(w.Reviews(t.Context(), of))
	if len(found) != 2 || found[0].Seen.Size != 2 || found[1].Seen.Size != 304 || found[0].Plan.Digest != of {
		t.Errorf("%d reviews: %+v", len(found), found)
	}
	if none := contract.Must[[]*evidence.Review](t)(w.Reviews(t.Context(), canon.Sum(nil))); len(none) != 0 {
		t.Errorf("reviews of no plan: %+v", none)
	}
}

// TestApprovals finds the answers inside one run, in their order, in a ledger that has outgrown a tile since; none of
// another run, and none that only lies in the tree.
func TestApprovals(t *testing.T) {
	t.Parallel()
	a, w, run := asking(t)
	other := a.Authorize("rotate", contract.Noon, w.Known)
	append1(t, w, other.Item)
	append1(t, w, a.Approve(other, w.Known))
	first := append1(t, w, a.Approve(run, w.Known)).Placed[0]
	var items []ledger.Item
	for range 300 {
		items = append(items, a.Authorize("site_tls", contract.Noon, w.Known).Item)
	}
	append1(t, w, items...)
	append1(t, w, a.Approve(run, w.Known))
	of := contract.Must[evidence.Predicate](t)(evidence.ParseStatement(contract.Must[*evidence.Bundle](t)(evidence.ParseBundle(run.Item.Bundle)).Envelope.Payload)).(*evidence.Authorization)
	found := contract.Must[[]ledger.Answered](t)(w.Approvals(t.Context(), of))
	if len(found) != 2 || found[0].Index != first.Index || found[1].Index != 305 || found[0].Said.Run != of.Run.Key() {
		t.Fatalf("%d answers: %+v", len(found), found)
	}
	snapshot := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), w.Store))
	head := replace(t, w.Store, snapshot.Commit, first.Path, string(a.Approve(run, w.Known).Bundle))
	if found, err := writerAt(w, head, w.Known).Approvals(t.Context(), of); err != nil || len(found) != 1 {
		t.Errorf("in place of one that is in the ledger: %d answers, %v", len(found), err)
	}
	head = replace(t, w.Store, snapshot.Commit, first.Path, "{}")
	if found, err := writerAt(w, head, w.Known).Approvals(t.Context(), of); err == nil {
		t.Errorf("of what is none: %d answers", len(found))
	}
	none := *of
	none.Run.Attempt = 9
	if found := contract.Must[[]ledger.Answered](t)(w.Approvals(t.Context(), &none)); len(found) != 0 {
		t.Errorf("of no run: %+v", found)
	}
}

// TestForgedReview is somebody who may write to the branch and signs for nobody: they put a review into the
// tree, and its leaf into a tile that is full, which no append looks at. It is not found to be a review.
func TestForgedReview(t *testing.T) {
	t.Parallel()
	a, w, _ := asking(t)
	a.Asks("other")
	placed := append1(t, w, a.Review("other", w.Known)).Placed[0]
	var items []ledger.Item
	for range 300 {
		items = append(items, a.Authorize("site_tls", contract.Noon, w.Known).Item)
	}
	append1(t, w, items...)
	snapshot := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), w.Store))
	mine := a.Review("rotate", w.Known).Bundle
	leaf := func(bundle []byte) string {
		statement := canon.Sum(contract.Must[*evidence.Bundle](t)(evidence.ParseBundle(bundle)).Envelope.Payload)
		return string(contract.Must[[]byte](t)(evidence.Leaf{Bundle: canon.Sum(bundle), Kind: evidence.KindReview, Statement: statement, V: 1}.Encode()))
	}
	const tile = "tile/entries/000"
	good := string(contract.Must[[]byte](t)(snapshot.Read(t.Context(), tile)))
	bad := strings.Replace(good, leaf(contract.Must[[]byte](t)(snapshot.Read(t.Context(), placed.Path))), leaf(mine), 1)
	if bad == good {
		t.Fatal("the leaf was not replaced")
	}
	head := replace(t, w.Store, replace(t, w.Store, snapshot.Commit, tile, bad), placed.Path, string(mine))
	of := canon.Sum(contract.AskingPlan(t, "rotate"))
	if found, err := writerAt(w, head, w.Known).Reviews(t.Context(), of); err == nil || !strings.Contains(err.Error(), "not the one below the checkpoint's root") {
		t.Errorf("found %+v, %v", found, err)
	}
	head = replace(t, w.Store, snapshot.Commit, placed.Path, string(mine))
	if found, err := writerAt(w, head, w.Known).Reviews(t.Context(), of); err != nil || len(found) > 0 {
		t.Errorf("without a leaf: found %+v, %v", found, err)
	}
}

// replace puts other bytes at a path below a commit, and gives the commit that holds them.
func replace(t *testing.T, store ledger.Store, commit ledger.Hash, path, data string) ledger.Hash {
	put := func(kind, body string) string {
		h := contract.Must[ledger.Hash](t)(store.Put(t.Context(), ledger.Frame(kind, []byte(body))))
		return string(h[:])
	}
	var inside func(h ledger.Hash, parts []string) string
	inside = func(h ledger.Hash, parts []string) string {
		if len(parts) == 0 {
			return put("blob", data)
		}
		_, body, err := ledger.Unframe(contract.Must[[]byte](t)(store.Get(t.Context(), h)))
		if err != nil {
			t.Fatal(err)
		}
		at := strings.Index(string(body), parts[0]+"\x00") + len(parts[0]) + 1
		return put("tree", string(body[:at])+inside(ledger.Hash(body[at:at+20]), parts[1:])+string(body[at+20:]))
	}
	_, body, err := ledger.Unframe(contract.Must[[]byte](t)(store.Get(t.Context(), commit)))
	if err != nil {
		t.Fatal(err)
	}
	tree := ledger.Hash([]byte(inside(contract.Must[ledger.Hash](t)(ledger.ParseHash(string(body[5:45]))), strings.Split(path, "/"))))
	return ledger.Hash([]byte(put("commit", "tree "+tree.String()+string(body[45:]))))
}
