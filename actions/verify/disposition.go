package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// dispositions judges which blobs may be absent (claim 2): those that a record names as evidence, and that a
// disposition behind its run names, by somebody whom the plan lets. A plan or a record is never one of them.
//
// Which blobs dispositions name is read before the entries stream by, as the record that lacks one comes first.
// Nothing is kept of blobs that no disposition names.
type dispositions struct {
	tally   *tally
	named   map[sum]bool     // blobs that dispositions name
	known   map[sum][]keptAt // where records name those blobs
	absent  map[sum][]int64  // of those that are missing: the entries that name them
	allowed map[sum]int64    // the first disposition that counts
	unknown map[sum]string   // why it cannot be judged whether one counts
	order   []sum            // of absent, so that they are told in the order of the ledger
}

// keptAt is where a record names a blob as evidence.
type keptAt struct {
	run, result sum
	what        string
}

// isDisposition tells whether the file of that name is called as a disposition.
func isDisposition(name string) bool {
	return strings.Contains(name, "."+string(evidence.KindDisposition)+"-")
}

// maxDispositions is how many dispositions are looked at before the entries.
const maxDispositions = 100_000

func newDispositions(y *tally) *dispositions {
	return &dispositions{tally: y, named: map[sum]bool{}, known: map[sum][]keptAt{}, absent: map[sum][]int64{}, allowed: map[sum]int64{}, unknown: map[sum]string{}}
}

// read takes the blobs that dispositions name. What cannot be read is none, and its entry tells why.
func (d *dispositions) read(ctx context.Context, git objects, files []object) error {
	for _, id := range files {
		said, _, err := statementAt(ctx, git, id)
		if err != nil {
			return err
		}
		if p, ok := said.(*evidence.Disposition); ok {
			d.named[sumOf(p.Blob.Digest)] = true
		}
	}
	return nil
}

// passed takes the result of a run: which of the blobs that dispositions name its record has, and lacks.
func (d *dispositions) passed(e *entry) {
	if e.record == nil || len(d.named) == 0 {
		return
	}
	for _, named := range e.record.Evidence {
		if named.Digest == nil || !d.named[sumOf(*named.Digest)] {
			continue
		}
		key, what := sumOf(*named.Digest), ""
		what, _ = e.record.Erasable(*named.Digest)
		d.known[key] = append(d.known[key], keptAt{sumOf(e.leaf.Run), sumOf(e.leaf.Statement), what})
	}
	for _, key := range e.absent {
		if d.absent[key] == nil {
			d.order = append(d.order, key)
		}
		d.absent[key] = append(d.absent[key], e.index)
	}
}

// disposed takes a disposition, of a run of that plan.
func (p *people) disposed(e *entry, said *evidence.Disposition, of *plan.Plan) {
	p.tally.judged(review, 1)
	key := sumOf(said.Blob.Digest)
	if !rules.MayDispose(of, said.Role, said.By) {
		e.refute(review, fmt.Sprintf("%s has evidence removed in the role %s; the plan does not let them", said.By.Login, said.Role))
	}
	all := p.dispositions.known[key]
	i := slices.IndexFunc(all, func(t keptAt) bool { return t.run == sumOf(said.Run) })
	switch {
	case i < 0:
		e.refute(content, fmt.Sprintf("the record of its run does not name blob %s as evidence", said.Blob.Digest))
	case all[i].result != sumOf(said.Result):
		e.refute(order, fmt.Sprintf("it names result %s; that of its run is %s", said.Result, all[i].result.digest()))
	case all[i].what != said.What:
		e.refute(content, fmt.Sprintf("it says that the blob is %s; its record says %s", said.What, all[i].what))
	default:
		e.removes = true
	}
}

// allow counts a disposition that holds. Where nobody can tell whose word it is, the absence is not judged.
func (d *dispositions) allow(e *entry) {
	said, ok := e.statement.(*evidence.Disposition)
	if !ok || !e.removes || len(e.faults) > 0 {
		return
	}
	key := sumOf(said.Blob.Digest)
	if !e.verified {
		d.unknown[key] = fmt.Sprintf("blob %s is absent, and its disposition, entry %d, is the word of %s, whom the policy does not list as a person", said.Blob.Digest, e.index, said.By.Login)
	} else if _, before := d.allowed[key]; !before {
		d.allowed[key] = e.index
	}
}

// settle judges, after the last entry, every blob that is absent.
func (d *dispositions) settle() {
	absent, first := 0, int64(0)
	for _, key := range d.order {
		entry, allowed := d.allowed[key]
		switch why, unknown := d.unknown[key]; {
		case allowed && absent == 0:
			absent, first = 1, entry
		case allowed:
			absent++
		case unknown:
			d.tally.skip(chain, why)
		default:
			for _, index := range d.absent[key] {
				d.tally.refute(fault{chain, index, evidence.BlobPath(key.digest()), "it is missing, and no disposition that counts names it"})
			}
		}
	}
	if absent > 0 {
		d.tally.note(chain, fmt.Sprintf("%d of the blobs that records name are absent, as dispositions allow (the first is entry %d)", absent, first))
	}
}
