package evidence

import (
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
)

// Paths of the ledger's tree, from its root, with slashes:
//
//	runs/<runbook>/<yyyy>/<mm>/<dd>/<run[:16]>.<kind>[-<statement[:8]>].sigstore.json
//	runs/_/<yyyy>/<mm>/<dd>/_.<kind>-<statement[:8]>.sigstore.json     (what has no run)
//	blobs/sha256/<aa>/<digest>

const (
	runsFolder  = "runs/"
	bundleEnd   = ".sigstore.json"
	noRun       = "_"
	runDigits   = 16 // of the run's key
	stateDigits = 8  // of the statement's digest
)

// Place is where an entry's bundle stands in the tree.
type Place struct {
	Runbook   string // "_" for what has no run
	Date      string // YYYY-MM-DD
	Run       string // 16 hex digits of the run's key; "_" for what has no run
	Kind      Kind
	Statement string // 8 hex digits of the statement's digest; "" for authorization, denial and run
}

// Place tells where the leaf's bundle stands. For a leaf with a run, runbook and at are those of the
// run's authorization, or of its denial; else runbook is not looked at, and at is the statement's own.
func (l Leaf) Place(runbook, at string) Place {
	p := Place{Runbook: noRun, Run: noRun, Kind: l.Kind}
	p.Date, _, _ = strings.Cut(at, "T")
	if l.Run != "" {
		p.Runbook, p.Run = runbook, l.Run.Hex()[:runDigits]
	}
	if !l.Kind.once() {
		p.Statement = l.Statement.Hex()[:stateDigits]
	}
	return p
}

// Path is the place as a path.
func (p Place) Path() string { return p.Folder() + "/" + p.Name() }

// Name is the last part of the path. It follows from the leaf alone.
func (p Place) Name() string {
	name := p.Run + "." + string(p.Kind)
	if p.Statement != "" {
		name += "-" + p.Statement
	}
	return name + bundleEnd
}

// Folder is the folder of the path: runs/<runbook>/<yyyy>/<mm>/<dd>.
func (p Place) Folder() string {
	return runsFolder + p.Runbook + "/" + strings.ReplaceAll(p.Date, "-", "/")
}

// ParsePlace reads a path below runs/. It accepts exactly what Path writes.
func ParsePlace(path string) (Place, error) {
	parts := strings.Split(path, "/")
	if len(parts) != 6 || len(path) > 256 {
		return Place{}, fmt.Errorf("%.256q is not runs/<runbook>/<yyyy>/<mm>/<dd>/<file>", path)
	}
	var p Place
	p.Runbook, p.Date = parts[1], strings.Join(parts[2:5], "-")
	name, _ := strings.CutSuffix(parts[5], bundleEnd)
	run, kind, _ := strings.Cut(name, ".")
	p.Run = run
	kind, p.Statement, _ = strings.Cut(kind, "-")
	p.Kind = Kind(kind)
	if p.Path() != path {
		return Place{}, fmt.Errorf("%.256q is not the place of an entry", path)
	}
	if err := p.check(); err != nil {
		return Place{}, fmt.Errorf("%.256q: %w", path, err)
	}
	return p, nil
}

func (p Place) check() error {
	if !isInstant(p.Date + "T00:00:00Z") {
		return errors.New("its folders are not a date")
	}
	if p.Run != noRun && (len(p.Run) != runDigits || !consists(p.Run, hexDigits)) {
		return fmt.Errorf("its file does not begin with %d hex digits", runDigits)
	}
	if (p.Run == noRun) != (p.Runbook == noRun) || p.Run == noRun && p.Kind.ofRun() || p.Run != noRun && p.Kind.runless() {
		return errors.New("only what has no run stands in runs/_")
	}
	if p.Runbook != noRun && !isName(p.Runbook) {
		return fmt.Errorf("%q is not the name of a runbook", p.Runbook)
	}
	if p.Kind == "" || !consists(string(p.Kind), letters) {
		return errors.New("it has no kind")
	}
	if p.Kind.once() {
		if p.Statement != "" {
			return fmt.Errorf("a run has one %s, which is not told apart by its statement", p.Kind)
		}
		return nil
	}
	if len(p.Statement) != stateDigits || !consists(p.Statement, hexDigits) {
		return fmt.Errorf("after its kind do not stand %d hex digits", stateDigits)
	}
	return nil
}

// BlobPath is where the blob with that digest stands.
func BlobPath(d canon.Digest) string {
	hex := d.Hex()
	return "blobs/sha256/" + hex[:2] + "/" + hex
}
