package conduct

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Questions lie as files in the folder of the run that waits for them. Such a file can be carried to
// somebody on another machine: it holds all that they are shown, and what their answer must name.

// QuestionFormat names this version of the file.
const QuestionFormat = "https://attestary.dev/question/v1"

// maxQuestion is how many bytes of a question are read.
const maxQuestion = 8 << 20

// Question is what a run asks of people, in canonical JSON.
type Question struct {
	Address       string        `json:"address"`       // "approval.security", "ask.call"
	Authorization canon.Digest  `json:"authorization"` // of its statement
	Expires       string        `json:"expires"`
	Format        string        `json:"format"`
	Frozen        canon.Digest  `json:"frozen"` // of the items that wait
	Job           string        `json:"job,omitempty"`
	Key           *string       `json:"key,omitempty"` // as the record names the job
	Run           canon.Digest  `json:"run"`           // key of the run
	Runbook       string        `json:"runbook"`
	Salt          string        `json:"salt"` // 128 random bits in hex: hides what people answer in their own words
	Seen          evidence.Seen `json:"seen"` // the ledger as the run had verified it when it asked
	Shown         course.Shown  `json:"shown"`
	ShownDigest   canon.Digest  `json:"shown_digest"`
}

// Rules is the question as answers are judged by it.
func (q *Question) Rules(a *evidence.Authorization) rules.Question {
	return rules.Question{
		Address: q.Address, Key: q.Key, Authorization: q.Authorization, Shown: q.ShownDigest, Frozen: q.Frozen, Expires: q.Expires, Requester: a.Requester,
	}
}

// Salted is the salt as bytes.
func (q *Question) Salted() (salt [16]byte) {
	data, _ := hex.DecodeString(q.Salt)
	copy(salt[:], data)
	return salt
}

// File is where the question lies in the folder of its run.
func (q *Question) File(folder string) string {
	return filepath.Join(folder, questionFile(q.Address, q.Job))
}

// ParseQuestion reads a question that somebody carried here. What it shows is what its digests are of.
func ParseQuestion(data []byte) (*Question, error) {
	q := new(Question)
	if len(data) > maxQuestion {
		return nil, fmt.Errorf("question: %d bytes; at most %d are read", len(data), maxQuestion)
	}
	if err := canon.Decode(data, q); err != nil {
		return nil, fmt.Errorf("question: %w", err)
	}
	if q.Format != QuestionFormat {
		return nil, fmt.Errorf("question: format is %.80q; this program reads %q", q.Format, QuestionFormat)
	}
	shown, frozen := engine.DigestsOf(q.Shown)
	if shown != q.ShownDigest || frozen != q.Frozen || len(q.Salt) != 32 {
		return nil, errors.New("question: what it shows is not what its digests are of; somebody changed it")
	}
	return q, nil
}

// ask writes a question down, once: what was asked before has the salt that it had.
func (d *Desk) ask(ctx context.Context, f *folder, a *evidence.Authorization, of engine.Question) (*Question, error) {
	name := questionFile(of.Address, of.Job)
	if data, err := os.ReadFile(filepath.Join(f.path, name)); err == nil {
		if q, err := ParseQuestion(data); err == nil && q.ShownDigest == of.ShownDigest && q.Frozen == of.FrozenDigest {
			return q, nil
		}
	}
	var salt [16]byte
	if _, err := io.ReadFull(d.Random, salt[:]); err != nil {
		return nil, err
	}
	seen, err := d.Ledger.Seen(ctx)
	if err != nil {
		return nil, err
	}
	q := &Question{
		Address: of.Address, Authorization: canon.Sum(f.statement), Expires: evidence.FormatInstant(of.Until), Format: QuestionFormat, Frozen: of.FrozenDigest,
		Job: of.Job, Key: of.Key, Run: a.Run.Key(), Runbook: a.Runbook, Salt: hex.EncodeToString(salt[:]), Seen: seen, Shown: of.Shown, ShownDigest: of.ShownDigest,
	}
	data, err := canon.Encode(q)
	if err == nil {
		err = f.keep(name, data)
	}
	return q, err
}

const questionPrefix = "question-"

// questionFile is the file of a question: by its address, and by its job where its phase has several.
func questionFile(address, job string) string {
	name := questionPrefix + strings.ReplaceAll(address, ".", "-")
	if job != "" {
		sum := sha256.Sum256([]byte(job))
		name += "-" + hex.EncodeToString(sum[:4])
	}
	return name
}

// questions are those that lie in the folder, by name.
func (f *folder) questions() ([]*Question, error) {
	entries, err := os.ReadDir(f.path)
	var all []*Question
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), questionPrefix) || strings.HasSuffix(e.Name(), ".new") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(f.path, e.Name()))
		if err != nil {
			return nil, err
		}
		q, err := ParseQuestion(data)
		if err != nil {
			return nil, err
		}
		all = append(all, q)
	}
	return all, err
}

// settleQuestions takes away the files of questions that are not open any more.
func (f *folder) settleQuestions(open []engine.Question) error {
	all, err := f.questions()
	if err != nil {
		return err
	}
	for _, q := range all {
		if !slices.ContainsFunc(open, func(o engine.Question) bool { return o.Address == q.Address && o.Job == q.Job }) {
			if err := os.Remove(filepath.Join(f.path, questionFile(q.Address, q.Job))); err != nil {
				return err
			}
		}
	}
	return nil
}

// Asked is a run that waits for people, as the one who answers needs it.
type Asked struct {
	Plan          []byte // its own bytes
	Authorization []byte // the statement
	Questions     []*Question
}

// Look opens the folder of a run that waits.
func Look(path string) (*Asked, error) {
	f, a, err := reopen(path)
	switch {
	case err != nil:
		return nil, err
	case a == nil:
		return nil, errors.New("the run was never authorised")
	}
	questions, err := f.questions()
	return &Asked{Plan: f.plan, Authorization: f.statement, Questions: questions}, err
}
