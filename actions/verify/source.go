package verify

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/plan"
)

// Source is the repository of the runbooks, as the auditor has it: claims 7b, 7c and 11, and of claim 8 who
// wrote what was reviewed, are judged by its history. Its bytes are read as data; nothing of it is run.
//
// What git tells of it is trusted no further than its names reach: every object is held against the name by
// which it was asked for. Who wrote a commit, and when, is as the commit claims.
type Source struct {
	// Store has its objects. Head is the tip of the protected branch.
	Store ledger.Reader
	// Branch is what to call it.
	Branch string
	// Compile makes plans of the HCL files of one commit, by path. The same files give the same answer.
	Compile func(files map[string][]byte) (Compiled, error)
	// Scorer computes a score that was published again; nil: nobody does. Its error is ErrNotScored where there is
	// nothing to score by.
	Scorer func(Scoring) (Scorer, error)
	// Version is that of the program that compiles: what it refuses, another one may have compiled.
	Version string
}

// Compiled is what the runbooks of one commit come to.
type Compiled struct {
	Plans     []*plan.Plan
	Workflows map[string]WorkflowFile // by runbook
	// Broken tells that something does not compile, so that a runbook without a plan may be one that is there.
	Broken bool
}

// WorkflowFile is the file that starts a runbook on a forge: where it stands, and its bytes.
type WorkflowFile struct {
	Path string
	Data []byte
}

// What of a source is read at most: it may be hostile.
const (
	maxLine    = 500_000  // commits of the branch
	maxHCL     = 64 << 20 // bytes of the runbooks of one commit
	maxListing = 50_000   // lines of folders of one commit
	maxBuilds  = 10_000   // states of the runbooks
)

// unseen is why something of the source could not be judged. It is no fault, and never held.
type unseen struct{ why string }

func (u unseen) Error() string { return u.why }

func unseenf(format string, args ...any) error { return unseen{fmt.Sprintf(format, args...)} }

// sourced gives an object of the source, whose name is that of its bytes.
type sourced struct{ ledger.Reader }

func (s sourced) Get(ctx context.Context, id object) ([]byte, error) {
	data, err := s.Reader.Get(ctx, id)
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		return nil, unseenf("this clone does not have object %s of the source", id)
	case errors.Is(err, ledger.ErrTooLarge):
		return nil, unseenf("object %s of the source is too large to be looked at", id)
	case err == nil && ledger.HashOf(data) != id:
		return nil, unseenf("the bytes of object %s of the source are not those of its name", id)
	}
	return data, err
}

// history is a source that is looked at.
type history struct {
	source Source
	git    objects
	line   []object         // the branch's first-parent line, newest first
	place  map[object]int32 // in the line
	short  string           // why the line does not reach the first commit; "" where it does
	builds map[object]*build
	roots  map[object]object // commit → its folder of runbooks; zero: it has none
}

// openHistory walks the first-parent line of the branch. It needs no more than commits.
func openHistory(ctx context.Context, s Source) (*history, error) {
	h := &history{source: s, git: objects{sourced{s.Store}}, place: map[object]int32{}, builds: map[object]*build{}, roots: map[object]object{}}
	id, err := s.Store.Head(ctx)
	if err != nil {
		return nil, fmt.Errorf("branch %s: %w", s.Branch, err)
	}
	for {
		if len(h.line) == maxLine {
			h.short = fmt.Sprintf("%s has more than %d commits, and older ones were not looked at", s.Branch, maxLine)
			return h, nil
		}
		c, err := h.git.commit(ctx, id)
		if isUnseen(err) {
			h.short = fmt.Sprintf("this clone is shallow: %d commits of %s are here, and %s is not; fetch the rest (git fetch --unshallow)", len(h.line), s.Branch, id)
			return h, nil
		}
		if err != nil {
			return nil, fmt.Errorf("branch %s: %w", s.Branch, err)
		}
		h.place[id] = int32(len(h.line))
		h.line = append(h.line, id)
		if len(c.parents) == 0 {
			return h, nil
		}
		id = c.parents[0]
	}
}

func isUnseen(err error) bool {
	var u unseen
	return errors.As(err, &u)
}

// build is what the runbooks of one commit come to, as far as claims are judged by it.
type build struct {
	plans     map[string]sum // by runbook
	schedules map[string][]scheduled
	workflows map[string]started
	broken    bool
}

// started is the workflow of a runbook: its path, and the SHA-256 of its bytes.
type started struct {
	path string
	data sum
}

// build compiles the runbooks of a commit. States of the runbooks are few, however many commits there are.
func (h *history) build(ctx context.Context, id object) (*build, error) {
	folder, err := h.runbooks(ctx, id)
	if err != nil {
		return nil, err
	}
	if known := h.builds[folder]; known != nil {
		return known, nil
	}
	if len(h.builds) == maxBuilds {
		return nil, unseenf("the runbooks of %s were changed more than %d times", h.source.Branch, maxBuilds)
	}
	files, err := h.hcl(ctx, folder)
	if err != nil {
		return nil, err
	}
	compiled, err := h.source.Compile(files)
	if err != nil {
		return nil, fmt.Errorf("the runbooks of commit %s: %w", id, err)
	}
	h.builds[folder], err = newBuild(compiled)
	return h.builds[folder], err
}

// hcl are the files of a folder of runbooks, by path.
func (h *history) hcl(ctx context.Context, folder object) (map[string][]byte, error) {
	files := map[string][]byte{}
	if folder.IsZero() {
		return files, nil
	}
	return files, (&harvest{git: h.git, files: files}).folder(ctx, "runbooks", folder)
}

func newBuild(c Compiled) (*build, error) {
	b := &build{plans: map[string]sum{}, schedules: map[string][]scheduled{}, workflows: map[string]started{}, broken: c.Broken}
	for _, p := range c.Plans {
		digest, err := p.Digest()
		if err != nil {
			return nil, fmt.Errorf("the plan of runbook %s: %w", p.Runbook, err)
		}
		b.plans[p.Runbook] = sumOf(digest)
		b.schedules[p.Runbook] = schedulesOf(p)
	}
	for runbook, w := range c.Workflows {
		b.workflows[runbook] = started{w.Path, sha256.Sum256(w.Data)}
	}
	return b, nil
}

// runbooks is the folder of the runbooks of a commit; zero where it has none.
func (h *history) runbooks(ctx context.Context, id object) (object, error) {
	if known, ok := h.roots[id]; ok {
		return known, nil
	}
	c, err := h.git.commit(ctx, id)
	if err != nil {
		return object{}, err
	}
	found, err := h.below(ctx, c.tree, "runbooks", modeFolder)
	if err == nil {
		h.roots[id] = found
	}
	return found, err
}

// below is what a folder has under a name, of that mode; zero where it has none.
func (h *history) below(ctx context.Context, folder object, name, mode string) (object, error) {
	body, err := h.git.body(ctx, folder, "tree")
	if err != nil {
		return object{}, err
	}
	entries, err := parseTree(body)
	if err != nil {
		return object{}, unseenf("folder %s of the source is not one that git writes: %v", folder, err)
	}
	for _, e := range entries {
		if e.name == name && e.mode == mode {
			return e.id, nil
		}
	}
	return object{}, nil
}

// file gives the file of a commit at a path; nil where there is none.
func (h *history) file(ctx context.Context, id object, name string) ([]byte, error) {
	c, err := h.git.commit(ctx, id)
	if err != nil {
		return nil, err
	}
	at, parts := c.tree, strings.Split(name, "/")
	for i, part := range parts {
		mode := modeFolder
		if i == len(parts)-1 {
			mode = modeFile
		}
		if at, err = h.below(ctx, at, part, mode); err != nil || at.IsZero() {
			return nil, err
		}
	}
	return h.git.blob(ctx, at)
}

// harvest gathers the HCL files below a folder. Links and submodules stay out.
type harvest struct {
	git         objects
	files       map[string][]byte
	lines, size int
}

// deepestSource is how many folders a runbook may stand below the root.
const deepestSource = 32

func (h *harvest) folder(ctx context.Context, dir string, id object) error {
	body, err := h.git.body(ctx, id, "tree")
	if err != nil {
		return err
	}
	entries, err := parseTree(body)
	if err != nil {
		return unseenf("folder %s of the source is not one that git writes: %v", dir, err)
	}
	if h.lines += len(entries); h.lines > maxListing || strings.Count(dir, "/") > deepestSource {
		return unseenf("the runbooks of one commit are more than %d files, or stand deeper than %d folders", maxListing, deepestSource)
	}
	for _, e := range entries {
		if checkName(e.name) != "" {
			return unseenf("folder %s of the source has a file named %q, which no checkout can have", dir, e.name)
		}
		switch name := path.Join(dir, e.name); {
		case e.mode == modeFolder:
			err = h.folder(ctx, name, e.id)
		case (e.mode == modeFile || e.mode == "100755" || e.mode == "100664") && strings.HasSuffix(e.name, ".hcl"):
			err = h.file(ctx, name, e.id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *harvest) file(ctx context.Context, name string, id object) error {
	data, err := h.git.blob(ctx, id)
	if err != nil {
		return err
	}
	if h.size += len(data); h.size > maxHCL {
		return unseenf("the runbooks of one commit are larger than %d MiB together", maxHCL>>20)
	}
	h.files[name] = data
	return nil
}
