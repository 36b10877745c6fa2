package verify

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/verdict"
)

// judge is one verification on its way.
type judge struct {
	Subject
	trust        *trust
	tally        *tally
	git          objects
	tip          commit
	listing      *listing
	checkpoint   ledger.Checkpoint
	text         []byte // of the checkpoint
	chains       *chains
	roots        *roots
	growths      *growths
	signatures   signatures
	clocks       *clocks
	rotations    *rotations
	dispositions *dispositions
	sealedBy     sealing   // who signed the checkpoint, where a certificate did
	sealer       string    // hint of the key that signed the checkpoint, where its signature holds
	stampedAt    time.Time // what somebody else stamped on the checkpoint
	witnessed    bool      // somebody else has seen the checkpoint
	looks        int       // how many older commits were searched for rotations
	orders       *orders
	people       *people
	sources      *sources
	dues         *dues
	outside      *outside
	scores       *scores
	exceptions   *exceptions
	loans        *loans
	blobs        *blobs
	plans        *plans
	emitter      *emitter
	kinds        map[string]int64
	since        *since // from where on entries are judged; nil: all are
	scan         *scan  // nil: the same
}

func newJudge(s Subject, t *trust) *judge {
	y := newTally(t, s.Source != nil)
	if s.Forge != nil {
		y.claims[completeClaim].Required = true // who asks for it wants to know
	}
	return &judge{Subject: s, trust: t, tally: y, git: objects{s.Store}, signatures: signatures{trust: t, logs: s.Logs}, kinds: map[string]int64{}}
}

func (j *judge) verdict(ctx context.Context) (*verdict.Verdict, error) {
	if err := j.open(ctx); err != nil {
		return nil, err
	}
	if j.checkpoint.Size == 0 {
		for _, id := range []string{chain, growth, signature, plan7a, sourceClaim, branchClaim, order, content, completeClaim} {
			j.tally.skip(id, "there is no checkpoint to judge the ledger by")
		}
		return j.tell(), nil
	}
	if j.Sized != nil {
		j.Sized(j.checkpoint.Size)
	}
	if err := j.prepare(ctx); err != nil {
		return nil, err
	}
	in := &leaves{git: j.git, listing: j.listing, size: j.checkpoint.Size}
	if j.scan != nil {
		in.pick, in.from = sortedKeys(j.scan.pick), j.since.checkpoint.Size
	}
	if err := stream(ctx, j.Workers, in.next, []step{j.alone, j.signed}, j.together); err != nil {
		return nil, err
	}
	return j.close(ctx)
}

// open reads the tip, its tree and its checkpoint. Without a checkpoint that parses, there is nothing to
// hold the rest against: checkpoint.Size stays 0.
func (j *judge) open(ctx context.Context) error {
	head, err := j.Store.Head(ctx)
	if err != nil {
		return fmt.Errorf("tip of the ledger: %w", err)
	}
	if j.tip, err = j.git.commit(ctx, head); isUnfit(err) {
		j.tip.id = head
		j.tally.refute(fault{form, noEntry, "", fmt.Sprintf("the branch's commit %s: %v", head, err)})
		return nil
	}
	if err != nil {
		return fmt.Errorf("tip of the ledger: %w", err)
	}
	before := object{}
	if j.since, err = j.resume(ctx); err != nil {
		return err
	}
	if j.since != nil {
		before = j.since.tree
	}
	var faults []fault
	if j.listing, faults, err = list(ctx, j.git, j.tip.tree, before); err != nil {
		return err
	}
	for _, f := range faults {
		j.tally.refute(f)
	}
	err = j.readCheckpoint(ctx)
	if s := j.since; s != nil && (j.checkpoint.Origin != s.checkpoint.Origin || j.checkpoint.Size < s.checkpoint.Size) {
		j.whole("the checkpoint at the tip does not continue the one that was kept")
	}
	return err
}

func (j *judge) readCheckpoint(ctx context.Context) error {
	id, ok := j.listing.top[checkpointPath]
	if !ok {
		j.tally.refute(fault{form, noEntry, checkpointPath, "it is missing"})
		return nil
	}
	j.listing.touched[checkpointPath] = true
	data, err := j.git.blob(ctx, id)
	if isUnfit(err) {
		j.tally.refute(fault{form, noEntry, checkpointPath, err.Error()})
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", checkpointPath, err)
	}
	j.tally.judged(form, 1)
	if j.checkpoint, err = parseCheckpoint(data); err != nil {
		j.tally.refute(fault{form, noEntry, checkpointPath, err.Error()})
	}
	j.text = data
	return nil
}

// prepare makes the claims that stream, and judges what stands beside the entries.
func (j *judge) prepare(ctx context.Context) error {
	j.chains = &chains{git: j.git, listing: j.listing, tally: j.tally}
	j.roots = newRoots(func(t tlog.Tile, data []byte) error { return j.chains.hashTile(ctx, t, data) })
	j.growths = &growths{tally: j.tally, roots: j.roots, asked: map[int64][]trace{}, lowest: func(n int64) ([]byte, error) {
		return j.lowest(ctx, n)
	}}
	j.growths.signed = func(t trace) bool { return j.signedThen(ctx, t) }
	j.clocks = newClocks(j)
	j.orders = newOrders(j.tally)
	j.dispositions = newDispositions(j.tally)
	if err := j.dispositions.read(ctx, j.git, j.listing.removes); err != nil {
		return err
	}
	j.rotations = newRotations(j.trust)
	if err := j.rotations.read(ctx, j.git, j.listing.rotates); err != nil {
		return err
	}
	if err := j.readHandovers(ctx, j.listing.hands); err != nil {
		return err
	}
	j.blobs = &blobs{git: j.git, listing: j.listing}
	j.plans = newPlans(j.blobs)
	j.people = newPeople(j)
	j.sources, j.dues, j.scores = newSources(j), newDues(j), newScores(j)
	j.outside = newOutside(j)
	j.exceptions = &exceptions{judge: j}
	j.loans = newLoans(j)
	j.emitter = &emitter{tell: j.Runs, reload: j.reload, most: j.Waiting, place: map[int64]int{}}
	if err := j.skim(ctx); err != nil {
		return err
	}
	if err := j.readme(ctx); err != nil {
		return err
	}
	if err := j.signedCheckpoint(ctx); err != nil {
		return err
	}
	j.cover(j.checkpoint.Size, j.tip.id)
	if err := j.traces(ctx); err != nil {
		return err
	}
	j.clocks.sort()
	if j.scan != nil {
		return j.scan.pass()
	}
	return nil
}

// skim looks through what was judged before.
func (j *judge) skim(ctx context.Context) (err error) {
	if j.since == nil {
		return nil
	}
	if j.scan, err = j.scanned(ctx); err != nil || j.scan == nil {
		return err
	}
	if j.disposed() {
		j.scan = nil
		j.whole("a blob of then is gone and a disposition names it; whether it may be, all entries tell")
		return nil
	}
	j.chains.from = j.since.checkpoint.Size
	j.unchanged()
	return nil
}

// lowest reads a full tile of the lowest level; errNoTile where it is none, of which claim 2 tells.
func (j *judge) lowest(ctx context.Context, n int64) ([]byte, error) {
	id, ok := j.listing.top[tilePath(tlog.Tile{H: tileHeight, L: 0, N: n, W: tileWidth})]
	if !ok {
		return nil, errNoTile
	}
	data, err := j.git.blob(ctx, id)
	if isUnfit(err) || err == nil && len(data) != tileWidth*tlog.HashSize {
		return nil, errNoTile
	}
	return data, err
}

// readme holds the one file that only people read to the bytes that the format fixes.
func (j *judge) readme(ctx context.Context) error {
	data, err := j.chains.file(ctx, readmePath)
	if err == nil && data != nil && !bytes.Equal(data, ledger.README()) {
		j.chains.refute(readmePath, "its bytes are not those that the format fixes")
	}
	return err
}
