package verify

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// plans judges claim 7a: the stored plan has the attested digest and is a plan. A plan is read once,
// however many runs have it; where many large ones pass by, the oldest knowledge is dropped.
type plans struct {
	blobs *blobs
	mu    sync.Mutex
	known map[canon.Digest]*knownPlan
	bytes int64 // of what is known
}

// knownPlan is a plan that was looked at: the plan, or why it is none.
type knownPlan struct {
	once   sync.Once
	plan   *plan.Plan
	blob   *file
	size   int64
	reason string // why it does not stand; "" if it does
	other  string // its format, where that is one of another version
	err    error
}

// maxKnown is how many bytes of plans are kept parsed.
const maxKnown = 4 << 20

func newPlans(b *blobs) *plans { return &plans{blobs: b, known: map[canon.Digest]*knownPlan{}} }

// get gives the plan with that digest; concurrent callers wait for the first.
func (p *plans) get(ctx context.Context, digest canon.Digest) *knownPlan {
	p.mu.Lock()
	k := p.known[digest]
	if k == nil {
		k = &knownPlan{}
		p.known[digest] = k
	}
	p.mu.Unlock()
	k.once.Do(func() { p.read(ctx, digest, k) })
	return k
}

func (p *plans) read(ctx context.Context, digest canon.Digest, k *knownPlan) {
	var data []byte
	if k.blob, data, k.reason, k.err = p.blobs.read(ctx, digest, nil); k.err != nil || k.reason != "" {
		return
	}
	k.size = int64(len(data))
	var err error
	var unknown *plan.UnknownFormat
	if k.plan, err = plan.Parse(data); errors.As(err, &unknown) {
		k.other = unknown.Format
	} else if err != nil {
		k.reason = "it is not a plan: " + unparsed(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bytes += k.size; p.bytes > maxKnown {
		p.bytes = k.size
		p.known = map[canon.Digest]*knownPlan{digest: k}
	}
}

// judge judges the plan of an authorization.
func (p *plans) judge(ctx context.Context, e *entry, a *evidence.Authorization) error {
	known, err := p.named(ctx, e, a.Plan, a.Runbook)
	if err != nil || known == nil {
		return err
	}
	for _, reason := range fits(known, a) {
		e.refute(content, reason)
	}
	e.plan = known
	return nil
}

// named judges the plan that a statement names, of the runbook that it names; nil and a fault where it is none.
func (p *plans) named(ctx context.Context, e *entry, ref evidence.BlobRef, runbook string) (*plan.Plan, error) {
	k := p.get(ctx, ref.Digest)
	if k.err != nil {
		return nil, fmt.Errorf("entry %d: %w", e.index, k.err)
	}
	path := evidence.BlobPath(ref.Digest)
	e.claim(k.blob)
	switch {
	case k.other != "":
		e.unread(k.other)
		return nil, nil
	case k.plan == nil:
		e.refuteAt(plan7a, path, k.reason)
		if k.blob == nil || k.size == 0 {
			e.refuteAt(chain, path, k.reason)
		}
		return nil, nil
	case k.size != ref.Size:
		e.refuteAt(chain, path, fmt.Sprintf("it has %d bytes; the statement says %d", k.size, ref.Size))
	}
	if k.plan.Runbook != runbook {
		e.refute(plan7a, fmt.Sprintf("it is about runbook %q, and names the plan of %q", runbook, k.plan.Runbook))
	}
	return k.plan, nil
}

// unread notes that the plan of an entry is in a format of another version: whatever is judged by the plan is not
// judged on it, and is not held.
func (e *entry) unread(format string) {
	who := "a release that knows it can say more"
	if a := e.authorization; a != nil {
		who = plain(a.Compiler) + ", which compiled it, can say more"
	}
	why := fmt.Sprintf("entry %d is of a plan in the format %s, which this version does not know; %s", e.index, format, who)
	for _, id := range []string{plan7a, sourceClaim, review, content} {
		e.skips = append(e.skips, skip{id, why})
	}
}

// blobs reads blobs by their digest, which is checked. It may be used by many goroutines.
type blobs struct {
	git     objects
	listing *listing
}

// read gives a blob's place and its bytes, perhaps in memory that is there; or the reason why the ledger does not have it as its name says.
func (b *blobs) read(ctx context.Context, digest canon.Digest, there []byte) (*file, []byte, string, error) {
	f := b.listing.blob(digest.Hex())
	if f == nil {
		return nil, nil, "it is missing", nil
	}
	data, err := b.git.blobInto(ctx, f.id, there)
	if isUnfit(err) {
		return f, nil, err.Error(), nil
	}
	if err != nil {
		return f, nil, "", fmt.Errorf("%s: %w", evidence.BlobPath(digest), err)
	}
	if !digest.Names(data) {
		return f, nil, fmt.Sprintf("its bytes have digest %s, not that of its name", canon.Sum(data)), nil
	}
	return f, data, "", nil
}
