package simulate

import (
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// conclude says what came of the run, from everything that came to an end: its outcome (as of a record),
// what decided it, evidence and result. These, and the notifies, come last, also after failure.
func (pl *player) conclude() {
	r := pl.result
	r.Outcome = overall(pl.ended)
	for _, e := range pl.ended {
		r.Parts = append(r.Parts, e.Part)
		if r.By == "" && e.decides(r.Outcome) {
			r.By, r.Why = e.By, e.Why
			if e.Key != "" {
				r.Why = e.Key + ": " + e.Why
			}
		}
	}
	about := scope{player: pl}
	for _, e := range pl.plan.Evidence {
		r.Evidence[e.Name] = expr.Nil()
		if !pl.ending {
			continue
		}
		if v := pl.eval(e.Value, about); v.Whole() {
			r.Evidence[e.Name] = v
		}
	}
	if !pl.ending {
		return // a request that was denied is no run: it has neither evidence, result nor notifies
	}
	if pl.plan.Result != nil {
		pl.show(Shown{Address: "result"}, pl.plan.Result, about)
	}
	pl.tell(toldAs(r.Outcome))
}

// decides tells whether this may be what decided an outcome: the first that has it does, and of what was
// recovered the first that had failed.
func (e *ended) decides(o evidence.Outcome) bool {
	return e.Outcome == o && o != evidence.Passed && !(o == evidence.Recovered && e.passed)
}

// overall is the outcome that follows from parts.
func overall(parts []*ended) evidence.Outcome {
	record := &evidence.Record{}
	for _, e := range parts {
		record.Steps = append(record.Steps, evidence.StepRecord{Outcome: e.Outcome})
	}
	return record.Overall()
}

// toldAs is the state of which a notify tells. What is not a pass is told as a failure, unless somebody
// said no: there is no word of its own for unknown and recovered.
func toldAs(o evidence.Outcome) string {
	switch o {
	case evidence.Passed, evidence.Blocked:
		return string(o)
	}
	return string(evidence.Failed)
}

// tell lets the notifies tell of a state that the run has come to.
func (pl *player) tell(on string) {
	for i := range pl.plan.Notifies {
		for _, state := range pl.plan.Notifies[i].On {
			if state == on {
				pl.say(&pl.plan.Notifies[i], on)
			}
		}
	}
}

// say tells people, but in a rehearsal.
func (pl *player) say(n *plan.Notify, on string) {
	if pl.scenario.Rehearsal {
		return
	}
	text, _ := pl.eval(n.Text, scope{player: pl}).AsText()
	pl.result.Told = append(pl.result.Told, Told{n.Name, on, text})
}
