package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

var (
	// ErrAlive tells that the run which writes the journal is still going on.
	ErrAlive = errors.New("its run is still going on")
	// ErrEmpty tells that the journal's run never began.
	ErrEmpty = errors.New("its run never began")
)

// maxJournal is how many bytes of a journal are read.
const maxJournal = 256 << 20

// Past is what the journal of an earlier process tells of a run. It holds the journal's lock until it
// is closed or removed, so that one run is not recorded twice.
type Past struct {
	Run           evidence.RunID
	Runbook       string
	Plan          canon.Digest
	Mode          evidence.Mode
	Trigger       evidence.TriggerRef
	Authorization canon.Digest // of its statement; "" where there was none
	StartedAt     string
	// Torn tells that the last line was not whole: the machine or the disk gave way while it was written.
	Torn bool

	path    string
	file    *os.File
	inputs  []evidence.InputValue
	started []started
	steps   []evidence.StepRecord
	blobs   map[canon.Digest][]byte
	record  *evidence.Record // where the run came to its end
}

// ReadJournal reads a journal that another process left. It is ErrAlive while that process runs, and
// ErrEmpty where the run never began. A line that is not whole is ignored at the end of the journal, and
// an error anywhere else.
func ReadJournal(path string) (past *Past, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	p := &Past{path: path, file: file, blobs: map[canon.Digest][]byte{}}
	defer func() {
		if err != nil {
			past, err = nil, fmt.Errorf("journal %s: %w", path, errors.Join(err, file.Close()))
		}
	}()
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); errors.Is(err, unix.EWOULDBLOCK) {
		return nil, ErrAlive
	} else if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, maxJournal+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxJournal {
		return nil, fmt.Errorf("it has more than %d bytes", maxJournal)
	}
	if err := p.read(data); err != nil {
		return nil, err
	}
	if p.StartedAt == "" {
		return nil, ErrEmpty
	}
	return p, nil
}

// readLine reads a line that follows one with the sum before.
func readLine(text []byte, before canon.Digest) (line, error) {
	var l line
	if err := canon.Decode(text, &l); err != nil {
		return line{}, err
	}
	entry, err := canon.Encode(l.Entry)
	if err == nil && chain(before, entry) != l.Sum {
		err = errors.New("it does not follow the line before it")
	}
	return l, err
}

// read takes the lines one by one.
func (p *Past) read(data []byte) error {
	var sum canon.Digest
	for number := 1; len(data) > 0; number++ {
		text, rest, whole := bytes.Cut(data, []byte("\n"))
		l, err := readLine(text, sum)
		sum = l.Sum
		if err == nil && whole {
			err = p.take(number, l.Entry)
		}
		switch {
		case len(rest) == 0 && (err != nil || !whole):
			p.Torn = true
			return nil
		case err != nil:
			return fmt.Errorf("line %d: %w", number, err)
		}
		data = rest
	}
	return nil
}

func (p *Past) take(number int, e entry) error {
	if (number == 1) != (e.Begin != nil) {
		return errors.New("the first line, and no other, tells which run it is")
	}
	switch {
	case e.Begin != nil:
		return p.begin(e.Begin)
	case e.Start != nil:
		p.started = append(p.started, *e.Start)
	case e.Finish != nil:
		p.steps = append(p.steps, *e.Finish)
	case e.Blob != nil:
		p.blobs[canon.Sum(e.Blob)] = e.Blob
	case e.End != nil:
		p.record = e.End
	default:
		return errors.New("it says nothing")
	}
	return nil
}

func (p *Past) begin(b *begin) error {
	if b.Format != JournalFormat {
		return fmt.Errorf("format is %q; this program reads %q", b.Format, JournalFormat)
	}
	if _, err := evidence.ParseInstant(b.At); err != nil {
		return fmt.Errorf("at: %w", err)
	}
	p.Run, p.Runbook, p.Plan, p.Mode, p.Trigger = b.Run, b.Runbook, b.Plan, b.Mode, b.Trigger
	p.Authorization, p.StartedAt, p.inputs = b.Authorization, b.At, b.Inputs
	return nil
}

// Close lets go of the journal and leaves it.
func (p *Past) Close() error { return p.file.Close() }

// Remove takes the journal away, once its record is in the ledger.
func (p *Past) Remove() error { return errors.Join(os.Remove(p.path), p.file.Close()) }

// Ended tells whether the run came to its end, so that only its record was not kept.
func (p *Past) Ended() bool { return p.record != nil }

// Blobs are the bytes that the record names by digest, where the run came to its end.
func (p *Past) Blobs() map[canon.Digest][]byte {
	if !p.Ended() {
		return nil
	}
	return p.blobs
}

// Record is the record of the run: its own, where it came to its end, else that of a run which was
// interrupted. There, what was under way is unknown, what had not begun is skipped, and checks are judged
// on what is still known, which is no output of any step. random is for salts, as in World.
func (p *Past) Record(of *plan.Plan, now time.Time, random io.Reader) (*evidence.Record, error) {
	digest, err := of.Digest()
	if err != nil {
		return nil, err
	}
	if digest != p.Plan {
		return nil, fmt.Errorf("journal %s: its run was of plan %s, this is %s", p.path, p.Plan, digest)
	}
	record := p.record
	if record == nil {
		record, err = p.interrupt(of, now, random)
	}
	if err != nil {
		return nil, fmt.Errorf("journal %s: %w", p.path, err)
	}
	if err := record.Check(); err != nil {
		return nil, fmt.Errorf("journal %s: record: %w", p.path, err)
	}
	return record, nil
}

// interrupt makes the record of a run that was killed.
func (p *Past) interrupt(of *plan.Plan, now time.Time, random io.Reader) (*evidence.Record, error) {
	r := newRun(Job{Plan: of, ID: p.Run, Mode: p.Mode, Trigger: p.Trigger, Inputs: p.values()}, World{Random: random})
	r.digest = p.Plan
	r.begun, _ = evidence.ParseInstant(p.StartedAt)
	record := r.conclude(p.interrupted(of))
	record.Evidence = []evidence.EvidenceValue{} // without outputs it would be null throughout
	record.Reason = string(ReasonInterrupted)
	record.EndedAt = instantAfter(now, record.StartedAt)
	return record, r.seal(record)
}

func (p *Past) values() map[string]expr.Value {
	values := map[string]expr.Value{}
	for _, in := range p.inputs {
		if in.Value != nil {
			values[in.Name] = *in.Value
		}
	}
	return values
}

// interrupted are the steps as the journal leaves them.
func (p *Past) interrupted(of *plan.Plan) []evidence.StepRecord {
	type place struct{ address, key string }
	at := func(address string, key *string) place {
		if key == nil {
			return place{address, ""}
		}
		return place{address, *key}
	}
	told, seen := map[place]bool{}, map[string]bool{}
	records := []evidence.StepRecord{}
	for _, s := range p.steps {
		told[at(s.Address, s.Key)], seen[s.Address] = true, true
		records = append(records, s)
	}
	for _, s := range p.started {
		if told[at(s.Address, s.Key)] {
			continue
		}
		seen[s.Address] = true
		records = append(records, evidence.StepRecord{
			Address: s.Address, Key: s.Key, Outcome: evidence.Unknown, Reason: string(ReasonInterrupted), Attempts: 1, StartedAt: s.At,
		})
	}
	for _, s := range of.AllSteps() {
		if !seen[s.Address()] {
			records = append(records, evidence.StepRecord{Address: s.Address(), Outcome: evidence.Skipped, Reason: string(ReasonInterrupted)})
		}
	}
	sortSteps(records)
	return records
}
