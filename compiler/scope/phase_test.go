package scope_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const phased = `
locals {
  known = step.person.exists
}

phase "look" {
  step "file.read" "person" {
    path = "a"
  }

  check "there" {
    condition = step.person.exists
    message   = "no"
  }
}

phase "contain" {
  after = [phase.look]

  approval "commander" {
    from    = [role.security]
    skip_if = !local.known
  }

  step "file.read" "account" {
    path  = "b"
    when  = check.there.passed
    needs = [approval.commander, step.sessions, check.last]
  }

  step "file.read" "sessions" {
    path = "c"
  }
}

phase "recover" {
  when = phase.contain.outcome == "passed" && step.person.exists

  ask "call" {
    to       = [role.security]
    question = approval.commander.outcome
    timeout  = "8h"

    answer "reached" {
      type = bool
    }
  }
}

check "last" {
  condition = ask.call.reached
  message   = "no"
}
`

// A part waits for what it states and mentions, of every kind; its plan's needs are those of its own phase,
// and a phase comes after the others that its parts or its own settings mention. What follows from another
// phase is not said twice.
func TestPhases(t *testing.T) {
	t.Parallel()
	r := read(t, phased)
	for address, want := range map[string][][]string{
		"step.account":       {{"approval.commander", "check.there", "step.sessions"}, {"approval.commander", "step.sessions"}},
		"approval.commander": {{"step.person"}, nil},
		"ask.call":           {{"approval.commander"}, nil},
		"check.last":         {{"ask.call"}, nil},
	} {
		p := r.Part(address)
		if diff := cmp.Diff(want, [][]string{r.Waits(p), r.Needs(p)}); diff != "" {
			t.Errorf("%s waits, and needs (-want +got):\n%s", address, diff)
		}
	}
	for name, want := range map[string][][]string{
		"look":    {nil, nil},
		"contain": {{"look"}, {"look"}},
		"recover": {{"contain", "look"}, {"contain"}},
	} {
		f := r.Phases[name]
		if diff := cmp.Diff(want, [][]string{r.After(f), r.First(f)}); diff != "" {
			t.Errorf("phase.%s comes after, and says so of (-want +got):\n%s", name, diff)
		}
	}
	if r.PartRing() != nil || r.PhaseRing() != nil {
		t.Error("there is a ring")
	}
}

// Phases wait for each other where no two of their parts do, and a phase that is mentioned in itself waits
// for its own end.
func TestPhaseRing(t *testing.T) {
	t.Parallel()
	crossed := "phase \"a\" {\n  step \"file.read\" \"one\" {\n    path = step.four.text\n  }\n  step \"file.read\" \"two\" {\n    path = \"a\"\n  }\n}\n" +
		"phase \"b\" {\n  step \"file.read\" \"three\" {\n    path = step.two.text\n  }\n  step \"file.read\" \"four\" {\n    path = \"a\"\n  }\n}\n"
	r := read(t, crossed)
	if diff := cmp.Diff([]string{"a", "b", "a"}, r.PhaseRing()); diff != "" || r.PartRing() != nil {
		t.Errorf("the ring (-want +got), with %v among the parts:\n%s", r.PartRing(), diff)
	}
	if at := r.Link(r.Phases["a"], "b"); at.Start.Line != 8 || at.Start.Column != 12 {
		t.Errorf("phase a waits for b at %v", at)
	}
	r = read(t, "phase \"a\" {\n  step \"file.read\" \"one\" {\n    path = phase.a.outcome\n  }\n}\n")
	if diff := cmp.Diff([]string{"a", "a"}, r.PhaseRing()); diff != "" {
		t.Errorf("the ring (-want +got):\n%s", diff)
	}
}
