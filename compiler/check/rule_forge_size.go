package check

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// GitHub's bounds of what a workflow starts with and consists of.
const (
	maxJobs       = 1024 // of phases with for_each: each tells a digest, and all that jobs tell must fit into one variable of Linux
	maxPhases     = 128  // each tells how it ended there, and has a name
	maxProperties = 10
	leastMinutes  = 5
	maxJobSeconds = 6 * 60 * 60
)

// forgeSizes (RB7004, RB7005, RB7006, RB7007) holds what a workflow of GitHub can be: a phase with for_each
// is a matrix of at most 256 jobs, an event has few properties, a schedule comes every five minutes at most, and a job
// ends after six hours.
func (c *checker) forgeSizes() {
	c.fan()
	for _, t := range c.Tree.Triggers {
		c.properties(t)
		c.frequency(t)
	}
	for _, s := range c.Tree.Steps {
		if s.Phase != nil && s.Phase.RunsOn.Given() {
			continue // a machine of the team's own, which lets a job run for days
		}
		if seconds, ok := c.seconds(s.Timeout); ok && seconds > maxJobSeconds && seconds <= plan.MaxSeconds {
			c.report(diag.New("RB7007", s.Timeout.Range, "A job on a machine of GitHub ends after 6 hours, whatever the step may take.").At("step." + s.Name.Value).
				WithHelp("Write a timeout of 6h at most, or let the phase say runs_on for a machine of your own."))
		}
	}
}

// fan holds how many jobs the phases with for_each come to, all together. Many items share a job, so that
// one phase alone never has too many.
func (c *checker) fan() {
	if len(c.Tree.Phases) > maxPhases {
		f := c.Tree.Phases[maxPhases]
		c.report(diag.New("RB7004", f.Name.Range, fmt.Sprintf("The runbook has %d phases, each a job, and the jobs behind them can be told of %d.", len(c.Tree.Phases), maxPhases)).At("phase." + f.Name.Value).
			WithHelp("Put steps that need no machine of their own into one phase; or make two runbooks of it."))
	}
	all := 0
	for _, f := range c.Tree.Phases {
		before := all
		if all += c.legs(f); all > maxJobs && before <= maxJobs {
			c.report(diag.New("RB7004", syntax.Place(f.ForEach.Range()), fmt.Sprintf("With this phase the run may come to %d jobs for the items of its phases, and GitHub can tell of %d.", all, maxJobs)).At("phase." + f.Name.Value).
				WithHelp("Write a limit where there are never so many items; or move for_each to the steps, whose items share one job."))
		}
	}
}

// legs is how many jobs a phase may come to for its items.
func (c *checker) legs(f *syntax.Phase) int {
	if f.ForEach == nil || f.OnFailure != nil && f.OnFailure.Undo.Value == "reverse" {
		return 0 // one job, as every phase
	}
	if v, ok := c.Known(c.Term(f.ForEach)); ok {
		return min(items(v), plan.MaxLegs)
	}
	if n, ok := c.Whole(f.Limit); ok && f.Limit.Given() {
		return min(int(n), plan.MaxLegs)
	}
	return plan.MaxLegs
}

func items(v expr.Value) int { return max(len(v.Items()), len(v.Members())) }

// properties holds how much of an event the map of a trigger asks for.
func (c *checker) properties(t *syntax.Trigger) {
	if t.Kind.Value != "event" || t.Map == nil {
		return
	}
	var asked []string
	var extra *scope.Term
	c.Term(t.Map).References(func(ref *scope.Term) {
		if len(ref.Path) < 3 || ref.Path[0] != "trigger" || ref.Path[1] != "event" || slices.Contains(asked, ref.Path[2]) {
			return
		}
		if asked = append(asked, ref.Path[2]); len(asked) == maxProperties+1 {
			extra = ref
		}
	})
	if extra != nil {
		c.report(diag.New("RB7005", extra.Range(), fmt.Sprintf("The map asks for %d properties of the event, and GitHub lets it have %d.", len(asked), maxProperties)).At("trigger." + t.Name.Value).
			WithHelp("Let the sender put some into one property, and mention them as trigger.event.NAME.PART."))
	}
}

// frequency holds that a schedule is not due more often than GitHub starts one.
func (c *checker) frequency(t *syntax.Trigger) {
	fields, at := "", t.Cron
	if text, ok := c.Text(t.Cron); ok && t.Cron.Given() {
		fields = text
	} else if text, ok := c.Text(t.Every); ok && t.Every.Given() {
		fields, _ = scope.Every(text)
		at = t.Every
	}
	schedule, err := plan.Cron(fields)
	if err != nil {
		return // rule_schedules tells of it
	}
	if gap := shortest(schedule.Minute&(1<<60-1), bits.OnesCount64(schedule.Hour&(1<<24-1)) == 24); gap < leastMinutes {
		c.report(diag.New("RB7006", at.Range, fmt.Sprintf("This is due every %d min at times, and GitHub starts a schedule every %d min at most.", gap, leastMinutes)).At("trigger." + t.Name.Value).
			WithHelp(`Leave at least five minutes between two times: every = "5 minutes", or */5.`))
	}
}

// shortest is the least number of minutes between two times of a schedule, by the minutes that it names.
// Those of two hours are compared only where it is due in every hour.
func shortest(minutes uint64, hourly bool) int {
	var named []int
	for m := range 60 {
		if minutes&(1<<m) != 0 {
			named = append(named, m)
		}
	}
	gap := 60
	for i := 1; i < len(named); i++ {
		gap = min(gap, named[i]-named[i-1])
	}
	if hourly && len(named) > 0 {
		gap = min(gap, named[0]+60-named[len(named)-1])
	}
	return gap
}
