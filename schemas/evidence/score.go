package evidence

import (
	"errors"
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/canon"
)

// KindScore is the kind of a published score.
const KindScore Kind = "score"

// Score says what maturity one state of the ledger earned, for readers who do not compute it. It proves nothing
// by being signed: the same state, the runbooks of its commit and its instant give the same score to anybody, and
// verification computes it again. It weighs nothing in a score. Its subject is the predicate itself.
type Score struct {
	AsOf      string       `json:"as_of"`
	At        string       `json:"at"`
	Commit    string       `json:"commit"`    // git object id whose runbooks claim the stages
	Entries   []int64      `json:"entries"`   // that the score rests on: results, waivers, revocations; ascending
	Framework string       `json:"framework"` // its id
	Origin    string       `json:"origin"`    // of the ledger, as Root and Size: the state that was seen
	Policy    canon.Digest `json:"policy"`    // whom its maker trusted: the policy's file, or the one key as SPKI
	Root      canon.Digest `json:"root"`
	Scorer    string       `json:"scorer"` // version of the program
	Seen      Seen         `json:"seen"`
	Size      int64        `json:"size"`
	Stages    []StageOf    `json:"stages"` // by function; what is not listed earned the lowest, traditional
}

// StageOf is the stage that a function of the framework earned.
type StageOf struct {
	Function string `json:"function"`
	Stage    string `json:"stage"`
}

// above are the stages that have to be earned.
var above = []string{"initial", "advanced", "optimal"}

// maxTitle is how many characters an id or a version has at most.
const maxTitle = 120

func (*Score) Kind() Kind        { return KindScore }
func (s *Score) Claimed() string { return s.At }
func (s *Score) Saw() *Seen      { return &s.Seen }
func (*Score) Blobs() []BlobRef  { return nil }

func (s *Score) subject(encoded []byte) (string, canon.Digest) {
	return "predicate", canon.Sum(encoded)
}

// Check tells the first rule of its own that the predicate breaks.
func (s *Score) Check() error {
	if err := checkInstants("as_of", s.AsOf, "at", s.At); err != nil {
		return err
	}
	if s.AsOf > s.At { // the form makes the order of texts that of times
		return fmt.Errorf("as_of: %s is after it was written, %s", s.AsOf, s.At)
	}
	if err := checkCommit(s.Commit); err != nil {
		return err
	}
	if err := s.Seen.Check(); err != nil {
		return fmt.Errorf("seen: %w", err)
	}
	if s.Size == 0 || s.Origin != s.Seen.Origin || s.Root != s.Seen.Root || s.Size != s.Seen.Size {
		return errors.New("size: it is not about the state that was seen")
	}
	if err := checkDigests(named{"policy", s.Policy}); err != nil {
		return err
	}
	if err := errors.Join(checkWords("framework", s.Framework, maxTitle), checkWords("scorer", s.Scorer, maxTitle)); err != nil {
		return err
	}
	return errors.Join(s.checkEntries(), s.checkStages())
}

func (s *Score) checkEntries() error {
	if s.Entries == nil {
		return errors.New("entries: there is no list")
	}
	for i, entry := range s.Entries {
		if entry < 0 || entry >= s.Size {
			return fmt.Errorf("entries: %d; the state has %d", entry, s.Size)
		}
		if i > 0 && entry <= s.Entries[i-1] {
			return fmt.Errorf("entries: %d stands behind %d", entry, s.Entries[i-1])
		}
	}
	return nil
}

func (s *Score) checkStages() error {
	if s.Stages == nil {
		return errors.New("stages: there is no list")
	}
	for i, each := range s.Stages {
		if err := checkWords("stages: function", each.Function, maxTitle); err != nil {
			return err
		}
		if !slices.Contains(above, each.Stage) {
			return fmt.Errorf("stages: %s: %.40q is none of %v", each.Function, each.Stage, above)
		}
		if i > 0 && each.Function <= s.Stages[i-1].Function {
			return fmt.Errorf("stages: %s stands behind %s", each.Function, s.Stages[i-1].Function)
		}
	}
	return nil
}
