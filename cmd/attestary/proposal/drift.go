package proposal

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/compiler/review"
	"github.com/attestary/attestary/schemas/plan"
)

// forgeFolder is where the files stand that runbooks make for the forge.
const forgeFolder = ".github"

// ownFile tells whether a file may be one of them, by its name.
func ownFile(name string) bool {
	return strings.HasPrefix(name, "attestary-") && (strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml"))
}

// Options are what a project decides about the files for the forge.
type Options func(*compiler.Result) emit.Options

// OutOfDate are the files for the forge that are not what the runbooks say. A repository that has none of the files
// that every one has does not run its runbooks there, and nothing is held against it. Where only some runbooks
// changed, only their files are looked at; which runbooks there are, all files tell together.
func OutOfDate(c *review.Change, after fs.FS, options Options) []review.Drift {
	if _, err := fs.Stat(after, emit.Dir+"/attestary-validate.yml"); errors.Is(err, fs.ErrNotExist) || c.Diff == nil {
		return nil
	}
	head, plans, only := c.Head, c.After, c.Reached
	if !sameNames(c.Before, c.After) || len(c.Same)+c.Alike == 0 {
		head = compiler.Compile(after, compiler.Options{})
		plans, only = head.Plans, func(string) bool { return true }
	}
	want, err := emit.All(plans, options(head))
	if err != nil {
		return []review.Drift{{Path: emit.Dir, State: "not to be made: " + err.Error()}}
	}
	changes, err := emit.Drift(after, want)
	if err != nil { // a link, or a folder, where a file should be
		return []review.Drift{{Path: forgeFolder, State: "not to be read: " + err.Error()}}
	}
	var list []review.Drift
	for _, change := range changes {
		if only(runbookOfFile(change.Path)) {
			list = append(list, review.Drift{Path: change.Path, State: driftWords[change.State]})
		}
	}
	return list
}

// driftWords say how a file differs, after "is".
var driftWords = map[emit.State]string{
	emit.Missing: "missing", emit.Changed: "not as the runbook makes it", emit.Stale: "of a runbook that is gone", emit.Taken: "somebody else's",
}

// runbookOfFile is the runbook that a file is of; that of a fixed file is none.
func runbookOfFile(file string) string {
	return strings.TrimPrefix(strings.TrimSuffix(path.Base(file), path.Ext(file)), "attestary-")
}

func sameNames(a, b []*plan.Plan) bool {
	names := func(plans []*plan.Plan) (all []string) {
		for _, p := range plans {
			all = append(all, p.Runbook)
		}
		slices.Sort(all)
		return all
	}
	return slices.Equal(names(a), names(b))
}
