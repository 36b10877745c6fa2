package forge_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/attestary/attestary/actions/forge"
)

// FuzzDefaultBranch: whatever an event says, a branch is of this repository, and its name can be shown anywhere.
func FuzzDefaultBranch(f *testing.F) {
	f.Add([]byte(`{"repository":{"id":7,"default_branch":"main"}}`))
	f.Add([]byte(`{"repository":{"id":7,"default_branch":"ma\nin"},"schedule":"* * * * *"}`))
	f.Add([]byte(`{"repository":{"id":8,"default_branch":"main"}}`))
	f.Add([]byte(`{"repository":{"id":7,"id":8,"default_branch":"main"}}`))
	f.Add([]byte(`{"schedule":"* * * * *"}`))
	f.Fuzz(func(t *testing.T, event []byte) {
		branch, err := forge.DefaultBranch(event, forge.Repository{Owner: "acme", Name: "app", ID: 7})
		if err != nil || branch == "" {
			return
		}
		if strings.ContainsFunc(branch, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune(" `$(){}:?*[\\~^", r) }) || branch[0] == '-' {
			t.Errorf("%q is a branch", branch)
		}
		if !strings.Contains(string(event), "7") {
			t.Errorf("%s is of repository 7", event)
		}
	})
}

// FuzzCoauthors: every line that names a co-author gives somebody, so that none is overlooked.
func FuzzCoauthors(f *testing.F) {
	f.Add("new\n\nCo-authored-by: Bo <7+bo@users.noreply.github.com>")
	f.Add("new\r\n\r\n  CO-AUTHORED-BY:<a@b>\r\nCo-authored-by:\nco-authored-by: x <y> z")
	f.Fuzz(func(t *testing.T, message string) {
		all := forge.Coauthors(message)
		lines := 0
		for line := range strings.FieldsFuncSeq(message, func(r rune) bool { return r == '\n' || r == '\r' }) {
			if line = strings.TrimSpace(line); len(line) >= 15 && strings.EqualFold(line[:15], "co-authored-by:") {
				lines++
			}
		}
		if len(all) != lines {
			t.Errorf("%q has %d co-authors, and %q are told", message, lines, all)
		}
		for _, address := range all {
			if id := forge.Numbered(address); id != "" && (strings.Trim(id, "0123456789") != "" || !strings.HasPrefix(address, id+"+")) {
				t.Errorf("%q is number %q", address, id)
			}
		}
	})
}
