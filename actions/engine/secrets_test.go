package engine_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// canary has a character of every class that an encoding treats in its own way.
const canary = `s3cr+t/"ké\y?&<v`

// disguises are ways in which programs show a secret that they were given; package redact has them all.
func disguises(secret string) map[string]string {
	quoted, err := json.Marshal(secret)
	if err != nil {
		panic(err)
	}
	return map[string]string{
		"plain": secret, "hex": hex.EncodeToString([]byte(secret)), "query": url.QueryEscape(secret), "JSON": string(quoted),
		"base64": base64.StdEncoding.EncodeToString([]byte("user:" + secret)),
	}
}

// withSecret declares the canary as a secret of the environment.
func withSecret(p *plan.Plan) {
	p.Secrets = []plan.Secret{{Name: "token", From: "env:TOKEN", Purpose: "to be kept"}}
}

func knowing(w *world) *world {
	w.Env = func(name string) (string, bool) { return canary, name == "TOKEN" }
	return w
}

// TestNoSecretTravels: whatever way an action shows a secret, none comes out in an event, an output, the
// journal or the record.
func TestNoSecretTravels(t *testing.T) {
	t.Parallel()
	about := engine.NewRedactor(canary)
	for name, shown := range disguises(canary) {
		for way, show := range map[string]runner{
			"an output": func(context.Context, engine.Call) engine.Result { return says("it is " + shown) },
			"a failure": func(context.Context, engine.Call) engine.Result {
				return engine.Result{Outcome: evidence.Failed, Reason: engine.ReasonExit, Detail: "denied: " + shown, Outputs: says(shown).Outputs}
			},
			"a panic": func(context.Context, engine.Call) engine.Result { panic("bad token " + shown) },
		} {
			s := step("s")
			s.OnError = "continue"
			s.Retry = &plan.Retry{Max: 2}
			s.Expects = []plan.Expect{{Name: "e", Condition: op(expr.OpEqual, expr.Ref("self", "stdout"), text("x")), Message: expr.Ref("self", "stdout")}}
			each := step("each", "s")
			each.ForEach, each.OnError = expr.Ref("step", "s", "lines"), "continue"
			p := planOf([]plan.Step{s, each}, withSecret, func(p *plan.Plan) {
				p.Evidence = []plan.Evidence{{Name: "e", Value: expr.Ref("step", "s", "lines")}}
				p.Checks = []plan.Check{check("c", op(expr.OpEqual, expr.Ref("step", "s", "stdout"), text("x")))}
			})
			w := knowing(worldOf(t, show))
			run, err := engine.Prepare(t.Context(), jobOf(p), w.World)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "run.journal")
			journal, err := engine.CreateJournal(path)
			if err != nil {
				t.Fatal(err)
			}
			finished, err := run.Do(t.Context(), engine.Start{Journal: journal})
			if err != nil {
				t.Fatalf("%s in %s: %v", name, way, err)
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for place, told := range map[string]string{"events": encode(t, w.events), "record": canonText(t, finished.Record), "journal": string(data)} {
				if about.Found([]byte(told)) {
					t.Errorf("%s in %s comes out in the %s: %.3000s", name, way, place, told)
				}
			}
		}
	}
}

// TestReassembled: a secret that comes in pieces, which nothing masks, and is put together by an
// expression, is found in the record; the run fails, and the record is told without it.
func TestReassembled(t *testing.T) {
	t.Parallel()
	whole := &expr.Node{Op: expr.OpCall, Name: "join", Args: []*expr.Node{text(""), expr.Ref("step", "s", "lines")}}
	self := &expr.Node{Op: expr.OpCall, Name: "join", Args: []*expr.Node{text(""), expr.Ref("self", "lines")}}
	for name, leak := range map[string]func(*plan.Plan){
		"in evidence": func(p *plan.Plan) { p.Evidence = []plan.Evidence{{Name: "e", Value: whole}} },
		"in evidence, by local": func(p *plan.Plan) {
			p.Locals = map[string]*expr.Node{"l": whole}
			p.Evidence = []plan.Evidence{{Name: "e", Value: expr.Ref("local", "l")}}
		},
		"in a blob":  func(p *plan.Plan) { p.Evidence = []plan.Evidence{{Name: "e", Personal: true, Value: whole}} },
		"in a check": func(p *plan.Plan) { p.Checks = []plan.Check{check("c", op(expr.OpUnequal, whole, text("x")))} },
		"in an expectation": func(p *plan.Plan) {
			p.Phases[0].Steps[0].Expects = []plan.Expect{{Name: "e", Condition: op(expr.OpUnequal, self, text("x")), Message: text("m")}}
		},
		"in a key": func(p *plan.Plan) {
			c := check("c", expr.Lit(expr.OfBool(true)))
			c.ForEach = op(expr.OpList, whole)
			p.Checks = []plan.Check{c}
		},
	} {
		w := knowing(worldOf(t, func(context.Context, engine.Call) engine.Result { return says(canary[:7], canary[7:]) }))
		record, err := try(t, w, jobOf(planOf([]plan.Step{step("s")}, withSecret, leak)))
		if !errors.Is(err, engine.ErrSecretFound) || record.Outcome != evidence.Failed {
			t.Errorf("%s: %s, %v", name, record.Outcome, err)
		}
		if data := canonText(t, record); engine.NewRedactor(canary).Found([]byte(data)) || !strings.Contains(data, "secret_found") {
			t.Errorf("%s: %s", name, data)
		}
	}
}

// TestUndeclared: what only has the look of a credential, and nobody declared, does not stay in a record
// either; what only names one does.
func TestUndeclared(t *testing.T) {
	t.Parallel()
	for shown, want := range map[string]error{
		"ghp" + "_" + strings.Repeat("a1B2", 9): engine.ErrSecretFound, "AK" + "IA" + "Q7XJ4M2NTW5ZK3RL": nil,
	} {
		p := planOf([]plan.Step{step("s")}, func(p *plan.Plan) {
			p.Evidence = []plan.Evidence{{Name: "e", Value: expr.Ref("step", "s", "stdout")}}
		})
		w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says("found " + shown) })
		record, err := try(t, w, jobOf(p))
		if !errors.Is(err, want) || (want == nil) != strings.Contains(canonText(t, record), shown) {
			t.Errorf("%s: %v, %s", shown, err, canonText(t, record))
		}
	}
}

// TestForget: once a run is over its secrets are gone, also for an action that has not ended, and what is
// masked stays masked.
func TestForget(t *testing.T) {
	t.Parallel()
	var token engine.Secret
	w := knowing(worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		token = call.Token
		return says("told " + token.Reveal())
	}))
	p := planOf([]plan.Step{step("s")}, withSecret, func(p *plan.Plan) {
		p.Connections = []plan.Connection{{Name: "here", Kind: "shell", Token: "token"}}
		p.Uses = []plan.Use{{Connection: "here", Allow: []string{"s"}}}
	})
	run, err := engine.Prepare(t.Context(), jobOf(p), w.World)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run.Do(t.Context(), engine.Start{}); err != nil || token.Reveal() != canary {
		t.Errorf("%v, %v", err, token)
	}
	run.Forget()
	if token.Reveal() != "" || !token.Given() || !run.Redactor().Found([]byte("anything")) {
		t.Errorf("the secret is still there")
	}
}

// TestSensitiveInput: it is masked as a secret is.
func TestSensitiveInput(t *testing.T) {
	t.Parallel()
	p := planOf([]plan.Step{step("s")}, func(p *plan.Plan) {
		p.Inputs = []plan.Input{{Name: "pin", Type: "string", Sensitive: true}}
		p.Evidence = []plan.Evidence{{Name: "e", Value: expr.Ref("step", "s", "stdout")}}
	})
	job := jobOf(p)
	job.Inputs = map[string]expr.Value{"pin": expr.OfText("swordfish")}
	w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says("the pin is swordfish") })
	if text, _ := do(t, w, job).Evidence[0].Value.AsText(); text != "the pin is ***" {
		t.Errorf("%q", text)
	}
}

// TestPrepare: every reason not to run is told before anything happens, and none of them tells a value.
func TestPrepare(t *testing.T) {
	t.Parallel()
	good := func() engine.Job { return jobOf(planOf([]plan.Step{step("s")})) }
	for want, spoil := range map[string]func(*engine.Job, *world){
		"secret.token: the environment variable TOKEN is not set": func(j *engine.Job, _ *world) { withSecret(j.Plan) },
		"secret.other: the environment variable OTHER is not set\nsecret.token: the environment variable TOKEN is not set": func(j *engine.Job, _ *world) {
			withSecret(j.Plan)
			j.Plan.Secrets = []plan.Secret{{Name: "other", From: "env:OTHER", Purpose: "x"}, j.Plan.Secrets[0]}
		},
		"secret.token: this program takes no secrets from vault:…": func(j *engine.Job, _ *world) {
			withSecret(j.Plan)
			j.Plan.Secrets[0].From = "vault:kv/x#y"
		},
		"secret.token: what env:TOKEN holds stands in the plan, for everybody to read, so it is no secret: change it": func(j *engine.Job, w *world) {
			withSecret(j.Plan)
			w.Env = func(string) (string, bool) { return "security", true }
		},
		"input.i: its value has a secret in it, and evidence would tell it: leave it out, or make the input sensitive": func(j *engine.Job, w *world) {
			withSecret(j.Plan)
			knowing(w)
			j.Plan.Inputs, j.Inputs = []plan.Input{{Name: "i", Type: "string"}}, map[string]expr.Value{"i": expr.OfText("try " + url.QueryEscape(canary))}
		},
		"input.i: its value stands in the plan, for everybody to read, so it is nothing sensitive": func(j *engine.Job, _ *world) {
			j.Plan.Inputs, j.Inputs = []plan.Input{{Name: "i", Type: "string", Sensitive: true}}, map[string]expr.Value{"i": expr.OfText("security")}
		},
		"secret.token: what env:TOKEN holds has fewer than 6 characters, so it cannot be kept out of what is shown": func(j *engine.Job, w *world) {
			withSecret(j.Plan)
			w.Env = func(string) (string, bool) { return "pi", true }
		},
		"secret.token: the file /nowhere/token: no such file or directory": func(j *engine.Job, _ *world) {
			withSecret(j.Plan)
			j.Plan.Secrets[0].From = "file:/nowhere/token"
		},
		"step.s: this program has no action exec.run":                func(_ *engine.Job, w *world) { w.Runners = nil },
		"step.s: this program has no action okta.suspend_user":       func(j *engine.Job, _ *world) { j.Plan.Phases[0].Steps[0].Action = "okta.suspend_user" },
		"step.s: exec.run has no setting command":                    func(j *engine.Job, _ *world) { j.Plan.Phases[0].Steps[0].Settings["command"] = text("x") },
		"step.s: its effect is change, and the runbook is read_only": func(j *engine.Job, _ *world) { j.Plan.ReadOnly, j.Plan.Phases[0].Steps[0].Effect = true, "change" },
		"input.i: it has no value":                                   func(j *engine.Job, _ *world) { j.Plan.Inputs = []plan.Input{{Name: "i", Type: "string"}} },
		"input.i: the plan has no such input":                        func(j *engine.Job, _ *world) { j.Inputs = map[string]expr.Value{"i": expr.OfText("x")} },
		`input.i: i: "7" is too large; the most is 5.`: func(j *engine.Job, _ *world) {
			j.Plan.Inputs, j.Inputs = []plan.Input{{Name: "i", Type: "number", Max: "5"}}, map[string]expr.Value{"i": expr.OfInt(7)}
		},
		`connection.shop: this program cannot do auth "digest"`: func(j *engine.Job, _ *world) {
			j.Plan.Connections = []plan.Connection{{Name: "shop", Kind: "http", URL: "https://shop.acme.example", Auth: "digest"}}
		},
		`mode: "" is neither "live" nor "rehearsal"`:   func(j *engine.Job, _ *world) { j.Mode = "" },
		"plan: owner: the plan has no role \"nobody\"": func(j *engine.Job, _ *world) { j.Plan.Owner = "nobody" },
		"plan: its steps, questions, checks and evidence need 79707 bytes in a record; there are 49088": func(j *engine.Job, _ *world) {
			for i := range 900 {
				j.Plan.Phases[0].Steps = append(j.Plan.Phases[0].Steps, step(fmt.Sprintf("s%03d", i)))
			}
		},
		"plan: phase.first: it waits for itself: phase.first → step.a → step.b → phase.first": func(j *engine.Job, _ *world) {
			j.Plan.Phases = []plan.Phase{{Name: "first", Steps: []plan.Step{step("a", "b")}}, {Name: "second", After: []string{"first"}, Steps: []plan.Step{step("b")}}}
		},
	} {
		job, w := good(), worldOf(t, func(context.Context, engine.Call) engine.Result { return says() })
		spoil(&job, w)
		if _, err := engine.Prepare(t.Context(), job, w.World); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestSecretFromFile: the line break that an editor leaves at the end of a file is not part of it.
func TestSecretFromFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte("swordfish\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := planOf([]plan.Step{step("s")}, withSecret, func(p *plan.Plan) {
		p.Secrets[0].From = "file:" + path
		p.Connections = []plan.Connection{{Name: "here", Kind: "shell", Token: "token"}}
		p.Uses = []plan.Use{{Connection: "here", Allow: []string{"s"}}}
	})
	w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		if call.Token.Reveal() != "swordfish" || call.Connection.Name != "here" || call.Allow[0] != "s" {
			t.Errorf("%+v", call)
		}
		return says()
	})
	do(t, w, jobOf(p))
}
