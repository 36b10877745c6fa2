package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// JournalFormat names this version of the journal.
//
// A journal is a file of lines, each the canonical JSON of {"entry":…,"sum":…}: sum is the digest of
// the sum before it (of "" for the first line), a line feed, and the canonical JSON of entry. So a line
// that is not whole, or does not follow the one before it, is recognised. The first entry tells which
// run it is. Before and after each step that does not only observe, the file is on disk.
//
// The journal holds everything that the run's course was told, in that order, and so also what actions
// gave and the plan asks for, about persons too; secrets are masked, and sensitive inputs are there by name alone. It is for
// its owner's eyes, and goes away when the run is in the ledger.
//
// The process that writes a journal holds a lock on it (flock), which ends with the process. A file
// that nobody locks belongs to a run that waits, that was killed, or that nobody recorded.
const JournalFormat = "https://attestary.dev/journal/v2"

// entry is one line of a journal: exactly one of its members. Blobs stand before the End whose record
// names them. The fields of entries stand in the order of their names: so they are encoded in one pass.
type entry struct {
	Begin  *begin           `json:"begin,omitempty"`
	Blob   []byte           `json:"blob,omitempty"` // base64
	End    *evidence.Record `json:"end,omitempty"`
	Expire *started         `json:"expire,omitempty"` // the time for an answer is over
	Finish *finished        `json:"finish,omitempty"`
	Halt   *halted          `json:"halt,omitempty"`
	Lent   *lent            `json:"lent,omitempty"` // follows from the Finish before it
	Notify *sent            `json:"notify,omitempty"`
	Resume *resumed         `json:"resume,omitempty"`
	Shut   *shut            `json:"shut,omitempty"`
	Start  *started         `json:"start,omitempty"`
	Word   *Word            `json:"word,omitempty"` // somebody answered, and it counts
}

// begin tells which run it is. Inputs that are sensitive are there by name alone.
type begin struct {
	At            string                `json:"at"`
	Authorization canon.Digest          `json:"authorization"`
	Event         expr.Value            `json:"event"`
	Format        string                `json:"format"`
	Inputs        map[string]expr.Value `json:"inputs"`
	Mode          evidence.Mode         `json:"mode"`
	Plan          canon.Digest          `json:"plan"`
	Requester     *Requester            `json:"requester"`
	Run           evidence.RunID        `json:"run"`
	Runbook       string                `json:"runbook"`
	Salt          []byte                `json:"salt"`                // of what is personal
	Sensitive     []string              `json:"sensitive,omitempty"` // inputs that must be given anew
	Trigger       evidence.TriggerRef   `json:"trigger"`
	Until         string                `json:"until,omitempty"` // of a broken glass
	URL           string                `json:"url,omitempty"`
}

// started tells that a task is about to begin.
type started struct {
	Address string `json:"address"`
	At      string `json:"at"`
	Job     string `json:"job,omitempty"`
	Key     string `json:"key,omitempty"`
}

func startOf(of course.Place, at string) *started {
	return &started{Address: of.Address, At: at, Job: of.Job, Key: of.Key}
}

func (s *started) place() course.Place {
	return course.Place{Address: s.Address, Job: s.Job, Key: s.Key}
}

// finished tells what came of a task.
type finished struct {
	Address  string                  `json:"address"`
	At       string                  `json:"at"`
	Attempts int64                   `json:"attempts"`
	By       string                  `json:"by,omitempty"`
	Expects  []evidence.ExpectRecord `json:"expects,omitempty"`
	Fell     []string                `json:"fell,omitempty"` // outputs for which default() took its fallback
	Job      string                  `json:"job,omitempty"`
	Key      string                  `json:"key,omitempty"`
	Outcome  evidence.Outcome        `json:"outcome"`
	Outputs  map[string]expr.Value   `json:"outputs,omitempty"`
	Reason   Reason                  `json:"reason,omitempty"`
	Why      string                  `json:"why,omitempty"`
}

func (f *finished) place() course.Place {
	return course.Place{Address: f.Address, Job: f.Job, Key: f.Key}
}

func finishOf(t *course.Task, a course.Answer) *finished {
	f := &finished{
		Address: t.Address, At: instant(a.At), Attempts: a.Attempts, By: a.By, Expects: a.Expects, Job: t.Job, Key: t.Key,
		Outcome: a.Outcome, Outputs: a.Outputs, Reason: a.Reason, Why: a.Why,
	}
	for name, v := range a.Outputs {
		if v.Fallback() {
			f.Fell = append(f.Fell, name)
		}
	}
	slices.Sort(f.Fell)
	return f
}

// answer is what the course was told.
func (f *finished) answer() course.Answer {
	at, _ := evidence.ParseInstant(f.At)
	for _, name := range f.Fell {
		if v, there := f.Outputs[name]; there {
			f.Outputs[name] = v.WithFallback()
		}
	}
	return course.Answer{
		At: at, Outcome: f.Outcome, Reason: f.Reason, By: f.By, Why: f.Why, Attempts: f.Attempts, Expects: f.Expects, Outputs: f.Outputs,
	}
}

// lent tells what a step changed for a while, and what takes it back. The course knows it without: it is for a
// record that is made where the course cannot be told everything again.
type lent struct {
	Address string `json:"address"`
	At      string `json:"at"`
	Call    []byte `json:"call,omitempty"` // as the blob has it; absent: it cannot be taken back
	Ends    string `json:"ends,omitempty"` // absent: it changed nothing for a while
	Job     string `json:"job,omitempty"`
	Key     string `json:"key,omitempty"`
}

// halted tells that nothing more was started.
type halted struct {
	At     string `json:"at"`
	Reason Reason `json:"reason"`
}

// sent tells that people were told something: the notice of that number.
type sent struct {
	At     string `json:"at"`
	Number int64  `json:"number"`
}

// resumed tells that another process went on, and how much of its time the run had used by then.
type resumed struct {
	At   string `json:"at"`
	Used int64  `json:"used"` // seconds
}

// shut tells that a gate did not let the person in any more.
type shut struct {
	At   string `json:"at"`
	Gate string `json:"gate"`
	Why  string `json:"why"`
}

type line struct {
	Entry entry        `json:"entry"`
	Sum   canon.Digest `json:"sum"`
}

// chain is the sum of an entry, in its canonical JSON, after the one before it.
func chain(before canon.Digest, entry []byte) canon.Digest {
	return canon.Sum(append([]byte(before+"\n"), entry...))
}

// Journal is what a run writes on disk as it goes. After the first write that fails it takes no more:
// what stands behind half a line could not be read.
type Journal struct {
	path  string
	guard sync.Mutex
	file  *os.File
	size  int64
	sum   canon.Digest
	held  []byte // lines that are not in the file yet
	link  []byte // what the sum of the newest line was made of
	bad   error
}

// CreateJournal makes a journal at path, whose folder exists and where nothing is yet, and locks it.
func CreateJournal(path string) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j := &Journal{path: path, file: file}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, fmt.Errorf("journal %s: lock: %w", path, errors.Join(err, j.Remove()))
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("journal %s: %w", path, errors.Join(err, j.Remove()))
	}
	return j, nil
}

// syncFolder makes what stands in a folder durable.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Close lets go of the journal and leaves it where it is: somebody else will make the run's record.
func (j *Journal) Close() error { return errors.Join(j.flush(), letGo(j.file)) }

// Remove takes the journal away. It is for a run whose record is in the ledger.
func (j *Journal) Remove() error {
	return errors.Join(os.Remove(j.path), letGo(j.file))
}

// letGo unlocks and closes a journal. A child that was forked this very moment still has the file open, and
// would hold the lock until it becomes another program.
func letGo(file *os.File) error {
	return errors.Join(unix.Flock(int(file.Fd()), unix.LOCK_UN), file.Close())
}

// write appends an entry; when it returns with durable set, the entry is on disk.
func (j *Journal) write(e entry, durability durability) error {
	if j == nil {
		return nil
	}
	j.guard.Lock()
	defer j.guard.Unlock()
	if j.bad == nil {
		j.bad = j.append(e)
	}
	if durability == durable {
		j.out()
	}
	if j.bad == nil && durability == durable {
		j.bad = j.file.Sync()
	}
	return j.told()
}

// flush writes what is held back. Whoever waits does so first: what a run knows while nothing happens is in
// the file.
func (j *Journal) flush() error {
	if j == nil {
		return nil
	}
	j.guard.Lock()
	defer j.guard.Unlock()
	j.out()
	return j.told()
}

// out writes the lines that are held back.
func (j *Journal) out() {
	if j.bad == nil && len(j.held) > 0 {
		_, j.bad = j.file.Write(j.held)
	}
	j.held = j.held[:0]
}

// maxHeld is how many bytes are held back at most.
const maxHeld = 64 << 10

func (j *Journal) told() error {
	if j.bad == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrJournal, j.bad)
}

func (j *Journal) append(e entry) (err error) {
	j.link = append(append(j.link[:0], j.sum...), '\n')
	if j.link, err = e.appendTo(j.link); err != nil {
		return err
	}
	data, sum := j.link[len(j.sum)+1:], canon.Sum(j.link)
	// The canonical JSON of a line, without encoding its entry again; a digest has nothing to escape.
	before := len(j.held)
	j.held = append(append(j.held, `{"entry":`...), data...)
	j.held = append(append(append(j.held, `,"sum":"`...), sum...), "\"}\n"...)
	if j.size += int64(len(j.held) - before); j.size > maxJournal {
		j.held = j.held[:before]
		return fmt.Errorf("it would have more than the %d bytes that are read", maxJournal)
	}
	if j.sum = sum; len(j.held) > maxHeld {
		j.out()
	}
	return j.bad
}

// adopt begins a new journal with lines that another process wrote.
func (j *Journal) adopt(lines []byte) error {
	past := &Past{blobs: map[canon.Digest][]byte{}}
	if err := past.read(lines); err != nil {
		return err
	}
	j.guard.Lock()
	defer j.guard.Unlock()
	j.sum, j.size, j.held = past.sum, int64(len(lines)), append(j.held, lines...)
	j.out()
	if j.bad == nil {
		j.bad = j.file.Sync()
	}
	return j.told()
}

// bytes are those of the file.
func (j *Journal) bytes() ([]byte, error) { return os.ReadFile(j.path) }

// failed is ErrJournal and why the journal takes no more; nil while it does.
func (j *Journal) failed() error { return j.flush() }

// durability says whether an entry must be on disk before anything else happens.
type durability bool

const (
	durable durability = true
	lazy    durability = false
)
