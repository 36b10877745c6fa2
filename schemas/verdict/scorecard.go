package verdict

import "github.com/attestary/attestary/schemas/evidence"

// ScoreFormat names this version of the scorecard.
const ScoreFormat = "https://attestary.dev/scorecard/v1"

// OwnReading is what every report says of the stages that it shows, beside what the framework's publisher says.
const OwnReading = "Thresholds, quantifiers and freshness are this organisation's own reading of it."

// Standing is how a claim of a runbook on a cell stands.
type Standing string

const (
	Met       Standing = "met"
	Failing   Standing = "failing"   // the newest due run did not pass
	Stale     Standing = "stale"     // it passed, too long ago
	Waived    Standing = "waived"    // it failed by nothing but checks that somebody let go unmet for a while
	Missed    Standing = "missed"    // a scheduled run did not happen
	NotRun    Standing = "not run"   // nothing yet
	Unproven  Standing = "unproven"  // it passed, but does not count: the reason says why
	Unclaimed Standing = "unclaimed" // no runbook claims it
)

// Scorecard is what one verified tree earned at one instant.
type Scorecard struct {
	Format    string     `json:"format"`
	Framework string     `json:"framework"`
	Title     string     `json:"title"`
	Caveat    string     `json:"caveat"` // what the framework's publisher says about scoring by it
	Tree      Tree       `json:"tree"`
	AsOf      string     `json:"as_of"`
	Scorer    string     `json:"scorer"` // version of the program
	Tier      string     `json:"tier"`
	Pillars   []Pillar   `json:"pillars"`
	Stages    []StageSum `json:"stages"`             // functions per earned stage
	Refuted   []string   `json:"refuted,omitempty"`  // ids of claims above 4 that are refuted: entries that do not hold were not counted
	Findings  *Findings  `json:"findings,omitempty"` // of the same tree, at AsOf
	Later     int64      `json:"later,omitzero"`     // runs of the tree that AsOf does not reach: nobody looked at them
}

// StageSum counts the functions that earned a stage.
type StageSum struct {
	Stage     string `json:"stage"`
	Functions int64  `json:"functions"`
}

// Pillar is a pillar with its functions, in the framework's order.
type Pillar struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Functions []Function `json:"functions"`
}

// Function is one row of the matrix.
type Function struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Earned string `json:"earned"` // the highest stage up to which every stage is met
	Cells  []Cell `json:"cells"`  // initial, advanced, optimal
	Next   string `json:"next"`   // the cheapest next step, as a sentence
}

// Cell is one stage of one function.
type Cell struct {
	Stage    string   `json:"stage"`
	Text     string   `json:"text"` // what the framework says of it
	Standing Standing `json:"standing"`
	Claims   []Proof  `json:"claims,omitempty"` // one for each runbook that claims it
}

// Proof says how one runbook stands for one cell.
type Proof struct {
	Runbook  string   `json:"runbook"`
	Title    string   `json:"title"`
	File     string   `json:"file"`
	Standing Standing `json:"standing"`
	Why      string   `json:"why"`             // one sentence
	Entry    *int64   `json:"entry,omitempty"` // of the result that decides
	Run      string   `json:"run,omitempty"`
	EndedAt  string   `json:"ended_at,omitempty"`
	FreshTo  string   `json:"fresh_to,omitempty"`
	Failed   []string `json:"failed,omitempty"`

	Claimed string           `json:"claimed,omitempty"` // the stage that the runbook states, where it is above the cell's
	Outcome evidence.Outcome `json:"outcome,omitempty"` // of the run that decides; absent where it told none
	Path    string           `json:"path,omitempty"`    // of the deciding entry's bundle, in the ledger's tree
	Waivers []Waiver         `json:"waivers,omitempty"` // what lets it go unmet, where it is waived; that it failed stays told
	Revoked *int64           `json:"revoked,omitempty"` // the entry that took back what the run rests on
	Due     string           `json:"due,omitempty"`     // a newer run is under way, and counts as failed after this instant
}
