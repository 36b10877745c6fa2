package steps_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// given are the settings of a call, as Go values.
type given map[string]any

// valueOf is a Go value as an expression gives it.
func valueOf(v any) expr.Value {
	switch v := v.(type) {
	case nil:
		return expr.Nil()
	case expr.Value:
		return v
	case bool:
		return expr.OfBool(v)
	case string:
		return expr.OfText(v)
	case []any:
		items := []expr.Value{}
		for _, item := range v {
			items = append(items, valueOf(item))
		}
		return expr.OfList(items)
	case int:
		return expr.OfInt(int64(v))
	case []string:
		items := []expr.Value{}
		for _, text := range v {
			items = append(items, expr.OfText(text))
		}
		return expr.OfList(items)
	case []int:
		items := []expr.Value{}
		for _, n := range v {
			items = append(items, expr.OfInt(int64(n)))
		}
		return expr.OfList(items)
	case map[string]string:
		members := map[string]expr.Value{}
		for name, text := range v {
			members[name] = expr.OfText(text)
		}
		return expr.OfObject(members)
	}
	panic("the test gives a setting of another type")
}

// callOf is a call in a new folder, with these settings.
func callOf(t testing.TB, action string, settings given) engine.Call {
	t.Helper()
	k, ok := kind.Lookup(action)
	if !ok {
		t.Fatalf("there is no %s", action)
	}
	call := engine.Call{
		Action: action, Effect: k.Effect, Settings: map[string]expr.Value{}, Dir: t.TempDir(), Home: t.TempDir(), Path: os.Getenv("PATH"), Now: time.Now,
		Leases: engine.NewLeases(func([]byte) error { return nil }),
	}
	for name, v := range settings {
		call.Settings[name] = valueOf(v)
		if err := call.Settings[name].Conforms(expr.MustType(k.Field(name).Type)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return call
}

// run runs a call and holds what is true of every result.
func run(t *testing.T, call engine.Call) engine.Result {
	t.Helper()
	return runWith(t, steps.Machine{}, call)
}

func runWith(t *testing.T, m steps.Machine, call engine.Call) engine.Result {
	t.Helper()
	result := steps.All(m)[call.Action].Run(t.Context(), call)
	holdResult(t, call.Action, result)
	return result
}

// holdResult is the contract of every action: declared outputs, of their types, all of them where it
// passed; else a reason and words without a line break.
func holdResult(t *testing.T, action string, result engine.Result) {
	t.Helper()
	k, _ := kind.Lookup(action)
	for name, v := range result.Outputs {
		o := k.Output(name)
		if o == nil {
			t.Errorf("%s gives %s, which it does not declare", action, name)
			continue
		}
		if err := v.Conforms(expr.MustType(o.Type)); err != nil {
			t.Errorf("%s: %s %v", action, name, err)
		}
	}
	switch result.Outcome {
	case evidence.Passed:
		if len(result.Outputs) != len(k.Outputs) {
			t.Errorf("%s gives %d of %d outputs", action, len(result.Outputs), len(k.Outputs))
		}
	case evidence.Failed, evidence.Unknown, evidence.Blocked:
		if result.Reason == "" || result.Detail == "" {
			t.Errorf("%s: %s without a reason or words for it: %+v", action, result.Outcome, result)
		}
	default:
		t.Errorf("%s comes to %q", action, result.Outcome)
	}
}

func wants(t *testing.T, result engine.Result, outcome evidence.Outcome, reason engine.Reason, words string) {
	t.Helper()
	if result.Outcome != outcome || result.Reason != reason || !strings.Contains(result.Detail, words) {
		t.Errorf("%s %s %q, want %s %s %q", result.Outcome, result.Reason, result.Detail, outcome, reason, words)
	}
}

// wantOutputs holds some outputs to these values; a nil is null.
func wantOutputs(t *testing.T, result engine.Result, want map[string]any) {
	t.Helper()
	if result.Outcome != evidence.Passed {
		t.Fatalf("%s %s: %s", result.Outcome, result.Reason, result.Detail)
	}
	for name, v := range want {
		got := result.Outputs[name]
		switch v := v.(type) {
		case nil:
			if !got.IsNull() {
				t.Errorf("%s is not null", name)
			}
		case bool:
			if truth, ok := got.AsBool(); !ok || truth != v {
				t.Errorf("%s is %v", name, truth)
			}
		default:
			if !got.Equal(valueOf(v)) {
				text, _ := got.AsText()
				number, _ := got.AsInt()
				t.Errorf("%s is %q (%d, %d items), want %v", name, text, number, len(got.Items()), v)
			}
		}
	}
}

func write(t testing.TB, folder, name, data string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func connection(url, auth string) *plan.Connection {
	return &plan.Connection{Name: "service", Kind: "http", URL: url, Auth: auth}
}

func poolOf(certificates ...*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, c := range certificates {
		pool.AddCert(c)
	}
	return pool
}
