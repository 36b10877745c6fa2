package conduct_test

import (
	"context"
	"errors"
	"testing"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/redact"
)

// TestNothingSecretIsSigned: what this process knows as a secret stands in no statement. Where it would
// stand in the authorization nothing has run; where it would stand in the result, that is not recorded, and
// the run has failed.
func TestNothingSecretIsSigned(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	desk, before := l.desk(), l.line.tip()
	desk.World.Redactor = &redact.Redactor{}
	desk.World.Redactor.Learn([]byte(commit))
	if result, err := desk.Run(t.Context(), byMara()); !errors.Is(err, engine.ErrSecretFound) || result != nil {
		t.Errorf("%v, %v", result, err)
	}
	if len(l.ran) > 0 || l.line.tip() != before || len(l.waiting()) > 0 {
		t.Errorf("ran %v; %s", l.ran, l)
	}

	l = newLab(t)
	desk = l.desk()
	desk.World.Redactor = &redact.Redactor{}
	l.act = func(context.Context, string) { desk.World.Redactor.Learn([]byte(desk.Runner.Program)) }
	if _, err := desk.Run(t.Context(), byMara()); !errors.Is(err, engine.ErrSecretFound) || !errors.Is(err, conduct.ErrNotRecorded) {
		t.Error(err)
	}
	if len(l.outcomes()) > 0 || len(l.waiting()) != 1 {
		t.Error(l)
	}
}
