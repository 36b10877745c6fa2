// Package credential knows real credentials by their look: the forms that their makers chose so that they
// would be recognised. What only looks random is none of its business.
//
// Two look with it, and neither sees the other. The compiler refuses a file with a credential in it; who
// signs evidence refuses what a run tells with one in it, also where nobody declared it as a secret. The
// package is data and one search: text in, places out.
//
// Start at Find.
package credential

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
)

// Found is a part of a text that looks like a credential.
type Found struct {
	What       string // "a GitHub token"
	Start, End int    // bytes of the text
	// Opens is set where having it is enough to get in. What only names a credential, as the id of an AWS
	// access key does, is worth a warning in a file and is what evidence about keys is made of.
	Opens bool
}

// form is how one kind of credential looks: the text that it begins with, which is quick to look for, and
// the whole. A beginning alone, as in this table, is none.
type form struct {
	what, begins string
	whole        *regexp.Regexp
	names        bool
}

var forms = []form{
	{"a private key", "-----BEGIN ", regexp.MustCompile(`^-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----`), false},
	{"an age key", "AGE-SECRET-KEY-1", regexp.MustCompile(`^AGE-SECRET-KEY-1[A-Z0-9]{58}`), false},
	{"an AWS access key", "AKIA", regexp.MustCompile(`^AKIA[0-9A-Z]{16}`), true},
	{"an AWS access key", "ASIA", regexp.MustCompile(`^ASIA[0-9A-Z]{16}`), true},
	{"a GitHub token", "ghp_", regexp.MustCompile(`^ghp_[0-9A-Za-z]{36}`), false},
	{"a GitHub token", "gho_", regexp.MustCompile(`^gho_[0-9A-Za-z]{36}`), false},
	{"a GitHub token", "ghu_", regexp.MustCompile(`^ghu_[0-9A-Za-z]{36}`), false},
	{"a GitHub token", "ghs_", regexp.MustCompile(`^ghs_[0-9A-Za-z]{36}`), false},
	{"a GitHub token", "ghr_", regexp.MustCompile(`^ghr_[0-9A-Za-z]{36}`), false},
	{"a GitHub token", "github_pat_", regexp.MustCompile(`^github_pat_[0-9A-Za-z_]{40}`), false},
	{"a GitLab token", "glpat-", regexp.MustCompile(`^glpat-[0-9A-Za-z_-]{20}`), false},
	{"a Slack token", "xox", regexp.MustCompile(`^xox[abprs]-[0-9A-Za-z-]{20}`), false},
	{"the address of a Slack channel", "hooks.slack.com/services/", regexp.MustCompile(`^hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{24}`), false},
	{"a Google key", "AIza", regexp.MustCompile(`^AIza[0-9A-Za-z_-]{35}`), false},
	{"a Stripe key", "sk_live_", regexp.MustCompile(`^sk_live_[0-9A-Za-z]{20}`), false},
	{"a Stripe key", "rk_live_", regexp.MustCompile(`^rk_live_[0-9A-Za-z]{20}`), false},
	{"an npm token", "npm_", regexp.MustCompile(`^npm_[0-9A-Za-z]{36}`), false},
	{"a PyPI token", "pypi-AgEIcHlwaS5vcmc", regexp.MustCompile(`^pypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50}`), false},
	{"a Vault token", "hvs.", regexp.MustCompile(`^hvs\.[0-9A-Za-z_-]{24}`), false},
	{"a signed token (JWT)", "eyJ", regexp.MustCompile(`^eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10}`), false},
}

// Find gives the parts of a text that look like credentials, in the order in which they begin.
func Find(text []byte) []Found {
	var all []Found
	for _, f := range forms {
		all = append(all, f.find(text)...)
	}
	slices.SortStableFunc(all, func(a, b Found) int { return cmp.Compare(a.Start, b.Start) })
	return all
}

// Opens tells whether a text has something in it that looks like a credential and is enough to get in.
func Opens(text []byte) bool {
	return slices.ContainsFunc(Find(text), func(f Found) bool { return f.Opens })
}

func (f form) find(text []byte) []Found {
	var all []Found
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte(f.begins))
		if i < 0 {
			return all
		}
		at += i
		if n := len(f.whole.Find(text[at:])); n > 0 {
			all = append(all, Found{What: f.what, Start: at, End: endOf(text, at, n), Opens: !f.names})
		}
		at += len(f.begins)
	}
}

// endOf is where a credential of at least n bytes ends that begins at a place: a key before its last line,
// or with the text where it has none; a token with the last of its characters.
func endOf(text []byte, at, n int) int {
	if bytes.HasPrefix(text[at:], []byte("-----")) {
		if i := bytes.Index(text[at:], []byte("-----END")); i >= 0 {
			return at + i
		}
		return len(text)
	}
	end := at + n
	for end < len(text) && isTokenByte(text[end]) {
		end++
	}
	return end
}

func isTokenByte(b byte) bool {
	return '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' || bytes.IndexByte([]byte("_-.+/="), b) >= 0
}
