package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
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
// is closed or removed, so that one run is not gone on with, or recorded, twice.
type Past struct {
	Run           evidence.RunID
	Runbook       string
	Plan          canon.Digest
	Mode          evidence.Mode
	Trigger       evidence.TriggerRef
	Authorization canon.Digest // of its statement; "" where there was none
	Requester     *Requester   // nil for a run that started by itself
	StartedAt     string
	Until         time.Time // for which its glass is broken; zero: it keeps the rules
	Sensitive     []string  // inputs that must be given anew
	// Torn tells that the last line was not whole: the machine or the disk gave way while it was written.
	Torn bool

	path    string
	file    *os.File
	whole   int64        // bytes up to the last whole line
	sum     canon.Digest // of that line
	url     string
	salt    []byte
	event   expr.Value
	inputs  map[string]expr.Value
	entries []entry // what the course was told
	last    string  // when
	blobs   map[canon.Digest][]byte
	record  *evidence.Record // where the run came to its end
}

// ReadJournal reads a journal that another process left. It is ErrAlive while that process runs, and
// ErrEmpty where the run never began. A line that is not whole is ignored at the end of the journal, and
// an error anywhere else.
func ReadJournal(path string) (past *Past, err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	p := &Past{path: path, file: file, blobs: map[canon.Digest][]byte{}}
	defer func() {
		if err != nil {
			past, err = nil, fmt.Errorf("journal %s: %w", path, errors.Join(err, letGo(file)))
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
	// The text is canonical, so the entry stands in it as it was encoded.
	entry := bytes.TrimSuffix(bytes.TrimPrefix(text, []byte(`{"entry":`)), fmt.Appendf(nil, `,"sum":"%s"}`, l.Sum))
	if chain(before, entry) != l.Sum {
		return l, errors.New("it does not follow the line before it")
	}
	return l, nil
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
		if err == nil && whole {
			p.whole, p.sum = p.whole+int64(len(text))+1, sum
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
	case e.Blob != nil:
		p.blobs[canon.Sum(e.Blob)] = e.Blob
		return nil
	case e.End != nil:
		p.record = e.End
		return nil
	}
	at, ok := e.at()
	if !ok {
		return errors.New("it says nothing, or not when")
	}
	p.entries, p.last = append(p.entries, e), max(p.last, at)
	return nil
}

// at is when the course was told something.
func (e *entry) at() (at string, ok bool) {
	switch {
	case e.Start != nil:
		at = e.Start.At
	case e.Finish != nil:
		at = e.Finish.At
	case e.Expire != nil:
		at = e.Expire.At
	case e.Halt != nil:
		at = e.Halt.At
	case e.Lent != nil:
		at = e.Lent.At
	case e.Notify != nil:
		at = e.Notify.At
	case e.Resume != nil:
		at = e.Resume.At
	case e.Shut != nil:
		at = e.Shut.At
	case e.Word != nil:
		at = e.Word.At
	}
	_, err := evidence.ParseInstant(at)
	return at, err == nil
}

func (p *Past) begin(b *begin) error {
	if b.Format != JournalFormat {
		return fmt.Errorf("format is %q; this program reads %q", b.Format, JournalFormat)
	}
	if _, err := evidence.ParseInstant(b.At); err != nil {
		return fmt.Errorf("at: %w", err)
	}
	if b.Until != "" {
		var err error
		if p.Until, err = evidence.ParseInstant(b.Until); err != nil {
			return fmt.Errorf("until: %w", err)
		}
	}
	p.Run, p.Runbook, p.Plan, p.Mode, p.Trigger = b.Run, b.Runbook, b.Plan, b.Mode, b.Trigger
	p.Authorization, p.StartedAt, p.last, p.inputs, p.Sensitive = b.Authorization, b.At, b.At, b.Inputs, b.Sensitive
	p.Requester, p.url, p.event, p.salt = b.Requester, b.URL, b.Event, b.Salt
	return nil
}

// Close lets go of the journal and leaves it.
func (p *Past) Close() error { return letGo(p.file) }

// Remove takes the journal away, once its record is in the ledger.
func (p *Past) Remove() error { return errors.Join(os.Remove(p.path), letGo(p.file)) }

// Begun tells whether a step has started.
func (p *Past) Begun() bool {
	return slices.ContainsFunc(p.entries, func(e entry) bool { return e.Start != nil && stepName(e.Start.Address) != "" })
}

// Ended tells whether the run came to its end, so that only its record was not kept.
func (p *Past) Ended() bool { return p.record != nil }

// Job is the run's job of that plan, but for the inputs that must be given anew.
func (p *Past) Job(of *plan.Plan) Job {
	return Job{
		Plan: of, ID: p.Run, Mode: p.Mode, Inputs: maps.Clone(p.inputs), Trigger: p.Trigger, Event: p.event, Requester: p.Requester, URL: p.url,
	}
}

// Journal gives the journal to go on with. What was not written whole is cut off; the past must not be
// closed or removed after that.
func (p *Past) Journal() (*Journal, error) {
	if err := p.file.Truncate(p.whole); err != nil {
		return nil, fmt.Errorf("journal %s: %w", p.path, err)
	}
	return &Journal{path: p.path, file: p.file, size: p.whole, sum: p.sum}, nil
}

// Record is the record of the run: its own, where it came to its end, else that of a run which was
// interrupted. There, what was under way is unknown, what had not begun is skipped, and the rest follows
// from what is known. With it come the bytes that it names by digest. random is for salts, as in World.
func (p *Past) Record(of *plan.Plan, now time.Time, random io.Reader) (*evidence.Record, map[canon.Digest][]byte, error) {
	digest, err := of.Digest()
	if err != nil {
		return nil, nil, err
	}
	if digest != p.Plan {
		return nil, nil, fmt.Errorf("journal %s: its run was of plan %s, this is %s", p.path, p.Plan, digest)
	}
	record, blobs := p.record, p.named()
	if record == nil {
		record, blobs, err = p.interrupt(of, now, random)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("journal %s: %w", p.path, err)
	}
	if err := record.Check(); err != nil {
		return nil, nil, fmt.Errorf("journal %s: record: %w", p.path, err)
	}
	return record, blobs, nil
}

// named are the blobs that the run's own record names. Others are of an end that was not written whole.
func (p *Past) named() map[canon.Digest][]byte {
	blobs := map[canon.Digest][]byte{}
	keep := func(digest canon.Digest) {
		if blob, is := p.blobs[digest]; is {
			blobs[digest] = blob
		}
	}
	if p.record == nil {
		return blobs
	}
	for _, named := range p.record.Blobs() {
		keep(named.Digest)
	}
	for _, s := range p.record.Steps {
		if s.Key != nil {
			keep(canon.Digest(*s.Key))
		}
	}
	for _, c := range p.record.Checks {
		if c.Key != nil {
			keep(canon.Digest(*c.Key))
		}
	}
	return blobs
}

// interrupt makes the record of a run that was killed.
func (p *Past) interrupt(of *plan.Plan, now time.Time, random io.Reader) (*evidence.Record, map[canon.Digest][]byte, error) {
	r := newRun(p.Job(of), World{Random: random, Now: func() time.Time { return now }})
	r.digest, r.kinds = p.Plan, kindsOf(of)
	r.begun, _ = evidence.ParseInstant(p.StartedAt)
	r.until = p.Until
	if copy(r.salt[:], p.salt) == 0 {
		r.season() // it never began
	}
	d := r.newDrive(Start{})
	under, err := d.replay(p)
	record := (*evidence.Record)(nil)
	if err == nil && len(of.Secrets) == 0 && !r.job.isUndo() {
		record = d.giveUp(under, now)
	} else {
		// A sensitive input is missing, so that what follows from it cannot be told; or a secret is, so that
		// what an expression makes of pieces of it would not be found.
		record = p.bare(r)
	}
	record.Reason = string(ReasonInterrupted)
	record.EndedAt = instantAfter(now, record.StartedAt)
	return record, r.blobs, r.seal(record)
}
