// Package engine executes a plan on this machine and makes the record of it.
//
// It promises: a step starts only after what it needs has passed, and otherwise at once; what changes
// something starts only after the journal says so on disk; what could not be looked at is unknown and
// never a pass; a secret's value leaves the engine in no event, no output and no record, in none of the
// common encodings; and every run that was begun gives a record, also the failed, the interrupted and
// (through its journal) the killed one.
//
// It refuses to guess: it runs nothing that its plan, its inputs or its table of runners leave open.
// Prepare tells all of that before a run is authorised. The engine knows plans, never HCL; it knows how
// to run any action, and none in particular: those are Runners (package actions/steps). It reads clock,
// environment, files and randomness only through World. What a plan means stands in package course; this
// package does what the course says, and keeps a journal of what it told the course.
//
// The way of a run:
//
//	inputs, findings := rules.CheckInputs(plan, given)   // or rules.TriggerInputs
//	run, err := engine.Prepare(ctx, job, world)          // nothing has happened yet
//	answers := run.AskGates(ctx)                         // where a person asks
//	…                                                    // authorise it in the ledger
//	journal, err := engine.CreateJournal(path)
//	finished, err := run.Do(ctx, engine.Start{Journal: journal, Authorization: digest})
//	…                                                    // attest finished.Record, append it
//	journal.Remove()
//	run.Forget()
//
// Where finished has no record, the run waits for people: another process reads the journal (ReadJournal),
// prepares the same job (Past.Job), and goes on (Start.Past). So it does with a run that was killed; what
// may have half-happened there is done again only where that is safe, or where somebody says so
// (Start.Again). A journal that nobody goes on with belongs to a run that was interrupted: Past.Record makes
// its record. Start at Prepare and Run.Do.
package engine

import (
	"errors"
	"io"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Job is one run of a plan.
type Job struct {
	Plan      *plan.Plan
	ID        evidence.RunID
	Mode      evidence.Mode
	Inputs    map[string]expr.Value // every input of the plan, as rules.CheckInputs gives them
	Trigger   evidence.TriggerRef
	Event     expr.Value // what came with the trigger; null where nothing did
	Requester *Requester // nil for a run that starts by itself
	URL       string     // where a person can look at the run; "" where nowhere
}

// Requester is the person who asked for the run.
type Requester struct {
	Email string   `json:"email,omitempty"` // "" where it is not known
	ID    string   `json:"id"`              // people are compared by it
	Login string   `json:"login"`
	Roles []string `json:"roles"`
	Vague bool     `json:"vague,omitempty"` // they may have more roles, by teams that nobody could be asked about
}

// World is all that the engine touches beside its plan. Runners, Now, Random, Env, Dir and Temp are needed.
type World struct {
	Runners  map[string]Runner // by action; at least those of the plan
	Now      func() time.Time
	Random   io.Reader // salts for what is personal
	Env      func(name string) (value string, ok bool)
	Secrets  map[string]Source // by the kind of place: "env", "file"; at least those of the plan
	Dir      string            // absolute: the repository, in which steps run
	Temp     string            // absolute: a folder in which the run makes one of its own
	Events   func(Event)       // called for one event at a time; nil for nobody
	Redactor *redact.Redactor  // learns the run's secrets, beside what else is not to be shown; nil for one of the run's own
	Parallel int               // how many steps and items run at once; 0 for 64, and of those that keep this machine at work as many as suit it
}

// Start is what is known of a run only once it has been authorised.
type Start struct {
	Journal       *Journal     // nil runs without one: then a killed run leaves nothing, and one that waits cannot go on
	Authorization canon.Digest // of its statement; "" where there is none

	// Until is the last instant for which the glass is broken, where the run goes past rules: nothing starts after
	// it but what takes back, and people are asked no longer. Zero for a run that keeps the rules. A run that goes
	// on has it from its journal.
	Until time.Time

	Inbox Inbox         // what people say; nil for nobody
	Wait  bool          // for people, in this process, looking into the inbox every Poll
	Poll  time.Duration //

	Past *Past // of the run, where an earlier process began it; its journal is Journal
	// Again says for what may have half-happened in the earlier process whether it is done once more; if
	// not, it is unknown. nil asks nobody: then Do does nothing, and gives a HalfDone. It is not asked about
	// what may be repeated safely.
	Again func(HalfDone) bool
}

// HalfDone is a step that was under way when its process ended, and that may have changed something.
type HalfDone struct {
	Address, Job, Key string
	Since             string
}

func (h HalfDone) Error() string {
	of := h.Address
	if key := (course.Place{Job: h.Job, Key: h.Key}).Item(); key != "" {
		of += "[" + key + "]"
	}
	return of + " was under way since " + h.Since + " when the run ended, and may have changed something"
}

// Finished is a run that has come to its end, whichever that is, or that waits for people.
type Finished struct {
	Record *evidence.Record // nil where it waits
	// Blobs are the bytes that the record names by digest in place of a value: what is large, and what is
	// personal, together with its salt.
	Blobs   map[canon.Digest][]byte
	Waiting []Question     // what people are asked
	Shown   []course.Shown // what people were shown, the result last; it may hold what is personal, and no secret
}

// Whole is the record with the items that its blobs tell; nil where it waits.
func (f *Finished) Whole() *evidence.Record {
	if f.Record == nil {
		return nil
	}
	items := map[string]*evidence.Targets{}
	for i := range f.Record.Targets {
		t := &f.Record.Targets[i]
		var docs [][]byte
		for _, d := range t.Blobs {
			docs = append(docs, f.Blobs[d])
		}
		if read, err := t.Read(docs); err == nil {
			items[t.Address] = read
		}
	}
	return f.Record.With(items)
}

var (
	// ErrSecretFound tells that a secret would have stood in the record. The record that comes with it
	// holds outcomes only.
	ErrSecretFound = errors.New("a secret was found in the record")
	// ErrJournal tells that the journal could not be written, so that nothing more was changed.
	ErrJournal = errors.New("the journal could not be written")
)
