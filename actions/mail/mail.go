// Package mail reads what a domain says in DNS of mail in its name: SPF (RFC 7208) and DMARC (RFC 9989).
//
// It tells what a receiver makes of mail that a stranger sends in the domain's name, in the words of those
// RFCs, so that a domain without a record, or with one that nobody can read, is told as what it is:
// unprotected. It reads, and judges no message: what depends on one, the macros of SPF, is not followed,
// and then SPF.Whole is false. Of SPF's limits it holds the 10 lookups, not the two that may find nothing.
//
// The package does not know DNS: whoever calls gives it the texts under a name. All of them are hostile;
// it asks for at most 50.
//
// Start at ReadSPF and ReadDMARC.
package mail

import (
	"context"
	"strings"
)

// Texts gives the TXT records under a name, each as one text; none where there are none. An error says
// that nobody could look, and is passed on.
type Texts func(ctx context.Context, name string) ([]string, error)

// mostAsked is how many names are asked for the sake of one.
const mostAsked = 50

// quoted is a text of the outside as it may stand in a sentence: on one line, and short.
func quoted(text string) string {
	const most = 80
	var b strings.Builder
	for _, c := range text {
		if b.Len() >= most {
			b.WriteString("…")
			break
		}
		if c < ' ' || c > '~' {
			c = '?'
		}
		b.WriteRune(c)
	}
	return b.String()
}
