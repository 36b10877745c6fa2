// Package relay is what the jobs of one run of a workflow hand on to each other: documents, in artifacts, and digests
// of them, as outputs of the jobs.
//
// The forge's word is believed: it is who runs the jobs, and keeps their outputs. A document is not: whoever has the
// token of a job can replace an artifact of the run. It is believed where it has the digest that the forge has from
// the job that left it, or where it is signed. Nothing of an artifact leads out of its folder, and nothing is read
// without end.
//
// Which job leaves what, and which outputs it gives:
//
//	gates        gates.json                                           record, items_PHASE
//	authorize    authorization.sigstore.json, opening and its seal    authorization, run, entry
//	             of a run that goes on also pending.json and its seal, answers.json, and tail-PHASE[-LEG]
//	phase-NAME   tail                                                 record or record_LEG, waiting, items_PHASE
//	attest       pending.json and its seal, where the run waits       outcome, run
//
// Start at Relay; ParseNeeds reads the forge's word.
package relay

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/plan"
)

// Names of the documents.
const (
	Gates         = "gates.json"
	Authorization = "authorization.sigstore.json"
	Opening       = "opening"
	Seal          = "opening.sigstore.json"
	Tail          = "tail"
	Pending       = "pending.json"
	PendingSeal   = "pending.sigstore.json"
	Answers       = "answers.json" // what people answered
)

// Phase and the name of a phase are the name of its job.
const Phase = "phase-"

// Relay is where one job finds what those before it left, and leaves its own.
type Relay struct {
	Needs   map[string]Need
	In      string // the folder in which the artifacts of the jobs before lie: attestary-JOB[-LEG]-ATTEMPT/
	Out     string // the folder of its own artifact
	Attempt int64  // of the run, by whose number artifacts are told apart
}

const maxDocument = 64 << 20 // bytes of one document

// Left reads a document of an artifact of this attempt: plain, and not endless. fs.ErrNotExist: it was not left.
func (r Relay) Left(artifact, name string) ([]byte, error) {
	folder := filepath.Join(r.In, fmt.Sprintf("attestary-%s-%d", artifact, r.Attempt))
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Lstat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > maxDocument:
		return nil, fmt.Errorf("%s/%s is no plain file, or has more than %d bytes", artifact, name, maxDocument)
	}
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxDocument+1))
	if err == nil && len(data) > maxDocument {
		err = fmt.Errorf("%s/%s has more than %d bytes", artifact, name, maxDocument)
	}
	return data, err
}

// Believed is a document that has the digest which the forge has from its job.
func (r Relay) Believed(artifact, name string, digest canon.Digest) ([]byte, error) {
	if digest == "" {
		return nil, fmt.Errorf("job %s gave no digest of what it left", artifact)
	}
	data, err := r.Left(artifact, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("job %s gave a digest, and left nothing", artifact)
	}
	if err == nil && canon.Sum(data) != digest {
		err = fmt.Errorf("what job %s left is not what it gave the digest of", artifact)
	}
	return data, err
}

// Tails are the digests of what the jobs of a phase left here, by leg; "" for one that was lost, of which nobody may
// think that it has still to begin.
func (r Relay) Tails(p *plan.Plan, f *plan.Phase) map[string]canon.Digest {
	tails := map[string]canon.Digest{}
	for _, leg := range r.legs(p, f) {
		tails[fmt.Sprint(leg)] = ""
	}
	n := r.Needs[Phase+f.Name]
	for _, slot := range n.Slots(f.Name) {
		tails[fmt.Sprint(slot.Leg)] = n.Digest(slot.Output)
	}
	return tails
}

// legs are the jobs that the forge started for a phase, by number.
func (r Relay) legs(p *plan.Plan, f *plan.Phase) (numbers []int) {
	n, there := r.Needs[Phase+f.Name]
	if !there || n.Result == "skipped" {
		return nil
	}
	fan := p.FanOf(f)
	for leg := range fan.Legs {
		numbers = append(numbers, leg)
	}
	if fan.Legs > 0 {
		return numbers
	}
	teller := "gates"
	if fan.From != "" {
		teller = Phase + fan.From
	}
	if json.Unmarshal([]byte(r.Needs[teller].Outputs["items_"+f.Name]), &numbers) != nil {
		return nil // then the forge could not read it either, and started none
	}
	return slices.DeleteFunc(numbers, func(leg int) bool { return leg < 0 || leg >= plan.MaxLegs })
}

// Cut tells whether somebody ended the run.
func (r Relay) Cut() bool {
	for _, n := range r.Needs {
		if n.Result == "cancelled" {
			return true
		}
	}
	return false
}
