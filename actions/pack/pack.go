// Package pack puts a ledger into one file, for an auditor who has this program and nothing else: no network, no
// account, no git. Write makes the file, Open reads it.
//
// The file is a tar archive of exactly these members, in this order, and nothing else:
//
//	README.txt     what it is and how to verify it: bytes that the format fixes
//	pack.json      the manifest (Manifest), in the one encoding
//	ledger.pack    a git pack: the ledger's tip with all its files; of each older commit its top folder and checkpoint,
//	               and all of those states of which a score was published
//	source.pack    a git pack: the history of the runbooks, as far as claims are judged by it; may be absent
//	roots/<sha256> trusted roots, which the auditor's policy pins by that digest; may be absent
//
// Reading it refuses whatever Write does not write, byte by byte: links, other names, paths, modes, owners and
// times, other kinds of members, bytes behind the end. The packs hold whole objects without deltas; every one is
// held against its name while an index is made, which keeps 16 bytes of each, and again when it is read. Nothing is
// extracted, followed or run; what is unpacked is bounded by what was packed (bomb).
//
// `git unpack-objects` reads the packs too.
package pack

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"

	"github.com/attestary/attestary/actions/ledger"
)

const (
	// Format names this version of the archive.
	Format = "https://attestary.dev/pack/v1"
	// MediaType is Format as a media type.
	MediaType = "application/vnd.attestary.pack.v1+tar"
)

// Manifest says what an archive holds. The packs alone decide: it is a claim of who made it, as all of this is.
type Manifest struct {
	At     string         `json:"at"` // when it was made
	Format string         `json:"format"`
	Ledger Branch         `json:"ledger"`
	Roots  []canon.Digest `json:"roots"` // in order
	Source *Branch        `json:"source"`
}

// Branch is a branch and the commit at its tip.
type Branch struct {
	Commit string `json:"commit"`
	Name   string `json:"name"`
}

// Encode gives the one encoding of the manifest.
func (m *Manifest) Encode() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("pack.json: %w", err)
	}
	return canon.Encode(m)
}

// parseManifest accepts exactly what Encode writes.
func parseManifest(data []byte) (*Manifest, error) {
	m := new(Manifest)
	err := canon.Decode(data, m)
	if err == nil {
		err = m.check()
	}
	if err != nil {
		return nil, fmt.Errorf("pack.json: %w", err)
	}
	return m, nil
}

func (m *Manifest) check() error {
	if m.Format != Format {
		return fmt.Errorf("format is %.80q; this program reads %q", m.Format, Format)
	}
	if _, err := evidence.ParseInstant(m.At); err != nil {
		return fmt.Errorf("at: %w", err)
	}
	if err := m.Ledger.check(); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	if m.Source != nil {
		if err := m.Source.check(); err != nil {
			return fmt.Errorf("source: %w", err)
		}
	}
	last := canon.Digest("")
	for _, d := range m.Roots {
		if err := d.Check(); err != nil || d <= last {
			return fmt.Errorf("roots: %.80q is no digest, or not in its place", string(d))
		}
		last = d
	}
	return nil
}

func (b Branch) check() error {
	if _, err := ledger.ParseHash(b.Commit); err != nil {
		return err
	}
	if b.Name == "" || len(b.Name) > 200 || strings.ContainsFunc(b.Name, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return fmt.Errorf("%.80q is not the name of a branch", b.Name)
	}
	return nil
}

// readme is README.txt.
const readme = `This is evidence, packed for somebody who audits it: a ledger of runs, and the history of the runbooks that
ran, as far as claims are judged by it.

To verify it you need the program attestary and the public key that the organisation handed you by another way,
or a trust policy of your own. No network, no account, no git:

    attestary verify FILE.tar --key KEY.pub
    attestary verify FILE.tar --trust trust.hcl --since CHECKPOINT

Keep the checkpoint that it prints: next time it shows whether anything was rewritten or removed.

Whoever made this file could leave things out. What was left out is told: a commit whose parent is missing makes
the history shallow, and the claims that need it are not judged.

With git, to look at it by other means (COMMIT stands in pack.json):

    tar -xf FILE.tar
    git init --bare ledger.git
    git -C ledger.git unpack-objects <ledger.pack
    git -C ledger.git update-ref refs/heads/evidence COMMIT
    git -C ledger.git ls-tree -r evidence

The format is told by the comment of package actions/pack in the program's source.
`
