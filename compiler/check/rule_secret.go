package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// secretElsewhere (RB6001): a secret is mentioned outside of a connection. A secret is no value that an
// expression could have: it opens a connection, inside the runner, and travels nowhere else.
func (c *checker) secretElsewhere(t *scope.Term, p place) {
	c.report(diag.New("RB6001", t.Range(), fmt.Sprintf("%s would be visible here.", strings.Join(t.Path, "."))).At(p.address).
		WithWhy("A secret opens a connection, and travels nowhere else: no plan, log, output or evidence may hold it.").
		WithHelp("Give it to a connection in project.hcl as token or password, and use that connection."))
}

// shown (RB6005) holds that a sensitive input does not reach what people or records will read.
func (c *checker) shown(t *scope.Term, s *shape, p place) {
	if path, secret := s.label(kind.Secret); secret {
		c.report(diag.New("RB6005", t.Range(), "A sensitive value would be visible: "+way(append(path, p.address))+".").At(p.address).
			WithHelp("Leave it out, or say something about it that does not repeat it: length(…), matches(…)."))
	}
}

// kept (RB6005, RB6004) holds what evidence keeps for ever: nothing sensitive, and warns of what is about
// a person unless the evidence says so.
func (c *checker) kept(t *scope.Term, s *shape, e *syntax.Evidence) {
	p := place{address: "evidence." + e.Name.Value}
	c.shown(t, s, p)
	path, personal := s.label(kind.Personal)
	if stated, _ := c.Truth(e.Personal); personal && !stated {
		c.report(diag.New("RB6004", t.Range(), "This is about a person, and the ledger keeps it for ever: "+way(append(path, p.address))+".").At(p.address).
			WithHelp("Keep a number or a yes instead, as length(…) gives it; or say personal = true, so that it is kept where it can be removed."))
	}
}

// way is how a value travels, as a sentence shows it.
func way(path []string) string { return strings.Join(path, " → ") }

// realSecretForms are the beginnings of well-known credentials, with the form that follows. A beginning
// alone, as in this list, is none.
var realSecretForms = []struct {
	what, begins string
	form         *regexp.Regexp
}{
	{"a private key", "-----BEGIN ", regexp.MustCompile(`^-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----`)},
	{"an AWS access key", "AKIA", regexp.MustCompile(`^AKIA[0-9A-Z]{16}`)},
	{"an AWS access key", "ASIA", regexp.MustCompile(`^ASIA[0-9A-Z]{16}`)},
	{"a GitHub token", "ghp_", regexp.MustCompile(`^ghp_[0-9A-Za-z]{36}`)},
	{"a GitHub token", "gho_", regexp.MustCompile(`^gho_[0-9A-Za-z]{36}`)},
	{"a GitHub token", "ghs_", regexp.MustCompile(`^ghs_[0-9A-Za-z]{36}`)},
	{"a GitHub token", "github_pat_", regexp.MustCompile(`^github_pat_[0-9A-Za-z_]{40}`)},
	{"a GitLab token", "glpat-", regexp.MustCompile(`^glpat-[0-9A-Za-z_-]{20}`)},
	{"a Slack token", "xox", regexp.MustCompile(`^xox[abprs]-[0-9A-Za-z-]{20}`)},
	{"a Google key", "AIza", regexp.MustCompile(`^AIza[0-9A-Za-z_-]{35}`)},
	{"a Stripe key", "sk_live_", regexp.MustCompile(`^sk_live_[0-9A-Za-z]{20}`)},
	{"a signed token (JWT)", "eyJ", regexp.MustCompile(`^eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10}`)},
}

// realSecrets (RB6002) tells of text in the file, comments too, that looks like a real credential. The
// finding stands at its line and does not repeat it.
func (c *checker) realSecrets() {
	source := string(c.Project.Tree.Sources[c.Tree.File])
	for _, secret := range realSecretForms {
		for at, rest := 0, source; ; {
			i := strings.Index(rest, secret.begins)
			if i < 0 {
				break
			}
			if secret.form.MatchString(rest[i:]) {
				c.report(diag.New("RB6002", lineStart(c.Tree.File, source, at+i), "There is what looks like "+secret.what+" in this line.").
					WithWhy("Everything in the repository stays in its history, for everybody who can read it.").
					WithHelp("Revoke it now, since it has been written to disk; then use a secret section, which names the place and never the value."))
			}
			at, rest = at+i+len(secret.begins), rest[i+len(secret.begins):]
		}
	}
}

// lineStart is the empty range at the beginning of the line that holds byte at.
func lineStart(file, source string, at int) diag.Range {
	start := strings.LastIndexByte(source[:at], '\n') + 1
	pos := diag.Pos{Line: 1 + strings.Count(source[:start], "\n"), Column: 1, Byte: start}
	return diag.Range{File: file, Start: pos, End: pos}
}
