package verify

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// Proof judges one entry that stands alone, in the bytes of a proof. Of claims 1, 2, 4, 5, 7a and 10 it judges
// what concerns that entry; whatever needs another entry is not judged, and a policy cannot require it of a
// proof. Of the subject only Policy, Logs and AsOf count. An error means that the policy is none.
func Proof(data []byte, s Subject) (*verdict.Verdict, error) {
	t, err := s.Policy.compile()
	if err != nil {
		return nil, fmt.Errorf("trust policy: %w", err)
	}
	j := &single{trust: t, tally: newTally(t, false), asOf: s.AsOf.Unix(), signatures: signatures{trust: t, logs: s.Logs}}
	j.prepare()
	v := &verdict.Verdict{Format: verdict.Format, AsOf: instant(j.asOf), Tier: verdict.TierSigned, Kinds: map[string]int64{},
		Unfinished: []verdict.Unfinished{}, NotProven: append(notProven(), "anything of any other entry of the ledger, such as one that revokes this one")}
	if j.proof, err = evidence.ParseProof(data); err == nil {
		j.checkpoint, err = parseCheckpoint([]byte(j.proof.Checkpoint))
	}
	if err != nil {
		j.refute(form, "%s", unparsed(err))
		for _, id := range []string{chain, signature, plan7a, content} {
			j.tally.skip(id, "the file could not be read")
		}
		v.Claims = j.tally.list()
		return v, nil
	}
	j.judge()
	v.Claims, v.Checkpoint, v.Kinds[string(j.proof.Leaf.Kind)] = j.tally.list(), j.proof.Checkpoint, 1
	v.Tree = verdict.Tree{Origin: j.checkpoint.Origin, Size: j.checkpoint.Size, Root: sum(j.checkpoint.Root).digest()}
	return v, nil
}

// single is the judgement of one entry.
type single struct {
	trust      *trust
	tally      *tally
	proof      *evidence.Proof
	checkpoint ledger.Checkpoint
	statement  evidence.Predicate
	asOf       int64
	signatures signatures
	rotations  *rotations
}

// prepare says what a proof can show.
func (j *single) prepare() {
	for _, c := range j.tally.claims {
		c.Required = c.ID == form || c.ID == chain || c.ID == signature
		if c.ID != form && c.ID != chain && c.ID != signature {
			c.Outcome, c.Why = verdict.NotJudged, "it needs the ledger; this file holds one entry of it"
		}
	}
	j.tally.claims[form].Says = "The file parses strictly, and encoding it again gives the same bytes."
	j.tally.claims[chain].Says = "The entry is in the tree of the checkpoint, and its bundle and blobs are those that its leaf and its statement name."
	j.tally.claims[signature].Says = "The entry and the checkpoint are signed by whom the policy trusts at that place of the ledger."
}

func (j *single) refute(claim, format string, args ...any) {
	f := fault{claim, noEntry, "", fmt.Sprintf(format, args...)}
	if j.proof != nil {
		f.entry = j.proof.Index
	}
	j.tally.refute(f)
}

func (j *single) judge() {
	j.tally.judged(form, 1)
	var err error
	if j.statement, err = evidence.ParseStatement(j.proof.Bundle.Envelope.Payload); err != nil {
		j.refute(form, "%s", unparsed(err))
	}
	j.included()
	j.rotated()
	j.signed()
	switch said := j.statement.(type) {
	case *evidence.Authorization:
		j.authorized(said)
	case *evidence.Run:
		j.ran(said)
	}
}

// included judges claim 2: leaf, bundle, path, root, and the ledger that the statement was written for.
func (j *single) included() {
	j.tally.judged(chain, 1)
	leaf, err := j.proof.Leaf.Encode()
	if err != nil {
		j.refute(form, "%s", unparsed(err))
		return
	}
	bundle, err := j.proof.Bundle.Encode()
	if err != nil {
		j.refute(form, "%s", unparsed(err))
		return
	}
	payload := j.proof.Bundle.Envelope.Payload
	switch {
	case !j.proof.Leaf.Bundle.Names(bundle):
		j.refute(chain, "its bundle has digest %s; its leaf says %s", canon.Sum(bundle), j.proof.Leaf.Bundle)
	case !j.proof.Leaf.Statement.Names(payload):
		j.refute(chain, "its statement has digest %s; its leaf says %s", canon.Sum(payload), j.proof.Leaf.Statement)
	}
	if j.proof.Index >= j.checkpoint.Size {
		j.refute(chain, "it is entry %d of a tree of %d", j.proof.Index, j.checkpoint.Size)
	} else if err := tlog.CheckRecord(wayOf(j.proof.Path), j.checkpoint.Size, j.checkpoint.Root, j.proof.Index, tlog.RecordHash(leaf)); err != nil {
		j.refute(chain, "the path does not lead from its leaf to the root of the checkpoint")
	}
	j.belongs()
}

// belongs holds that the statement is of that kind, ledger and run, and its blobs of those digests.
func (j *single) belongs() {
	if j.statement == nil {
		return
	}
	if j.statement.Kind() != j.proof.Leaf.Kind {
		j.refute(chain, "it is a statement of kind %q; its leaf says %q", j.statement.Kind(), j.proof.Leaf.Kind)
	}
	if seen := j.statement.Saw(); seen.Origin != j.checkpoint.Origin || seen.Size > j.proof.Index {
		j.refute(chain, "it was written for ledger %q, of which it had seen %d entries", seen.Origin, seen.Size)
	}
	if a, ok := j.statement.(*evidence.Authorization); ok && a.Run.Key() != j.proof.Leaf.Run {
		j.refute(chain, "it is of run %s; its leaf says %s", a.Run.Key(), j.proof.Leaf.Run)
	}
	for _, ref := range j.statement.Blobs() {
		if data := j.proof.Blob(ref.Digest); data != nil && int64(len(data)) != ref.Size {
			j.refute(chain, "blob %s has %d bytes; the statement says %d", ref.Digest, len(data), ref.Size)
		}
	}
}

// plan is the plan with that digest, if the file carries it.
func (j *single) plan(d canon.Digest) *plan.Plan {
	data := j.proof.Blob(d)
	if data == nil {
		return nil
	}
	p, err := plan.Parse(data)
	var unknown *plan.UnknownFormat
	if errors.As(err, &unknown) {
		for _, id := range []string{plan7a, content} {
			c := j.tally.claims[id]
			c.Required, c.Why = true, fmt.Sprintf("its plan is in the format %s, which this version does not know; a release that knows it can say more", unknown.Format)
		}
	} else if err != nil {
		j.refute(plan7a, "blob %s is not a plan: %s", d, unparsed(err))
	}
	return p
}

func (j *single) hold(claim string) {
	c := j.tally.claims[claim]
	c.Required, c.Judged = true, 1
	if c.Outcome != verdict.Refuted {
		c.Outcome, c.Why = verdict.Held, ""
	}
}

func (j *single) authorized(a *evidence.Authorization) {
	p := j.plan(a.Plan.Digest)
	if p == nil {
		return
	}
	j.hold(plan7a)
	if p.Runbook != a.Runbook {
		j.refute(plan7a, "it is about runbook %q, and names the plan of %q", a.Runbook, p.Runbook)
	}
	for _, reason := range fits(p, a) {
		j.refute(plan7a, "%s", reason)
	}
}

func (j *single) ran(r *evidence.Run) {
	data := j.proof.Blob(r.Record.Digest)
	if data == nil {
		return
	}
	record, err := evidence.ParseRecord(data)
	if err != nil {
		j.refute(form, "its record: %s", unparsed(err))
		return
	}
	if record.Run.Key() != j.proof.Leaf.Run {
		j.refute(chain, "its record is of run %s; its leaf says %s", record.Run.Key(), j.proof.Leaf.Run)
	}
	p := j.plan(record.Plan)
	if p == nil {
		return
	}
	docs, whole := j.documents(record)
	if !whole {
		return
	}
	j.hold(content)
	reasons, _ := judgeContent(p, record, onlyUndoes(record), docs)
	for _, reason := range append(agree(r, record, j.proof.Leaf.Run), reasons...) {
		j.refute(content, "%s", reason)
	}
}

// documents are those that the record names for its items. The file carries all of them, or none and then the items
// are not judged; another one it does not carry.
func (j *single) documents(record *evidence.Record) (docs documents, whole bool) {
	carried := documents{}
	for _, data := range append(slices.Clone(j.proof.Blobs), j.proof.Targets...) {
		carried[canon.Sum(data)] = data
	}
	docs = documents{}
	for _, t := range record.Targets {
		for _, d := range t.Blobs {
			docs[d] = carried[d]
			if docs[d] == nil {
				j.tally.claims[content].Why = "the items of " + t.Address + " stand in documents that the proof does not hold; the ledger does"
				if len(j.proof.Targets) > 0 {
					j.refute(chain, "its record names document %s for the items of %s; the file has others", d, t.Address)
				}
				return nil, false
			}
		}
	}
	for _, data := range j.proof.Targets {
		if d := canon.Sum(data); docs[d] == nil {
			j.refute(chain, "it carries document %s, which its record does not name", d)
		}
	}
	return docs, true
}
