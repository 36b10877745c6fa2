package verify

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/verdict"
)

// claim is one line of the numbered list that every verdict tells.
type claim struct {
	id, name string
	says     string // one sentence: what is held where it is held
	clause   string // of the format document
	why      string // why this version does not judge it; "" where it does
}

// The claims that are judged, by their numbers.
const (
	form       = "1"
	chain      = "2"
	growth     = "3"
	signature  = "4"
	identified = "5"
	timed      = "6"
	plan7a     = "7a"
	review     = "8"
	order      = "9"
	content    = "10"
)

// The claims that are judged where the history of the source is there.
const (
	sourceClaim   = "7b"
	branchClaim   = "7c"
	completeClaim = "11"
)

// claims are all claims in their order. One that is not judged stands here too, with its why: a reader
// must not have to know what is missing.
var claims = []claim{
	{form, "form", "Every file of the ledger parses strictly, and encoding it again gives the same bytes.", "Verification, 1", ""},
	{chain, "chain", "The tree holds exactly what its checkpoint implies: leaves, tiles and root fit, and every bundle, path and blob fits its leaf.", "Verification, 2", ""},
	{growth, "growth", "The ledger only ever grew: it continues every older checkpoint that was kept, committed or seen by a statement.", "Verification, 3", ""},
	{signature, "signature", "Every entry and the checkpoint are signed by whom the policy trusts, at that place of the ledger and at that time.", "Verification, 4", ""},
	{identified, "identity", "Who signed is exactly who the policy names: workflow, commit, branch, trigger and run.", "Verification, 5",
		"it needs a policy with identities and entries signed by certificate; this policy knows keys only"},
	{timed, "time", "Every claimed time lies between two times that somebody else stamped.", "Verification, 6",
		"it needs a policy with authorities of time or witnesses; claimed times stand unchecked, and their order is that of the ledger"},
	{plan7a, "plan", "Every plan that was authorised, reviewed or refused is stored and has the digest that was signed.", "Verification, 7a", ""},
	{"7b", "source", "The HCL of the recorded commit, compiled again, gives the plan byte for byte.", "Verification, 7b",
		"it needs the repository's source and a compiler; this verification looked at the ledger alone"},
	{"7c", "branch", "The recorded commit is on the protected branch.", "Verification, 7c",
		"it needs the repository's history; this verification looked at the ledger alone"},
	{review, "review", "Enough distinct people in the required roles reviewed and approved, none of them an author or the requester.", "Verification, 8",
		"it needs a policy that lists people; a key does not tell whose it is"},
	{order, "order", "Every run was authorised once, beforehand and in time; no run happened twice, and people spoke in their time.", "Verification, 9", ""},
	{content, "content", "Every record fits its plan, every recorded condition gives the recorded answer again, and the outcome follows from the steps.", "Verification, 10", ""},
	{"11", "completeness", "No scheduled run is missing, and where the forge was asked, none that it ran.", "Verification, 11",
		"it needs the schedules as they stood on the protected branch; this verification looked at the ledger alone"},
}

// ofSource tells the claims that are judged by the history of the source.
func (c claim) ofSource() bool {
	return c.id == sourceClaim || c.id == branchClaim || c.id == completeClaim
}

func allIDs() string {
	var ids []string
	for _, c := range claims {
		ids = append(ids, c.id)
	}
	return strings.Join(ids, ", ")
}

// notProven ends every verdict.
func notProven() []string {
	return []string{
		"that the machine that ran the steps was not compromised",
		"that the steps came after their authorization: the ledger orders entries, not what happened on a machine",
		"that claimed times are true, where nothing trusted stamped them",
		"that reviews were as the forge told them that day",
		"what a job says about its own part of a run",
	}
}

// tally gathers what was judged and what was found. It is used by one goroutine.
type tally struct {
	claims map[string]*verdict.Claim
}

func newTally(t *trust, sourced bool) *tally {
	y := &tally{claims: map[string]*verdict.Claim{}}
	for _, c := range claims {
		v := &verdict.Claim{ID: c.id, Name: c.name, Says: c.says, Clause: c.clause, Outcome: verdict.Held}
		if c.why != "" && !t.judges(c.id) && !(sourced && c.ofSource()) {
			v.Outcome, v.Why = verdict.NotJudged, c.why
		}
		for _, id := range t.required {
			v.Required = v.Required || id == c.id
		}
		y.claims[c.id] = v
	}
	return y
}

// judges tells whether a policy has what one of the claims needs that others do without.
func (t *trust) judges(id string) bool {
	switch id {
	case review:
		return t.knowsPeople()
	case identified:
		return len(t.flows) > 0
	case timed:
		return t.knowsTime()
	}
	return false
}

// fault is one reason why a claim is refuted, and where.
type fault struct {
	claim  string
	entry  int64 // noEntry where it is about no entry
	path   string
	reason string
}

const noEntry = -1

// refute counts a fault, and lists it while there is room.
func (y *tally) refute(f fault) {
	c := y.claims[f.claim]
	c.Outcome, c.Why = verdict.Refuted, ""
	c.Count++
	if len(c.Faults) == verdict.MaxFaults {
		return
	}
	listed := verdict.Fault{Path: plain(f.path), Reason: plain(f.reason)}
	if f.entry != noEntry {
		listed.Entry = &f.entry
	}
	c.Faults = append(c.Faults, listed)
}

// judged counts n things that the claim was judged on.
func (y *tally) judged(id string, n int64) { y.claims[id].Judged += n }

// skip says that a claim could not be judged, and keeps the first why. A fault stays a fault.
func (y *tally) skip(id, why string) {
	if c := y.claims[id]; c.Outcome == verdict.Held {
		c.Outcome, c.Why = verdict.NotJudged, why
	}
}

// note says something of a claim that is held. What is said first stays.
func (y *tally) note(id, text string) {
	if c := y.claims[id]; c.Outcome == verdict.Held && c.Why == "" {
		c.Why = text
	}
}

// list gives the claims in their order.
func (y *tally) list() []verdict.Claim {
	out := make([]verdict.Claim, 0, len(claims))
	for _, c := range claims {
		out = append(out, *y.claims[c.id])
	}
	return out
}

// plain makes text that came from a git tree fit for a document and a terminal: what does not print, and
// what is not UTF-8, is shown as Go would quote it.
func plain(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return text
	}
	quoted := strconv.Quote(text)
	return quoted[1 : len(quoted)-1]
}
