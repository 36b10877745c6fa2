package show

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/attestary/attestary/schemas/expr"
)

// What is not shown. A diff or a page is read by more people than the repository, and kept in their mail; so
// what has the name of a credential, or the look of one, is not repeated. Numbers of commits and digests,
// which are in one letter case, stay readable: reviewers must see them.

// credentialNames are the names of what holds a credential, whatever is around them.
var credentialNames = regexp.MustCompile(`(?i)(^|[^a-z])(headers?|authorization|cookies?|passw(or)?d|passphrase|secret|token|credentials?|(api|private|access|auth|signing)[_-]?key|bearer)($|[^a-z])`)

// SecretName tells whether what has this name could be a credential.
func SecretName(name string) bool { return credentialNames.MatchString(name) }

// Opens tells whether an address carries what opens it.
func Opens(address string) bool {
	u, err := url.Parse(address)
	return err != nil || u.User != nil || u.RawQuery != ""
}

// LooksSecret tells whether a word of the text has the look of a token: a private key, or letters of both
// cases and digits, or capitals and digits, mixed over many characters.
func LooksSecret(text string) bool {
	if strings.Contains(text, "PRIVATE KEY-----") {
		return true
	}
	return slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return !isTokenRune(r) }), isToken)
}

func isTokenRune(r rune) bool {
	return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '+' || r == '-')
}

func isToken(word string) bool {
	lower, upper, digits := 0, 0, 0
	for _, r := range word {
		switch {
		case unicode.IsLower(r):
			lower++
		case unicode.IsUpper(r):
			upper++
		case unicode.IsDigit(r):
			digits++
		}
	}
	mixed := len(word) >= 24 && lower > 2 && upper > 2 && digits > 2
	capitals := len(word) >= 16 && upper+digits == len(word) && upper > 2 && digits > 2
	return mixed || capitals
}

// HasSecret tells whether a literal in n has the look of a credential, or the name of one as its member.
func HasSecret(n *expr.Node) bool {
	if n == nil {
		return false
	}
	if n.Op == expr.OpLiteral && n.Value != nil && secretValue(*n.Value) {
		return true
	}
	if n.Op == expr.OpObject {
		for i := 0; i+1 < len(n.Args); i += 2 {
			if name, ok := LiteralText(n.Args[i]); ok && SecretName(name) {
				return true
			}
		}
	}
	return slices.ContainsFunc(n.Args, HasSecret)
}

func secretValue(v expr.Value) bool {
	if text, ok := v.AsText(); ok {
		return LooksSecret(text)
	}
	if slices.ContainsFunc(v.Names(), SecretName) {
		return true
	}
	return slices.ContainsFunc(v.Items(), secretValue) ||
		slices.ContainsFunc(v.Members(), func(m expr.Member) bool { return secretValue(m.Value) })
}

// LiteralText is the text that n is, if it is one.
func LiteralText(n *expr.Node) (string, bool) {
	if n == nil || n.Op != expr.OpLiteral || n.Value == nil {
		return "", false
	}
	return n.Value.AsText()
}
