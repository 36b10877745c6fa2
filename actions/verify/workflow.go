package verify

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/verify/identity"
	"github.com/attestary/attestary/schemas/canon"
)

// TrustedRoot is a Sigstore trusted_root.json: the authorities of certificates and of time that the auditor
// trusts. It is pinned: other bytes than those of the digest are no root.
type TrustedRoot struct {
	Name   string
	JSON   []byte
	SHA256 canon.Digest
}

// Workflow is who may sign by certificate. Everything is an exact value, and all of it must hold; a list holds
// the values of which it must be one. The numbers are those of Fulcio's extensions.
type Workflow struct {
	Name   string // for people
	Root   string // the name of the TrustedRoot that its certificate must come from
	Issuer string // 8
	Signer string // 9, and the certificate's own name: the workflow that signs
	// SignerDigests are the commits of the signer (10). They may be left out only where the signer stands in
	// Repository itself: then it must be the commit that ran.
	SignerDigests []string
	Repository    string   // 12
	RepositoryID  string   // 15
	OwnerID       string   // 17
	Refs          []string // 14
	// Commits (13) and CallerDigests (19), where they are left out, are those that the statement tells: what runs
	// is another commit each time.
	Commits       []string
	Callers       []string // 18: the workflows that may be started
	CallerDigests []string
	Triggers      []string // 20: of those that only people with write access can cause
	Runners       []string // 11: github-hosted
	Environments  []string // 23; where it is left out the job may have none
	// What weakens the policy is listed apart: events that others can cause, as a fork's pull request does, and
	// runners that others can have touched before.
	UnsafeTriggers []string
	UnsafeRunners  []string
	From           int64  // the first leaf that it may sign
	To             *int64 // the last one; nil: no end
}

// safeTriggers are the events that nobody can cause who cannot write to the repository. Any other event has to
// be listed as unsafe: what GitHub adds tomorrow is not among these.
var safeTriggers = []string{"schedule", "workflow_dispatch", "repository_dispatch", "push", "merge_group", "release", "create", "delete"}

const hosted = "github-hosted"

// trustedRoot is one that was read.
type trustedRoot struct {
	*identity.Root
	name string
	json []byte
}

// workflow is one that was checked.
type workflow struct {
	Workflow
	root *trustedRoot
	span span
}

func (t *trust) addRoots(roots []TrustedRoot) error {
	var errs []error
	for i, r := range roots {
		read, err := identity.ParseRoot(r.JSON)
		switch {
		case t.rootNamed(r.Name) != nil:
			err = errors.New("another root has that name")
		case !r.SHA256.Names(r.JSON):
			err = fmt.Errorf("its bytes have digest %s; the policy pins %s", canon.Sum(r.JSON), r.SHA256)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("root %d (%s): %w", i+1, r.Name, err))
			continue
		}
		t.roots = append(t.roots, &trustedRoot{read, r.Name, r.JSON})
	}
	return errors.Join(errs...)
}

func (t *trust) rootNamed(name string) *trustedRoot {
	for _, r := range t.roots {
		if r.name == name {
			return r
		}
	}
	return nil
}

func (t *trust) addWorkflows(flows []Workflow) error {
	var errs []error
	for i, w := range flows {
		checked := &workflow{Workflow: w, root: t.rootNamed(w.Root), span: span{from: w.From, to: -1}}
		if w.To != nil {
			checked.span.to = *w.To
		}
		if err := checked.check(); err != nil {
			errs = append(errs, fmt.Errorf("workflow %d (%s): %w", i+1, w.Name, err))
		}
		t.flows = append(t.flows, checked)
	}
	return errors.Join(errs...)
}

// check holds that a policy says all that must hold. What is left out would be anything.
func (w *workflow) check() error {
	if w.root == nil {
		return fmt.Errorf("root %q: the policy has none of that name", w.Root)
	}
	for _, must := range [][2]string{{"issuer", w.Issuer}, {"signer", w.Signer}, {"repository", w.Repository},
		{"repository_id", w.RepositoryID}, {"owner_id", w.OwnerID}, {"refs", w.first(w.Refs)}, {"callers", w.first(w.Callers)},
		{"triggers", w.first(slices.Concat(w.Triggers, w.UnsafeTriggers))}, {"runners", w.first(slices.Concat(w.Runners, w.UnsafeRunners))}} {
		if must[1] == "" {
			return fmt.Errorf("%s is missing; what is not said would be anything", must[0])
		}
	}
	for _, trigger := range w.Triggers {
		if !slices.Contains(safeTriggers, trigger) {
			return fmt.Errorf("trigger %q can be caused from outside, by a fork; allowed are %s. Where you accept that, list it as unsafe_triggers", trigger, strings.Join(safeTriggers, ", "))
		}
	}
	for _, runner := range w.Runners {
		if runner != hosted {
			return fmt.Errorf("runner %q is not %s: whoever ran on it before may have left something there. Where you accept that, list it as unsafe_runners", runner, hosted)
		}
	}
	switch {
	case len(w.SignerDigests) == 0 && !strings.HasPrefix(w.Signer, w.Repository+"/"):
		return errors.New("signer_digests is missing, and the signer stands in another repository, whose commits nobody here knows")
	case w.From < 0 || w.To != nil && *w.To < w.From:
		return fmt.Errorf("it is valid from entry %d to %d; the first must be at least 0, the last not before it", w.span.from, w.span.to)
	}
	return nil
}

// first is the first of a list in which nothing is empty; "" where there is none.
func (w *workflow) first(list []string) string {
	if len(list) == 0 || slices.Contains(list, "") {
		return ""
	}
	return list[0]
}

// differences are the values of a certificate that are not those of the policy.
func (w *workflow) differences(c *identity.Workflow) []string {
	var out []string
	one := func(what, got string, want ...string) {
		if !slices.Contains(want, got) {
			out = append(out, fmt.Sprintf("%s is %s; workflow %q of the policy allows %s", what, quoted(got), w.Name, allowed(want)))
		}
	}
	one("its issuer", c.Issuer, w.Issuer)
	one("its signer", c.Signer, w.Signer)
	one("its name", c.Name, w.Signer)
	one("its signer's commit", c.SignerDigest, orElse(w.SignerDigests, c.Commit)...)
	one("its repository", c.Repository, w.Repository)
	one("its repository's id", c.RepositoryID, w.RepositoryID)
	one("its owner's id", c.OwnerID, w.OwnerID)
	one("its ref", c.Ref, w.Refs...)
	one("its commit", c.Commit, orElse(w.Commits, c.Commit)...)
	one("its calling workflow", c.Caller, w.Callers...)
	one("its calling workflow's commit", c.CallerDigest, orElse(w.CallerDigests, c.Commit)...)
	one("its trigger", c.Trigger, slices.Concat(w.Triggers, w.UnsafeTriggers)...)
	one("its runner", c.Runner, slices.Concat(w.Runners, w.UnsafeRunners)...)
	one("its environment", c.Environment, orElse(w.Environments, "")...)
	if c.OldRepository != "" && !strings.HasSuffix(c.Repository, "/"+c.OldRepository) {
		out = append(out, fmt.Sprintf("it names two repositories, %s and %s", quoted(c.Repository), quoted(c.OldRepository)))
	}
	for _, oid := range c.Unknown {
		out = append(out, fmt.Sprintf("it has extension %s, which is not known: what it means for who signed, nobody here can tell", oid))
	}
	if c.Commit == "" {
		out = append(out, "it tells no commit")
	}
	return out
}

func orElse(list []string, otherwise string) []string {
	if len(list) == 0 {
		return []string{otherwise}
	}
	return list
}

func quoted(text string) string { return strconv.Quote(plain(text)) }

func allowed(want []string) string {
	var out []string
	for _, w := range want {
		out = append(out, quoted(w))
	}
	return strings.Join(out, " or ")
}
