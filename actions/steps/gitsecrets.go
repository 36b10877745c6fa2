package steps

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/attestary/attestary/schemas/expr"
)

// Secrets in a history. Only forms that their makers chose to be recognised are looked for: they are
// hardly ever wrong, so that a finding is worth a person's time. What only looks random is not told.

// secretForm is one form of secret.
type secretForm struct {
	rule string
	near string // each has this text, which is quick to look for
	form *regexp.Regexp
}

var secretForms = []secretForm{
	{"private_key", "PRIVATE KEY-----", regexp.MustCompile(`-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----(?:\\n|\r?\n)[A-Za-z0-9+/=]{32,}`)},
	{"aws_access_key", "KIA", regexp.MustCompile(`\bAKIA[0-9A-Z]{16}\b`)},
	{"github_token", "gh", regexp.MustCompile(`\bgh[pousr]_[A-Za-z0-9]{36,}\b`)},
	{"github_token", "github_pat_", regexp.MustCompile(`\bgithub_pat_[A-Za-z0-9_]{50,}\b`)},
	{"gitlab_token", "glpat-", regexp.MustCompile(`\bglpat-[A-Za-z0-9_-]{20,}`)},
	{"slack_token", "xox", regexp.MustCompile(`\bxox[abprs]-[0-9]{8,}-[A-Za-z0-9-]{16,}`)},
	{"slack_webhook", "hooks.slack.com", regexp.MustCompile(`hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{24}`)},
	{"stripe_key", "k_live_", regexp.MustCompile(`\b[rs]k_live_[A-Za-z0-9]{20,}\b`)},
	{"google_api_key", "AIza", regexp.MustCompile(`\bAIza[0-9A-Za-z_-]{35}\b`)},
	{"npm_token", "npm_", regexp.MustCompile(`\bnpm_[A-Za-z0-9]{36}\b`)},
	{"pypi_token", "pypi-", regexp.MustCompile(`\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}`)},
	{"age_key", "AGE-SECRET-KEY-1", regexp.MustCompile(`\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b`)},
}

// example ends what manuals print in the place of a key.
const example = "EXAMPLE"

const (
	maxBlob      = 8 << 20 // bytes of one file that are looked at
	maxFindings  = 1000
	maxFolders   = 200  // within each other
	binaryWindow = 8000 // as git does, a file with a zero among its first bytes is not text
)

// search goes through a history, each file's content once, from the oldest commit on, so that a secret
// is told with the commit that brought it.
type search struct {
	*inspection
	seen     map[plumbing.Hash]bool // trees and blobs
	findings []expr.Value
}

func (in *inspection) lookSecrets(ctx context.Context, head *object.Commit) error {
	s := &search{inspection: in, seen: map[plumbing.Hash]bool{}}
	if head != nil {
		history, err := in.history(ctx, head)
		if err != nil {
			return err
		}
		slices.SortStableFunc(history, func(a, b *object.Commit) int { return a.Committer.When.Compare(b.Committer.When) })
		for _, commit := range history {
			if err := s.tree(ctx, commit, commit.TreeHash, ""); err != nil {
				return err
			}
		}
	}
	in.outputs["secrets"] = expr.OfList(s.findings)
	return nil
}

func (s *search) tree(ctx context.Context, commit *object.Commit, id plumbing.Hash, folder string) error {
	if s.seen[id] || ctx.Err() != nil {
		return ctx.Err()
	}
	s.seen[id] = true
	if strings.Count(folder, "/") > maxFolders {
		s.complete = false
		return nil
	}
	tree, err := object.GetTree(s.repository.storage, id)
	if err != nil {
		return fmt.Errorf("tree %s: %w", id, err)
	}
	for _, e := range tree.Entries {
		switch {
		case e.Mode == filemode.Dir:
			err = s.tree(ctx, commit, e.Hash, folder+e.Name+"/")
		case e.Mode.IsFile() && !s.seen[e.Hash]:
			s.seen[e.Hash] = true
			err = s.blob(commit, e.Hash, folder+e.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *search) blob(commit *object.Commit, id plumbing.Hash, path string) error {
	size, err := s.repository.storage.EncodedObjectSize(id)
	if err != nil {
		return fmt.Errorf("file %s: %w", id, err)
	}
	if size > s.bytes || len(s.findings) >= maxFindings {
		s.complete = false
		return nil
	}
	blob, err := object.GetBlob(s.repository.storage, id)
	if err != nil {
		return fmt.Errorf("file %s: %w", id, err)
	}
	data, err := readBlob(blob)
	if err != nil {
		return fmt.Errorf("file %s: %w", id, err)
	}
	s.bytes -= int64(len(data))
	if bytes.IndexByte(data[:min(len(data), binaryWindow)], 0) >= 0 {
		return nil
	}
	if int64(len(data)) < size {
		s.complete = false
	}
	for _, hit := range findSecrets(data) {
		s.findings = append(s.findings, expr.OfObject(map[string]expr.Value{
			"commit": expr.OfText(commit.Hash.String()), "path": expr.OfText(path), "line": expr.OfInt(int64(hit.line)), "rule": expr.OfText(hit.rule),
		}))
	}
	return nil
}

func readBlob(blob *object.Blob) ([]byte, error) {
	reader, err := blob.Reader()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(reader, maxBlob))
	return data, errors.Join(err, reader.Close())
}

type hit struct {
	rule string
	line int
}

// findSecrets tells where data has secrets, by line, one of a form for each line.
func findSecrets(data []byte) []hit {
	var hits []hit
	for _, f := range secretForms {
		if !bytes.Contains(data, []byte(f.near)) {
			continue
		}
		for _, at := range f.form.FindAllIndex(data, -1) {
			h := hit{f.rule, 1 + bytes.Count(data[:at[0]], []byte("\n"))}
			if !strings.HasSuffix(string(data[at[0]:at[1]]), example) && !slices.Contains(hits, h) {
				hits = append(hits, h)
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.line - b.line })
	return hits
}
