package main_test

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/attestary/attestary/"

// The house stands on floors: what stands higher may import what stands lower, never the other way.
// Each line is "room: what it must not import, directly or through others".
//
// Where a well-kept library makes a floor impossible, the room stands apart and is named here: sigstore-go
// links net/http, so actions/verify/sigstore may, and a test of its own runs it without any network.
const floors = `
schemas/canon:      schemas/expr schemas/plan schemas/evidence schemas/verdict schemas/kind schemas/catalog compiler actions cmd runbooks
schemas/expr:       schemas/plan schemas/evidence schemas/verdict schemas/kind schemas/catalog compiler actions cmd runbooks
schemas/kind:       schemas/plan schemas/evidence schemas/verdict schemas/catalog compiler actions cmd runbooks
schemas/catalog:    schemas/plan schemas/evidence schemas/verdict schemas/kind compiler actions cmd runbooks
schemas/credential: schemas/canon schemas/expr schemas/plan schemas/evidence schemas/verdict schemas/kind schemas/catalog compiler actions cmd runbooks
schemas/plan:       schemas/evidence schemas/verdict schemas/catalog compiler actions cmd runbooks
schemas/form:       schemas/evidence schemas/verdict schemas/catalog compiler actions cmd runbooks
schemas/scenario:   schemas/plan schemas/evidence schemas/verdict schemas/kind schemas/catalog compiler actions cmd runbooks
schemas/evidence:   schemas/verdict schemas/catalog compiler actions cmd runbooks
schemas/verdict:    schemas/catalog compiler actions cmd runbooks
compiler:           actions cmd runbooks net/http os/exec
compiler/diag:      schemas compiler/syntax compiler/check compiler/lower compiler/emit
compiler/syntax:    compiler/check compiler/lower compiler/emit schemas/plan schemas/evidence
compiler/scope:     compiler/check compiler/lower compiler/emit schemas/evidence schemas/verdict
compiler/check:     compiler/lower compiler/emit schemas/evidence schemas/verdict
compiler/lower:     compiler/check compiler/emit schemas/evidence schemas/verdict
compiler/manual:    compiler/lower compiler/emit compiler/diff schemas/evidence schemas/verdict
compiler/editor:    compiler/lower compiler/emit compiler/diff schemas/evidence schemas/verdict
compiler/diff:      compiler/syntax compiler/check compiler/lower compiler/emit schemas/evidence schemas/verdict
compiler/emit:      compiler/syntax compiler/check compiler/lower schemas/evidence schemas/verdict
compiler/adopt:     compiler/emit schemas/evidence schemas/verdict
compiler/review:    compiler/emit schemas/evidence schemas/verdict
compiler/emit/page: compiler/syntax compiler/check compiler/lower compiler/scope compiler/diff schemas/evidence schemas/verdict
actions/hello:      schemas compiler cmd runbooks actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report net/http os/exec
actions/event:      compiler cmd runbooks actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report net/http os/exec
actions/thread:     compiler cmd runbooks actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report net/http os/exec
actions/resolve:    schemas compiler cmd runbooks actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report net/http os/exec
actions/mail:       schemas compiler cmd runbooks actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report net net/http os/exec
actions/rules:      compiler cmd runbooks actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report net/http os/exec
actions/course:     compiler cmd runbooks actions/simulate actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report net/http os/exec
actions/simulate:   compiler cmd runbooks actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report net/http os/exec
actions/redact:     compiler cmd runbooks actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report schemas/plan schemas/evidence net/http os/exec
actions/secret:     compiler cmd runbooks actions/steps actions/attest actions/ledger actions/verify actions/report net/http os/exec
actions/secret/vault: compiler cmd runbooks actions/steps actions/attest actions/ledger actions/verify actions/report os/exec
actions/engine:     compiler cmd runbooks actions/steps actions/attest actions/ledger actions/verify actions/report
actions/steps:      compiler cmd runbooks actions/attest actions/ledger actions/verify actions/report
actions/attest:     compiler cmd runbooks actions/engine actions/steps actions/ledger actions/verify actions/report net/http os/exec
actions/attest/key: compiler cmd runbooks actions/ledger actions/verify actions/report net/http os/exec
actions/attest/kms: compiler cmd runbooks actions/engine actions/steps actions/ledger actions/verify actions/report
actions/attest/keyless: compiler cmd runbooks actions/engine actions/steps actions/ledger actions/verify actions/report
actions/ledger:     compiler cmd runbooks actions/engine actions/steps actions/verify actions/report net/http os/exec
actions/ledger/gitdata: compiler cmd runbooks actions/engine actions/steps actions/verify actions/report os/exec
actions/verify:     compiler cmd runbooks actions/engine actions/steps actions/report net/http os/exec
actions/verify/samekey: schemas compiler cmd runbooks actions/attest actions/ledger actions/engine actions/steps actions/report net net/http os/exec
actions/verify/identity: schemas compiler cmd runbooks actions/attest actions/ledger actions/engine actions/steps actions/report net/http os/exec
actions/verify/sigstore: compiler cmd runbooks actions/engine actions/steps actions/ledger actions/report actions/attest
actions/export:     compiler cmd runbooks actions/engine actions/steps actions/ledger actions/verify actions/report net/http os/exec
actions/export/oscal: compiler cmd runbooks actions/engine actions/steps actions/ledger actions/verify actions/report net/http os/exec
actions/pack:       compiler cmd runbooks actions/engine actions/steps actions/verify actions/report net/http os/exec
actions/tamper:     compiler cmd runbooks actions/engine actions/steps actions/report net/http os/exec
actions/report:     compiler cmd runbooks actions/engine actions/steps actions/attest actions/ledger actions/verify net/http os/exec
actions/report/checker: schemas compiler cmd runbooks actions/engine actions/steps actions/attest actions/ledger actions/verify net net/http os/exec
actions/report/checker/whom: compiler cmd runbooks actions/engine actions/steps actions/report/site net/http os/exec
actions/report/site: compiler cmd runbooks actions/engine actions/steps actions/attest actions/ledger actions/verify net/http os/exec
actions/trace:      compiler cmd runbooks actions/simulate actions/steps actions/attest actions/ledger actions/verify actions/report actions/conduct os/exec google.golang.org/grpc
actions/checkout:   compiler cmd runbooks actions/simulate actions/engine actions/steps actions/verify actions/report actions/conduct actions/forge net/http os/exec
actions/conduct:    compiler cmd runbooks actions/verify actions/report
actions/forge:      compiler cmd runbooks actions/simulate actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report actions/conduct os/exec
actions/forge/road: schemas compiler cmd runbooks actions/simulate actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report actions/conduct os/exec
actions/forge/guard: compiler cmd runbooks actions/simulate actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report actions/conduct os/exec
actions/forge/history: compiler cmd runbooks actions/simulate actions/engine actions/steps actions/attest actions/ledger actions/verify actions/report actions/conduct os/exec
schemas:            net/http os/exec
`

// TestFloors holds the table against what the linker would pull in.
func TestFloors(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(floors) {
		room, banned, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		for _, pkg := range packages(t, room) {
			for _, dep := range deps(t, pkg) {
				if ban := under(dep, strings.Fields(banned)); ban != "" {
					t.Errorf("%s imports %s, which stands above it (floor: never %s)", pkg, dep, ban)
				}
			}
		}
	}
}

// TestFloorsAreTold holds that every package of the two halls and the ground stands in the table.
func TestFloorsAreTold(t *testing.T) {
	t.Parallel()
	for _, pkg := range packages(t, "...") {
		room := strings.TrimPrefix(pkg, module)
		if strings.HasPrefix(room, "cmd") || strings.HasPrefix(room, "runbooks") || room == "actions/ledger/remote" || strings.Contains(room, "internal") {
			continue
		}
		if !strings.Contains(floors, "\n"+room+":") {
			t.Errorf("%s has no line in the table of floors", room)
		}
	}
}

// packages lists the packages of a room: the folder itself, without the rooms below that have a line
// of their own. "schemas" and "compiler" stand for all below them.
func packages(t *testing.T, room string) []string {
	t.Helper()
	pattern := "./" + room
	if room == "schemas" || room == "compiler" {
		pattern += "/..."
	}
	return golist(t, "list", "../../"+strings.TrimPrefix(pattern, "./"))
}

func deps(t *testing.T, pkg string) []string {
	t.Helper()
	return golist(t, "list", "-deps", pkg)
}

func golist(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.Fields(string(out))
}

func under(dep string, banned []string) string {
	own, isOwn := strings.CutPrefix(dep, module)
	for _, ban := range banned {
		if dep == ban || isOwn && (own == ban || strings.HasPrefix(own, ban+"/")) {
			return ban
		}
	}
	return ""
}
