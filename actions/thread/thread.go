// Package thread is the conversation in which a run waits for people on a forge: the issue that asks them, and
// the comments by which they answer.
//
// A run that reaches an approval or an ask ends as a run of the forge, and leaves an issue (Write). It says
// what would happen, who may answer, until when, and by which words:
//
//	/approve 4f2a09c1d7e3
//	/reject 4f2a09c1d7e3 The list has somebody who is still with us.
//	/answer 4f2a09c1d7e3 days 14
//
// The twelve digits are a digest of the question (Code): of the run, of what is shown, and of the items that
// wait. So a yes to one thing is none to another.
//
// What is shown comes from the systems that the run looked at, and who answers may be anybody: so every text
// is written in a way that no Markdown, HTML, mention or reference in it counts (escape), characters that hide
// something are made visible, and a comment is either a command from its first character to its last, or
// conversation that nobody reads (ReadCommand).
//
// The text of an issue can be changed by whoever may write to the repository. So who hears answers writes
// it again, from what is signed, and hears none where the two differ.
//
// Everything is pure: who makes issues and reads comments is elsewhere. Start at Write and ReadCommand.
package thread

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/plan"
)

// Question is one thing that people are asked.
type Question struct {
	Address       string // "approval.security", "ask.call"
	Job           string // of its phase; "" for none
	Authorization canon.Digest
	Shown         course.Shown
	ShownDigest   canon.Digest
	Frozen        canon.Digest
	Expires       string
}

// Code is what an answer names: twelve digits of the digest of all that it is bound to.
func (q *Question) Code() string {
	data, err := canon.Encode(map[string]string{
		"address": q.Address, "authorization": string(q.Authorization), "expires": q.Expires, "frozen": string(q.Frozen), "job": q.Job, "shown": string(q.ShownDigest),
	})
	if err != nil {
		panic("thread: a question has no encoding: " + err.Error()) // texts always have one
	}
	return canon.Sum(data).Hex()[:12]
}

// Waiting is a run that waits for people.
type Waiting struct {
	Plan      *plan.Plan
	Requester string // login; "" where it started by itself
	Run       canon.Digest
	URL       string // of the run of the forge that has ended
	Left      Left
	Questions []Question
}

// Left is where what the run left is to be found. Nobody believes it: it leads to what is signed.
type Left struct {
	Pending canon.Digest `json:"pending"` // of what is signed
	ID      string       `json:"id"`      // of the run of the forge that left it
	Attempt int64        `json:"attempt"`
	Runbook string       `json:"runbook"`
}

const (
	leftMark  = "<!-- attestary-waiting "
	replyMark = "<!-- attestary-reply "
	markEnd   = " -->"
)

// mark is the first line of an issue's text.
func (l Left) mark() string {
	data, err := json.Marshal(l)
	if err != nil {
		panic("thread: " + err.Error())
	}
	return leftMark + string(data) + markEnd
}

var (
	nameForm   = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)
	numberForm = regexp.MustCompile(`^[1-9][0-9]{0,19}$`)
)

// ReadLeft reads where the run is that an issue is about.
func ReadLeft(body string) (Left, error) {
	line, _, _ := strings.Cut(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	data, ok := strings.CutPrefix(line, leftMark)
	data, whole := strings.CutSuffix(data, markEnd)
	var l Left
	if !ok || !whole || len(data) > 1000 || json.Unmarshal([]byte(data), &l) != nil || l.mark() != line {
		return Left{}, fmt.Errorf("the issue does not say which run waits in it; somebody changed its text")
	}
	if l.Pending.Check() != nil || !numberForm.MatchString(l.ID) || l.Attempt < 1 || !nameForm.MatchString(l.Runbook) {
		return Left{}, fmt.Errorf("the issue names a run that is none; somebody changed its text")
	}
	return l, nil
}

// Reply is the text of a comment that answers another one. Its mark keeps it from being said twice.
func Reply(to int64, login, text string) string {
	return fmt.Sprintf("%s%d%s\n@%s %s", replyMark, to, markEnd, login, text)
}

// RepliesTo is the comment that a comment of ours answers; 0 where it answers none.
func RepliesTo(body string) (to int64) {
	if !strings.HasPrefix(body, replyMark) {
		return 0
	}
	if n, err := fmt.Sscanf(body, replyMark+"%d"+markEnd, &to); err != nil || n != 1 {
		return 0
	}
	return to
}
