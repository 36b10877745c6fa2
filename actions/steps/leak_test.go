package steps_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// variant is one way in which an action comes across a secret.
type variant struct {
	name    string
	call    engine.Call
	machine steps.Machine
	ends    bool // the run is ended while the action is at work
}

// TestNoActionTells has every action of the table come across a secret in every way there is: as each of its
// settings in turn, as the secrets of its connection in every way of showing them, and with every failure of
// the way there. Whatever comes of it, the run says the secret nowhere. A new action is held to it by being in
// the table.
func TestNoActionTells(t *testing.T) {
	t.Parallel()
	all := subjects(t)
	masked := 0
	for _, k := range kind.All() {
		t.Run(k.Name, func(t *testing.T) {
			s, there := all[k.Name]
			if !there {
				t.Fatal("nobody lets it come across a secret")
			}
			for _, v := range slices.Concat(inSettings(k, s), overConnections(t, s), inTime(s)) {
				if holdSilent(t, v) {
					masked++
				}
			}
		})
	}
	maps.DeleteFunc(all, func(name string, _ subject) bool { return strings.HasPrefix(name, "github.") }) // which repeat no setting
	if masked < len(all) {
		t.Errorf("only %d of all that was tried came across the secret", masked)
	}
}

// inSettings puts the secret in the place of each setting, and of each that was not given.
func inSettings(k kind.Kind, s subject) (all []variant) {
	for _, f := range k.Fields {
		v, fits := planted(expr.MustType(f.Type))
		if !fits {
			continue
		}
		call := s.passes
		call.Settings = maps.Clone(s.passes.Settings)
		call.Settings[f.Name] = v
		all = append(all, variant{name: "as " + f.Name, call: call, machine: s.machine})
	}
	return all
}

// planted is a value of a type with the secret in it; fits is false where none has it.
func planted(of expr.Type) (v expr.Value, fits bool) {
	text := expr.OfText(canary)
	for _, v := range []expr.Value{text, expr.OfList([]expr.Value{text}), expr.OfObject(map[string]expr.Value{canary: text})} {
		if v.Conforms(of) == nil {
			return v, true
		}
	}
	return expr.Value{}, false
}

// overConnections gives the connection its secret in every way, and breaks the way to its service.
func overConnections(t *testing.T, s subject) (all []variant) {
	t.Helper()
	if s.passes.Connection == nil || s.passes.Connection.Kind == kind.Shell {
		return nil
	}
	stranger := httptest.NewTLSServer(nil)
	stranger.Config.ErrorLog = quiet
	t.Cleanup(stranger.Close)
	with := func(name string, change func(*plan.Connection)) {
		call := s.passes
		c := *s.passes.Connection
		c.Token, c.User, c.Password = "token", "bot", "token"
		change(&c)
		call.Connection = &c
		all = append(all, variant{name: name, call: call, machine: s.machine})
	}
	for _, auth := range []string{"", "bearer", "SSWS", "basic", "header:X-Key", "path"} {
		if s.passes.Connection.Kind == kind.HTTP {
			with("shown as "+auth, func(c *plan.Connection) { c.Auth = auth })
		}
	}
	if s.passes.Connection.Kind == kind.HTTP {
		tokens := newGiver(t, func(w http.ResponseWriter, r *http.Request, _ int64) { // which repeats what it is asked with
			body, _ := io.ReadAll(r.Body)
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"error":"invalid_client","error_description":%q}`, body)
		})
		machine := s.machine
		machine.Roots = poolOf(tokens.Certificate())
		with("for a token", func(c *plan.Connection) {
			*c = plan.Connection{Name: c.Name, Kind: c.Kind, URL: c.URL, Auth: kind.OAuth2, TokenURL: tokens.URL + "/token", ClientID: "app", ClientSecret: "token", ClientAuth: "body"}
		})
		all[len(all)-1].machine = machine
		with("signed for AWS", func(c *plan.Connection) {
			*c = plan.Connection{Name: c.Name, Kind: c.Kind, URL: c.URL, Auth: kind.SigV4, AccessKey: "token", SecretKey: "token", SessionToken: "token", Region: "eu-west-1", Service: "s3"}
		})
	}
	scheme, _, _ := strings.Cut(s.passes.Connection.URL, "://")
	for name, host := range map[string]string{"nobody listens": closedPort(t), "no such name": "nowhere.invalid", "a stranger": strings.TrimPrefix(stranger.URL, "https://")} {
		with(name, func(c *plan.Connection) { c.URL = scheme + "://" + host + "/" })
	}
	with("not encrypted", func(c *plan.Connection) { c.URL = "http://acme.example/" })
	return all
}

// inTime ends the run while the action waits.
func inTime(s subject) []variant {
	if s.waits == nil {
		return nil
	}
	call := *s.waits
	if call.Connection != nil {
		c := *call.Connection
		c.Token, c.Password = "token", "token"
		call.Connection = &c
	}
	return []variant{{name: "when the run is ended", call: call, machine: s.machine, ends: true}}
}

// holdSilent runs a plan whose one step is the call, and looks for the secret in all that the run says. It
// tells whether there was one to mask.
func holdSilent(t *testing.T, v variant) (masked bool) {
	t.Helper()
	p := planFor()
	connection := ""
	if c := v.call.Connection; c != nil {
		connection, p.Connections = c.Name, []plan.Connection{*c}
		p.Uses = []plan.Use{{Connection: c.Name, Allow: slices.Sorted(slices.Values(v.call.Allow))}}
	} else if len(v.call.Allow) > 0 {
		p.Connections = []plan.Connection{{Name: "here", Kind: kind.Shell}}
		p.Uses = []plan.Use{{Connection: "here", Allow: slices.Sorted(slices.Values(v.call.Allow))}}
	}
	stepOf(p, "s", v.call.Action, connection, nil)
	s := &p.Phases[0].Steps[0]
	s.Effect, s.Retry, s.Timeout = v.call.Effect, nil, 30
	for name, value := range v.call.Settings {
		s.Settings[name] = nodeOf(value)
	}
	sortPlan(p)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if v.ends {
		time.AfterFunc(100*time.Millisecond, cancel)
	}
	out := runPlanUntil(t, ctx, p, v.machine, v.call.Dir)
	record, err := canon.Encode(out.record)
	if err != nil {
		t.Fatal(err)
	}
	if out.record.Outcome == evidence.Passed && v.ends {
		t.Errorf("%s: it passed", v.name)
	}
	for place, data := range map[string][]byte{"record": record, "journal": out.journal, "events": out.events.Bytes()} {
		if out.redactor.Found(data) || bytes.Contains(data, []byte(canary)) {
			t.Errorf("%s: the secret is in the %s: %.2000s", v.name, place, data)
		}
		masked = masked || bytes.Contains(data, []byte(redact.Mask))
	}
	return masked
}
