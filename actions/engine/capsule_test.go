package engine_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// holder has a secret where fmt can call no method of it.
type holder struct {
	Shown  engine.Secret
	hidden engine.Secret
	list   []engine.Secret
	named  map[string]engine.Secret
}

// TestCapsule: in whatever way somebody prints, logs, wraps or encodes a secret or a call, its value does
// not show; only Reveal gives it.
func TestCapsule(t *testing.T) {
	t.Parallel()
	secret := engine.Conceal(canary)
	call := engine.Call{
		Action: "exec.run", Token: secret, Password: secret,
		Settings: map[string]expr.Value{"stdin": expr.OfText(canary)}, // of a sensitive input
	}
	holding := holder{secret, secret, []engine.Secret{secret}, map[string]engine.Secret{"token": secret}}
	if secret.Reveal() != canary || !secret.Given() || engine.Conceal("").Given() || holding.hidden != secret {
		t.Error("the capsule does not hold its value")
	}
	about := engine.NewRedactor(canary)
	for _, v := range []any{secret, &secret, call, &call, holding, &holding, []any{secret, call}, map[engine.Secret]int{secret: 1}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T %v", "%08v", "%!"} {
			if text := fmt.Sprintf(verb, v, v); about.Found([]byte(text)) || strings.Contains(text, fmt.Sprintf("%x", canary)) {
				t.Errorf("%s of %T shows it: %s", verb, v, text)
			}
		}
		if err := errors.Join(fmt.Errorf("no answer to %v", v), errors.New(fmt.Sprint(v))); about.Found([]byte(err.Error())) {
			t.Errorf("an error shows it: %v", err)
		}
		for name, encode := range encoders {
			var out bytes.Buffer
			if err := encode(&out, v); about.Found(out.Bytes()) || err != nil && about.Found([]byte(err.Error())) {
				t.Errorf("%s of %T shows it: %s (%v)", name, v, out.String(), err)
			}
		}
	}
	for _, v := range []any{secret, call, holding} {
		if _, err := json.Marshal(v); err == nil {
			t.Errorf("%T has JSON", v)
		}
		if _, err := canon.Encode(v); err == nil {
			t.Errorf("%T has canonical JSON", v)
		}
	}
}

var encoders = map[string]func(out *bytes.Buffer, v any) error{
	"json": func(out *bytes.Buffer, v any) error { return json.NewEncoder(out).Encode(v) },
	"xml":  func(out *bytes.Buffer, v any) error { return xml.NewEncoder(out).Encode(v) },
	"gob":  func(out *bytes.Buffer, v any) error { return gob.NewEncoder(out).Encode(v) },
	"a log": func(out *bytes.Buffer, v any) error {
		slog.New(slog.NewTextHandler(out, nil)).Info("x", "v", v)
		return nil
	},
	"a JSON log": func(out *bytes.Buffer, v any) error {
		slog.New(slog.NewJSONHandler(out, nil)).Info("x", "v", v)
		return nil
	},
}
