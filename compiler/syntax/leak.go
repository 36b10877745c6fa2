package syntax

import (
	"fmt"
	"regexp"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

var secretName = regexp.MustCompile(`(?i)^([a-z0-9_-]+_)?(password|passwd|passphrase|pwd|secret|token|api_?key|access_key|secret_key|private_key|credentials?)$`)

// Leak is the finding (RB6002) about a setting that is called like a secret and holds a text: perhaps the
// secret itself, so that it stands where the text does and does not repeat it. ok is false for any other.
func Leak(name string, value hclsyntax.Expression) (finding diag.Diagnostic, ok bool) {
	if text, literal := literalText(value); !literal || text == "" || !secretName.MatchString(name) {
		return diag.Diagnostic{}, false
	}
	return leak(name, Place(value.Range())), true
}

func leak(name string, at diag.Range) diag.Diagnostic {
	return diag.New("RB6002", at, fmt.Sprintf("A text stands here for %s: it may be the secret itself.", name)).
		WithWhy("Everything in the repository stays in its history, for everybody who can read it.").
		WithHelp("If it is one, revoke it now. A secret section in project.hcl names the place of a secret, never its value; a connection takes it as token or password: secret.NAME.")
}
