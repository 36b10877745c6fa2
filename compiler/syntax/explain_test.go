package syntax_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// ours are the groups of codes that this package brings, besides single rows of others. From RB1030 on the
// checker tells of sections that do not go together.
var ours = regexp.MustCompile(`^RB(01|02|10[0-2])|^RB2010$|^RB300[12]$`)

// TestEveryCodeExplainsItself takes the wrong and the right example of each code at its word: the wrong
// one brings the code and nothing else, its fix mends it, and the right one brings nothing.
func TestEveryCodeExplainsItself(t *testing.T) {
	t.Parallel()
	for _, entry := range diag.Entries() {
		if !ours.MatchString(entry.Code) {
			continue
		}
		t.Run(entry.Code, func(t *testing.T) {
			t.Parallel()
			if entry.Cause == "" || entry.Why == "" || entry.Wrong == "" || entry.Right == "" {
				t.Fatal("the row is not complete")
			}
			if onlyComments(entry.Wrong) {
				return // too long to show, or not about the text of one file
			}
			name, wrong := example(entry.Wrong)
			got := syntax.Judge(name, wrong)
			if len(got) != 1 || got[0].Code != entry.Code {
				t.Errorf("the wrong example brings %v\n%s", messages(got), wrong)
			}
			name, right := example(entry.Right)
			if got := syntax.Judge(name, right); len(got) > 0 {
				t.Errorf("the right example brings %v\n%s", messages(got), right)
			}
		})
	}
}

// example makes a whole file of a part of one, and names it as the part says or like its runbook.
func example(part string) (name string, src []byte) {
	switch {
	case strings.HasPrefix(part, `project "`):
		return "project.hcl", []byte(part + "\n")
	case strings.Contains(part, `runbook "`):
		return "look-around.runbook.hcl", []byte(part + "\n")
	}
	return "look-around.runbook.hcl", []byte("runbook \"look-around\" {\n  language = 1\n  title    = \"Look around\"\n  owner    = role.security\n}\n\n" + part + "\n")
}

func onlyComments(text string) bool {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return true
}

func messages(diags []diag.Diagnostic) []string {
	var list []string
	for _, d := range diags {
		list = append(list, d.Code+" "+d.Message)
	}
	return list
}
