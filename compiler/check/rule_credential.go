package check

import (
	"regexp"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

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

// Leak is the code of the finding about a real credential; see Conceal.
const Leak = "RB6002"

// credential is a part of a source that looks like a real credential.
type credential struct {
	what       string
	start, end int
}

// credentials are the parts of a source that look like real ones, form by form.
func credentials(source string) []credential {
	var found []credential
	for _, secret := range realSecretForms {
		for at := 0; ; {
			i := strings.Index(source[at:], secret.begins)
			if i < 0 {
				break
			}
			at += i
			if length := len(secret.form.FindString(source[at:])); length > 0 {
				found = append(found, credential{secret.what, at, endOf(source, at, length)})
			}
			at += len(secret.begins)
		}
	}
	return found
}

// endOf is where a credential that begins at a place ends: a key with its last line, a token with the last
// of its characters.
func endOf(source string, at, length int) int {
	if strings.HasPrefix(source[at:], "-----") {
		if i := strings.Index(source[at:], "-----END"); i >= 0 {
			return at + i
		}
		return len(source)
	}
	end := at + length
	for end < len(source) && (isTokenByte(source[end])) {
		end++
	}
	return end
}

func isTokenByte(b byte) bool {
	return '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' || strings.IndexByte("_-.+/=", b) >= 0
}

// realSecrets (RB6002) tells of text in the file, comments too, that looks like a real credential. The
// finding stands where the text does and does not repeat it.
func (c *checker) realSecrets() {
	source := string(c.source())
	for _, secret := range credentials(source) {
		c.report(diag.New(Leak, secret.place(c.Tree.File, source), "This looks like "+secret.what+".").
			WithWhy("Everything in the repository stays in its history, for everybody who can read it.").
			WithHelp("Revoke it now, since it has been written to disk; then use a secret section, which names the place and never the value."))
	}
}

// place is where the credential stands, as far as its first line.
func (s credential) place(file, source string) diag.Range {
	text, _, _ := strings.Cut(source[s.start:s.end], "\n")
	return syntax.RangeOf(file, []byte(source), s.start, s.start+len(text))
}

// Conceal gives source with a * in the place of each byte of what looks like a real credential, and the
// credentials themselves, so that what shows a line or quotes a value never repeats one.
func Conceal(source []byte) (shown []byte, hidden []string) {
	text := string(source)
	for _, secret := range credentials(text) {
		if hidden == nil {
			shown = []byte(text)
		}
		hidden = append(hidden, text[secret.start:secret.end])
		for i := secret.start; i < secret.end; i++ {
			if shown[i] != '\n' {
				shown[i] = '*'
			}
		}
	}
	if hidden == nil {
		return source, nil
	}
	return shown, hidden
}
