package cli

import (
	"fmt"
	"time"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// rootFile is a trusted root: the authorities of certificates and of time, a file that is pinned.
type rootFile struct {
	Name   string `hcl:"name,label"`
	File   string `hcl:"file,optional"` // left out: an archive carries it
	SHA256 string `hcl:"sha256"`
}

// workflowFile is who may sign by certificate. Every value is exact.
type workflowFile struct {
	Name           string   `hcl:"name,label"`
	Root           string   `hcl:"root"`
	Issuer         string   `hcl:"issuer"`
	Signer         string   `hcl:"signer"`
	SignerDigests  []string `hcl:"signer_digests,optional"`
	Repository     string   `hcl:"repository"`
	RepositoryID   string   `hcl:"repository_id"`
	OwnerID        string   `hcl:"owner_id"`
	Refs           []string `hcl:"refs"`
	Commits        []string `hcl:"commits,optional"`
	Callers        []string `hcl:"callers"`
	CallerDigests  []string `hcl:"caller_digests,optional"`
	Triggers       []string `hcl:"triggers,optional"`
	Runners        []string `hcl:"runners,optional"`
	Environments   []string `hcl:"environments,optional"`
	UnsafeTriggers []string `hcl:"unsafe_triggers,optional"`
	UnsafeRunners  []string `hcl:"unsafe_runners,optional"`
	From           int64    `hcl:"from_entry,optional"`
	To             *int64   `hcl:"to_entry,optional"`
}

// flows takes what a policy says of certificates.
func (f trustFile) flows(files reading, p *verify.Policy) error {
	for _, r := range f.Roots {
		data, err := files.root(r)
		if err != nil {
			return err
		}
		p.Roots = append(p.Roots, verify.TrustedRoot{Name: r.Name, JSON: data, SHA256: canon.Digest(r.SHA256)})
	}
	for _, w := range f.Workflows {
		p.Workflows = append(p.Workflows, verify.Workflow{Name: w.Name, Root: w.Root, Issuer: w.Issuer, Signer: w.Signer, SignerDigests: w.SignerDigests,
			Repository: w.Repository, RepositoryID: w.RepositoryID, OwnerID: w.OwnerID, Refs: w.Refs, Commits: w.Commits, Callers: w.Callers,
			CallerDigests: w.CallerDigests, Triggers: w.Triggers, Runners: w.Runners, Environments: w.Environments, UnsafeTriggers: w.UnsafeTriggers, UnsafeRunners: w.UnsafeRunners,
			From: w.From, To: w.To})
	}
	return nil
}

// root is the file that the policy pins: the one that it names, else one of the same digest that was handed over.
func (files reading) root(r rootFile) ([]byte, error) {
	if carried, ok := files.carried[canon.Digest(r.SHA256)]; ok {
		return carried, nil // the digest says that it is the same, wherever it comes from
	}
	what := fmt.Sprintf("root %q", r.Name)
	if r.File == "" {
		return nil, usage("%s: the policy names no file, and the evidence carries none with the digest that it pins (attestary pack --root)", what)
	}
	return files.file(r.File, what)
}

// timeOf reads an instant that may be left out.
func timeOf(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return evidence.ParseInstant(text)
}
