// Package contract holds every maker of engine.Source to what it promises.
package contract

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/actions/secret"
)

// Place is a source with one secret in it.
type Place struct {
	Source  engine.Source
	At      string // where the secret is
	Missing string // where none is
}

// Maker makes a source that holds a value, which may be empty or large.
type Maker func(t *testing.T, value string) Place

// Hold holds a maker to the promises of engine.Source.
func Hold(t *testing.T, make Maker) {
	t.Run("a value comes back as it was", func(t *testing.T) {
		for _, value := range []string{"swordfish", "two words\tand é", "a\nb\n\nc", `{"key": "v"}`, "%41+\\u0041", strings.Repeat("x", secret.MaxSize)} {
			p := make(t, value)
			if got := one(t, p, p.At); got.Err != nil || string(got.Value) != value {
				t.Errorf("%.40q gives %.40q, %v", value, got.Value, got.Err)
			}
		}
	})
	t.Run("one answer for each place, in their order", func(t *testing.T) {
		p := make(t, "swordfish")
		answers := p.Source.Read(t.Context(), []string{p.Missing, p.At, p.At})
		if len(answers) != 3 || answers[0].Err == nil || string(answers[1].Value) != "swordfish" || string(answers[2].Value) != "swordfish" {
			t.Errorf("%v", answers)
		}
		if answers := p.Source.Read(t.Context(), nil); len(answers) != 0 {
			t.Errorf("nothing was asked, and %v is the answer", answers)
		}
	})
	t.Run("a value belongs to the caller", func(t *testing.T) {
		p := make(t, "swordfish")
		answers := p.Source.Read(t.Context(), []string{p.At, p.At})
		clear(answers[0].Value)
		if again := one(t, p, p.At); string(answers[1].Value) != "swordfish" || string(again.Value) != "swordfish" {
			t.Errorf("wiping one value changed another: %q, %q", answers[1].Value, again.Value)
		}
	})
	t.Run("what is empty or too large is refused", func(t *testing.T) {
		for _, value := range []string{"", strings.Repeat("swordfish", secret.MaxSize/9+1)} {
			p := make(t, value)
			holdError(t, one(t, p, p.At), p.At, value)
		}
	})
	t.Run("what is missing is told with its place", func(t *testing.T) {
		p := make(t, "swordfish")
		holdError(t, one(t, p, p.Missing), p.Missing, "swordfish")
	})
}

func one(t *testing.T, p Place, at string) engine.Answer {
	t.Helper()
	answers := p.Source.Read(context.WithoutCancel(t.Context()), []string{at})
	if len(answers) != 1 {
		t.Fatalf("%d answers", len(answers))
	}
	return answers[0]
}

// holdError: there is no value, and the error names the last part of the place and nothing of the secret.
func holdError(t *testing.T, a engine.Answer, at, value string) {
	t.Helper()
	if a.Err == nil || a.Value != nil {
		t.Fatalf("%.40q, %v", a.Value, a.Err)
	}
	name, _, _ := strings.Cut(at[strings.LastIndexByte(at, '/')+1:], "#")
	if !strings.Contains(a.Err.Error(), name) {
		t.Errorf("%q does not name %q", a.Err, name)
	}
	var known redact.Redactor
	known.Learn([]byte(value))
	if known.Found([]byte(a.Err.Error())) || value != "" && bytes.Contains([]byte(a.Err.Error()), []byte(value[:min(9, len(value))])) {
		t.Errorf("%.200q repeats the value", a.Err)
	}
}
