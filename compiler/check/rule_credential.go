package check

import (
	"bytes"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/credential"
)

// Leak is the code of the finding about a real credential; see Conceal.
const Leak = "RB6002"

// realSecrets (RB6002) tells of text in the file, comments too, that looks like a real credential. The
// finding stands where the text does and does not repeat it.
func (c *checker) realSecrets() {
	source := c.source()
	for _, secret := range credential.Find(source) {
		c.report(diag.New(Leak, firstLine(secret, c.Tree.File, source), "This looks like "+secret.What+".").
			WithWhy("Everything in the repository stays in its history, for everybody who can read it.").
			WithHelp("Revoke it now, since it has been written to disk; then use a secret section, which names the place and never the value."))
	}
}

// firstLine is where a credential stands, as far as its first line.
func firstLine(secret credential.Found, file string, source []byte) diag.Range {
	text, _, _ := bytes.Cut(source[secret.Start:secret.End], []byte("\n"))
	return syntax.RangeOf(file, source, secret.Start, secret.Start+len(text))
}

// Conceal gives source with a * in the place of each byte of what looks like a real credential, and the
// credentials themselves, so that what shows a line or quotes a value never repeats one.
func Conceal(source []byte) (shown []byte, hidden []string) {
	shown = source
	for _, secret := range credential.Find(source) {
		if hidden == nil {
			shown = bytes.Clone(source)
		}
		hidden = append(hidden, string(source[secret.Start:secret.End]))
		for i := secret.Start; i < secret.End; i++ {
			if shown[i] != '\n' {
				shown[i] = '*'
			}
		}
	}
	return shown, hidden
}
