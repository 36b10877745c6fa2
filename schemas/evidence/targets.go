package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/schemas/canon"
)

// A run over thousands of targets has more to tell than a record takes. Then the record tells the items of a step,
// or of a check, as one, and names the documents that hold each of them, with the root of a Merkle tree over them
// (RFC 6962, SHA-256; a leaf is the canonical JSON of one item's record). So one statement stands for all of them,
// and each can be shown by itself.

// TargetsFormat names this version of a document of targets.
const TargetsFormat = "https://attestary.dev/targets/v1"

// TargetsRecord stands for the items of one step or check.
type TargetsRecord struct {
	Address  string         `json:"address"` // step.NAME, step.NAME.undo, check.NAME
	Blobs    []canon.Digest `json:"blobs"`   // of the documents, which hold them in the order of their keys
	Count    int64          `json:"count"`
	Outcomes []OutcomeCount `json:"outcomes"` // by outcome
	Root     canon.Digest   `json:"root"`
}

// OutcomeCount is how many items came to an outcome.
type OutcomeCount struct {
	Count   int64   `json:"count"`
	Outcome Outcome `json:"outcome"`
}

// Targets are the records of the items of one step or check: exactly one of the two lists, by key.
type Targets struct {
	Checks []CheckRecord `json:"checks,omitempty"`
	Format string        `json:"format"`
	Steps  []StepRecord  `json:"steps,omitempty"`
}

const (
	// maxTargets is how many bytes one document has at most; another one follows.
	maxTargets = 1 << 20
	// MaxTargetBlobs is how many documents one record names at most.
	MaxTargetBlobs = 64
)

// EncodeTargets makes the documents of items, and what the record tells of them. Steps and checks are of one
// address. Each item is encoded once: its bytes are a leaf of the tree and a row of a document.
func EncodeTargets(address string, of Targets) (*TargetsRecord, [][]byte, error) {
	rows, err := of.rows()
	if err != nil {
		return nil, nil, err
	}
	t := &TargetsRecord{Address: address, Count: int64(len(rows)), Outcomes: of.outcomes()}
	if t.Root, err = rootOf(rows); err != nil {
		return nil, nil, err
	}
	var docs [][]byte
	from, size := 0, 0
	flush := func(to int) {
		data := of.document(rows[from:to])
		docs, t.Blobs = append(docs, data), append(t.Blobs, canon.Sum(data))
		from, size = to, 0
	}
	for i, row := range rows {
		if size += len(row) + 1; size > maxTargets-besideRows {
			flush(i)
			size = len(row) + 1
		}
	}
	flush(len(rows))
	return t, docs, nil
}

// besideRows is more than a document has beside its rows.
const besideRows = 256

// rows are the canonical JSON of each item's record.
func (t *Targets) rows() ([][]byte, error) {
	rows := make([][]byte, t.count())
	text := canon.Object{Bytes: make([]byte, 0, usualRow*len(rows))}
	for i := range rows {
		from := len(text.Bytes)
		if err := t.write(&text, i); err != nil {
			return nil, err
		}
		row := text.Bytes[from:]
		if len(row) > maxTargets-besideRows {
			return nil, fmt.Errorf("targets: an item has %d bytes, more than a document of them", len(row))
		}
		rows[i] = row[:len(row):len(row)]
	}
	return rows, nil
}

// usualRow is how many bytes the record of an item has, more or less.
const usualRow = 200

// write appends the canonical JSON of one item's record.
func (t *Targets) write(o *canon.Object, i int) error {
	from := len(o.Bytes)
	if t.Steps != nil {
		t.Steps[i].write(o)
		if _, err := o.Since(from); err == nil {
			return nil
		}
		*o = canon.Object{Bytes: o.Bytes[:from]}
	}
	row, err := t.leaf(i)
	o.Bytes = append(o.Bytes, row...)
	return err
}

// write is what package canon encodes the record to, shaped by hand: a run may have thousands.
func (s *StepRecord) write(o *canon.Object) {
	o.Open().Text("address", s.Address)
	o.Int("attempts", s.Attempts)
	o.TextIfAny("ended_at", s.EndedAt)
	if len(s.Expects) > 0 {
		o.Encoded("expects", s.Expects)
	}
	if s.Key != nil {
		o.TextIfAny("key", *s.Key)
	}
	o.Text("outcome", string(s.Outcome))
	o.TextIfAny("reason", s.Reason)
	o.TextIfAny("started_at", s.StartedAt)
	o.Close()
}

// document is what package canon encodes the items of these rows to: a part of a canonical document is one too.
func (t *Targets) document(rows [][]byte) []byte {
	list := bytes.Join(rows, []byte(","))
	switch {
	case len(rows) == 0:
		return fmt.Appendf(nil, `{"format":%q}`, TargetsFormat)
	case t.Steps != nil:
		return fmt.Appendf(nil, `{"format":%q,"steps":[%s]}`, TargetsFormat, list)
	}
	return fmt.Appendf(nil, `{"checks":[%s],"format":%q}`, list, TargetsFormat)
}

// leaf is the canonical JSON of one item's record.
func (t *Targets) leaf(i int) ([]byte, error) {
	if t.Steps != nil {
		return canon.Encode(t.Steps[i])
	}
	return canon.Encode(t.Checks[i])
}

func (t *Targets) count() int { return len(t.Steps) + len(t.Checks) }

// outcomes counts, in the order of the words.
func (t *Targets) outcomes() []OutcomeCount {
	counts := map[Outcome]int64{}
	for i := range t.Steps {
		counts[t.Steps[i].Outcome]++
	}
	for i := range t.Checks {
		counts[t.Checks[i].Outcome]++
	}
	var all []OutcomeCount
	for _, o := range []Outcome{Blocked, Failed, Passed, Recovered, Simulated, Skipped, Unknown} {
		if counts[o] > 0 {
			all = append(all, OutcomeCount{counts[o], o})
		}
	}
	return all
}

// hashes are those of a tree in memory, as package tlog numbers them.
type hashes []tlog.Hash

// ReadHashes implements tlog.HashReader.
func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at < 0 || at >= int64(len(h)) {
			return nil, errors.New("targets: a hash is asked for that the tree does not have")
		}
		out[i] = h[at]
	}
	return out, nil
}

// treeOf is the Merkle tree over rows.
func treeOf(rows [][]byte) (hashes, error) {
	all := make(hashes, 0, 2*len(rows))
	for i, row := range rows {
		more, err := tlog.StoredHashes(int64(i), row, all)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

func rootOf(rows [][]byte) (canon.Digest, error) {
	all, err := treeOf(rows)
	if err != nil {
		return "", err
	}
	root, err := tlog.TreeHash(int64(len(rows)), all)
	return digestOfHash(root), err
}

func (t *Targets) root() (canon.Digest, error) {
	rows, err := t.rows()
	if err != nil {
		return "", err
	}
	return rootOf(rows)
}

func digestOfHash(h tlog.Hash) canon.Digest { return canon.Digest(fmt.Sprintf("sha256:%x", h[:])) }

// Prove gives the hashes that lead from the record of one item to the root.
func (t *Targets) Prove(i int) ([]tlog.Hash, error) {
	rows, err := t.rows()
	if err != nil {
		return nil, err
	}
	all, err := treeOf(rows)
	if err != nil {
		return nil, err
	}
	return tlog.ProveRecord(int64(len(rows)), int64(i), all)
}

// Read puts the documents together, and holds them to what the record tells of them: so many items of that address,
// each once, in the order of their keys, with these outcomes, and below that root.
func (t *TargetsRecord) Read(docs [][]byte) (*Targets, error) {
	if len(docs) != len(t.Blobs) {
		return nil, fmt.Errorf("%s: there are %d documents; the record names %d", t.Address, len(docs), len(t.Blobs))
	}
	all := &Targets{Format: TargetsFormat}
	for i, data := range docs {
		some, err := parseTargets(data)
		if err == nil && !t.Blobs[i].Names(data) {
			err = errors.New("it is not the document that the record names")
		}
		if err != nil {
			return nil, fmt.Errorf("%s, document %d: %w", t.Address, i+1, err)
		}
		all.Steps, all.Checks = append(all.Steps, some.Steps...), append(all.Checks, some.Checks...)
	}
	if err := t.holds(all); err != nil {
		return nil, fmt.Errorf("%s: %w", t.Address, err)
	}
	return all, nil
}

func parseTargets(data []byte) (*Targets, error) {
	if len(data) > maxTargets {
		return nil, fmt.Errorf("%d bytes; at most %d are read", len(data), maxTargets)
	}
	t := new(Targets)
	if err := canon.Decode(data, t); err != nil {
		return nil, err
	}
	if t.Format != TargetsFormat {
		return nil, fmt.Errorf("format is %.80q; this program reads %q", t.Format, TargetsFormat)
	}
	return t, nil
}

func (t *TargetsRecord) holds(all *Targets) error {
	name, isCheck := strings.CutPrefix(t.Address, "check.")
	switch {
	case isCheck != (all.Steps == nil) || isCheck == (all.Checks == nil):
		return errors.New("its documents hold something else than its items")
	case int64(all.count()) != t.Count:
		return fmt.Errorf("its documents hold %d items; the record says %d", all.count(), t.Count)
	}
	for i := range all.Steps {
		if s := &all.Steps[i]; s.Address != t.Address || s.Key == nil {
			return fmt.Errorf("item %d is of %.80q, or has no key", i+1, s.Address)
		}
	}
	for i := range all.Checks {
		if c := &all.Checks[i]; c.Name != name || c.Key == nil {
			return fmt.Errorf("item %d is of check %.80q, or has no key", i+1, c.Name)
		}
	}
	rows := &Record{Steps: all.Steps, Checks: all.Checks}
	if err := firstError(rows.checkSteps(), rows.checkChecks); err != nil {
		return err
	}
	if fmt.Sprint(all.outcomes()) != fmt.Sprint(t.Outcomes) {
		return fmt.Errorf("its items come to %v; the record says %v", all.outcomes(), t.Outcomes)
	}
	root, err := all.root()
	if err == nil && root != t.Root {
		err = fmt.Errorf("its items have the root %s; the record says %s", root, t.Root)
	}
	return err
}

// Overall is the outcome that follows from the items, as a record tells the step or check itself.
func (t *Targets) Overall() Outcome {
	items := Record{Steps: t.Steps, Checks: t.Checks}
	if o := items.Overall(); o != Interrupted {
		return o
	}
	return Unknown
}

// Of finds what stands for the items of an address; nil where they stand in the record itself.
func (r *Record) Of(address string) *TargetsRecord {
	for i := range r.Targets {
		if r.Targets[i].Address == address {
			return &r.Targets[i]
		}
	}
	return nil
}

func (r *Record) checkTargets() error {
	blobs := 0
	for i := range r.Targets {
		t := &r.Targets[i]
		if err := t.check(); err != nil {
			return fmt.Errorf("targets of %.80q: %w", t.Address, err)
		}
		if i > 0 && t.Address <= r.Targets[i-1].Address {
			return fmt.Errorf("targets of %s: they are not in their place, or there twice", t.Address)
		}
		blobs += len(t.Blobs)
	}
	if blobs > MaxTargetBlobs {
		return fmt.Errorf("targets: they stand in %d documents; at most %d are read", blobs, MaxTargetBlobs)
	}
	return nil
}

func (t *TargetsRecord) check() error {
	name, isCheck := strings.CutPrefix(t.Address, "check.")
	if isCheck && !isName(name) || !isCheck && (!strings.HasPrefix(t.Address, "step.") || !isAddress(t.Address)) {
		return errors.New("address: it is none of step.NAME, step.NAME.undo, check.NAME")
	}
	sum := int64(0)
	for i, o := range t.Outcomes {
		if !o.Outcome.ofStep() || o.Count < 1 || i > 0 && o.Outcome <= t.Outcomes[i-1].Outcome {
			return fmt.Errorf("outcomes: %.40q is none, is not in its place, or counts nothing", o.Outcome)
		}
		sum += o.Count
	}
	if t.Count < 1 || t.Count > maxCount || sum != t.Count || len(t.Blobs) == 0 {
		return fmt.Errorf("count: %d items, of which %d have an outcome, in %d documents", t.Count, sum, len(t.Blobs))
	}
	for _, d := range t.Blobs {
		if err := d.Check(); err != nil {
			return fmt.Errorf("blobs: %w", err)
		}
	}
	return t.Root.Check()
}

// With is the record as it would be if there were room for all of its items: for who looks at them, never to be
// encoded. Items of which nothing is given stay told as one.
func (r *Record) With(items map[string]*Targets) *Record {
	whole := *r
	whole.Steps, whole.Checks = nil, nil
	for _, s := range r.Steps {
		if t := items[s.Address]; t != nil && s.Key == nil && r.Of(s.Address) != nil {
			whole.Steps = append(whole.Steps, t.Steps...)
			continue
		}
		whole.Steps = append(whole.Steps, s)
	}
	for _, c := range r.Checks {
		if t := items["check."+c.Name]; t != nil && c.Key == nil && r.Of("check."+c.Name) != nil {
			whole.Checks = append(whole.Checks, t.Checks...)
			continue
		}
		whole.Checks = append(whole.Checks, c)
	}
	return &whole
}
