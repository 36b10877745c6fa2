package steps_test

import (
	"context"
	"maps"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/internal/nameserver"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// canary is a secret that must not come out.
const canary = "c4nary-0f-the-tests"

// TestTable: the actions that run are those of the table.
func TestTable(t *testing.T) {
	t.Parallel()
	var want []string
	for _, k := range kind.All() {
		want = append(want, k.Name)
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(steps.All(steps.Machine{})))); diff != "" {
		t.Error(diff)
	}
}

// subject is an action as the contract is held to it: one call that passes, and one that cannot end by
// itself, if the action can be made to wait.
type subject struct {
	machine steps.Machine
	passes  engine.Call
	waits   *engine.Call
}

func subjects(t *testing.T) map[string]subject {
	t.Helper()
	server, machine := service(t)
	issues := &tracker{}
	forge, forgeMachine := issues.start(t)
	slow, silent := request(t, server.URL, "GET", "/slow", nil), webhook(t, server.URL+"/slow", "hello")
	wait := callOf(t, "wait.until", given{"until": "1h"})
	sleep, sleepScript := program(t, nil, "sleep", "600"), script(t, "sleep 600", nil)
	probe := callOf(t, "tls.probe", given{"host": "127.0.0.1", "port": site(t, server.TLS)})
	file := callOf(t, "file.read", given{"path": "f"})
	write(t, file.Dir, "f", "text")
	query, forever := askFile(t, "select id from people"), askFile(t, endlessQuery)
	git := callOf(t, "git.inspect", given{"look": []string{"head", "secrets", "workflows", "protection"}})
	git.Dir = newRepository(t).commit("a", "text").folder
	mute, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mute.Close() })
	unanswered := callOf(t, "dns.lookup", given{"name": "acme.example", "type": "A", "server": mute.LocalAddr().String()})
	all := map[string]subject{
		"dns.lookup":     {passes: lookup(t, nameserver.Start(t, "127.0.0.1", zones...), "www.acme.example", "A", nil), waits: &unanswered},
		"exec.run":       {passes: program(t, nil, "true"), waits: &sleep},
		"script.run":     {passes: script(t, "true", nil), waits: &sleepScript},
		"http.request":   {machine: machine, passes: request(t, server.URL, "GET", "/echo", nil), waits: &slow},
		"issue.open":     {machine: forgeMachine, passes: issueCall(t, forge, given{"subject": "hello"})},
		"notify.webhook": {machine: machine, passes: webhook(t, server.URL+"/hook", "hello"), waits: &silent},
		"tls.probe":      {passes: probe},
		"wait.until":     {passes: callOf(t, "wait.until", given{"until": "2026-01-05"}), waits: &wait},
		"file.read":      {passes: file},
		"git.inspect":    {passes: git},
		"sql.query":      {passes: query, waits: &forever},
	}
	maps.Copy(all, gitHubSubjects(t))
	return all
}

// TestContract holds every action of the table to what package steps promises.
func TestContract(t *testing.T) {
	t.Parallel()
	all := subjects(t)
	for _, k := range kind.All() {
		t.Run(k.Name, func(t *testing.T) {
			s, there := all[k.Name]
			if !there {
				t.Fatal("nobody holds it to the contract")
			}
			if result := runWith(t, s.machine, s.passes); result.Outcome != evidence.Passed {
				t.Errorf("%+v", result)
			}
			t.Run("without settings", func(t *testing.T) { holdEmpty(t, s) })
			t.Run("with an ended context", func(t *testing.T) { holdEnded(t, s) })
			if s.waits != nil {
				t.Run("with a context that ends", func(t *testing.T) { holdTimeout(t, s) })
			}
			if k.Connection != "" {
				t.Run("without power", func(t *testing.T) { holdDenied(t, s) })
			}
		})
	}
}

// holdEmpty: an action that gets nothing does nothing, and says so.
func holdEmpty(t *testing.T, s subject) {
	call := s.passes
	call.Settings = map[string]expr.Value{}
	if result := runWith(t, s.machine, call); result.Outcome == evidence.Passed && call.Action != "file.read" && call.Action != "git.inspect" && call.Action != "script.run" && !observesGitHub(call) {
		t.Errorf("%+v", result)
	}
}

// observesGitHub tells whether a call is about the repository of the run unless its settings say more.
func observesGitHub(call engine.Call) bool {
	k, _ := kind.Lookup(call.Action)
	return k.Connection == kind.GitHub && !slices.ContainsFunc(k.Fields, func(f kind.Field) bool { return f.Required })
}

func holdEnded(t *testing.T, s subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	call := s.passes
	if s.waits != nil {
		call = *s.waits
	}
	result := steps.All(s.machine)[call.Action].Run(ctx, call)
	holdResult(t, call.Action, result)
	if s.waits != nil && result.Outcome != evidence.Unknown {
		t.Errorf("%+v", result)
	}
}

func holdTimeout(t *testing.T, s subject) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	result := steps.All(s.machine)[s.waits.Action].Run(ctx, *s.waits)
	holdResult(t, s.waits.Action, result)
	wants(t, result, evidence.Unknown, engine.ReasonTimeout, "")
}

func holdDenied(t *testing.T, s subject) {
	call := s.passes
	call.Allow = nil
	wants(t, runWith(t, s.machine, call), evidence.Blocked, engine.ReasonDenied, "")
}
