package steps

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/object"
	"go.yaml.in/yaml/v4"

	"github.com/attestary/attestary/schemas/expr"
)

const (
	workflowFolder = ".github/workflows"
	maxWorkflow    = 1 << 20 // bytes; GitHub takes less
)

// lookWorkflows reads the workflow files of the newest commit. One that cannot be understood makes the
// whole look fail: what it uses is not known.
func (in *inspection) lookWorkflows(head *object.Commit) error {
	found := []expr.Value{}
	files, err := in.workflowFiles(head)
	for _, entry := range files {
		var w expr.Value
		if w, err = in.workflow(entry); err != nil {
			err = fmt.Errorf("%s: %w", entry.Name, err)
			break
		}
		found = append(found, w)
	}
	in.outputs["workflows"] = expr.OfList(found)
	return err
}

func (in *inspection) workflowFiles(head *object.Commit) ([]object.TreeEntry, error) {
	if head == nil {
		return nil, nil
	}
	root, err := object.GetTree(in.repository.storage, head.TreeHash)
	if err != nil {
		return nil, err
	}
	folder, err := root.Tree(workflowFolder)
	if errors.Is(err, object.ErrDirectoryNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	isWorkflow := func(e object.TreeEntry) bool {
		return e.Mode.IsFile() && (strings.HasSuffix(e.Name, ".yml") || strings.HasSuffix(e.Name, ".yaml"))
	}
	return slices.DeleteFunc(slices.Clone(folder.Entries), func(e object.TreeEntry) bool { return !isWorkflow(e) }), nil
}

func (in *inspection) workflow(entry object.TreeEntry) (expr.Value, error) {
	blob, err := object.GetBlob(in.repository.storage, entry.Hash)
	if err != nil {
		return expr.Nil(), err
	}
	if blob.Size > maxWorkflow {
		return expr.Nil(), fmt.Errorf("it has more than %d bytes", maxWorkflow)
	}
	data, err := readBlob(blob)
	if err != nil {
		return expr.Nil(), err
	}
	w, err := readWorkflow(data)
	if err != nil {
		return expr.Nil(), err
	}
	return expr.OfObject(map[string]expr.Value{
		"path": expr.OfText(workflowFolder + "/" + entry.Name), "unpinned": texts(w.unpinned()), "write_all": expr.OfBool(w.writesAll()),
	}), nil
}

// workflow is what matters here of a workflow file.
type workflow struct {
	Permissions permissions    `yaml:"permissions"`
	Jobs        map[string]job `yaml:"jobs"`
}

type job struct {
	Permissions permissions `yaml:"permissions"`
	Uses        string      `yaml:"uses"`
	Steps       []struct {
		Uses string `yaml:"uses"`
	} `yaml:"steps"`
}

// permissions tells whether a permissions section is the one word write-all.
type permissions bool

// UnmarshalYAML implements yaml.Unmarshaler.
func (p *permissions) UnmarshalYAML(node *yaml.Node) error {
	*p = permissions(node.Kind == yaml.ScalarNode && node.Value == "write-all")
	return nil
}

func readWorkflow(data []byte) (workflow, error) {
	var w workflow
	if err := yaml.Unmarshal(data, &w); err != nil {
		return workflow{}, errMalformed // the library's text quotes the file
	}
	if len(w.Jobs) == 0 {
		return workflow{}, fmt.Errorf("%w: it has no jobs", errMalformed)
	}
	return w, nil
}

func (w workflow) writesAll() bool {
	all := bool(w.Permissions)
	for _, j := range w.Jobs {
		all = all || bool(j.Permissions)
	}
	return all
}

// pinned is what names exactly one content: a full commit id, or an image's digest.
var pinned = regexp.MustCompile(`^[^@]+@(?:[0-9a-f]{40}|[0-9a-f]{64}|sha256:[0-9a-f]{64})$`)

// unpinned are the actions, workflows and images that may change under the file, each once.
func (w workflow) unpinned() []string {
	var uses []string
	for _, j := range w.Jobs {
		uses = append(uses, j.Uses)
		for _, step := range j.Steps {
			uses = append(uses, step.Uses)
		}
	}
	uses = slices.DeleteFunc(uses, func(use string) bool {
		return use == "" || strings.HasPrefix(use, "./") || pinned.MatchString(use)
	})
	slices.Sort(uses)
	return slices.Compact(uses)
}
