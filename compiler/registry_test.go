package compiler_test

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
)

// ours are the codes that package check brings; package syntax holds its own.
var ours = regexp.MustCompile(`^RB(10[3-9]|20|30|40|50|60|70|80|90)`)

// ofSyntax are codes of those groups that syntax brings alone.
var ofSyntax = map[string]bool{"RB2010": true}

var codeForm = regexp.MustCompile(`RB\d{4}`)

func codes(found []diag.Diagnostic) map[string]int {
	counts := map[string]int{}
	for _, d := range found {
		counts[d.Code]++
	}
	return counts
}

// TestEveryCodeHasAFixture walks the registry both ways: each code of the checker is brought by a fixture,
// or by an input that cannot be one; and no fixture expects a code that is not there.
func TestEveryCodeHasAFixture(t *testing.T) {
	t.Parallel()
	expected := map[string]bool{}
	names, err := filepath.Glob("testdata/check/*.hcl")
	if err != nil || len(names) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, name := range names {
		for line := range strings.Lines(readFile(t, name)) {
			_, comment, _ := strings.Cut(line, " # ")
			comment, line := strings.TrimPrefix(comment, "# "), strings.TrimPrefix(line, "# ")
			for _, text := range []string{comment, line} {
				if strings.HasPrefix(text, "ERROR") || strings.HasPrefix(text, "WARNING") || strings.HasPrefix(text, "NOTE") {
					expected[codeForm.FindString(text)] = true
				}
			}
		}
	}
	for code := range special {
		expected[code] = true
	}
	for code := range needsBase {
		expected[code] = true
	}
	for code := range expected {
		if _, ok := diag.Lookup(code); !ok {
			t.Errorf("a fixture expects %s, which the registry lacks", code)
		}
	}
	for _, entry := range diag.Entries() {
		if ours.MatchString(entry.Code) && !ofSyntax[entry.Code] && !expected[entry.Code] {
			t.Errorf("%s has no fixture", entry.Code)
		}
	}
}

// TestEveryCodeExplainsItself takes the wrong and the right example of each code at its word: in a runbook
// that has what they mention, the wrong one brings the code and the right one does not.
func TestEveryCodeExplainsItself(t *testing.T) {
	t.Parallel()
	for _, entry := range diag.Entries() {
		if !ours.MatchString(entry.Code) || ofSyntax[entry.Code] {
			continue
		}
		t.Run(entry.Code, func(t *testing.T) {
			t.Parallel()
			if entry.Cause == "" || entry.Why == "" || entry.Wrong == "" || entry.Right == "" {
				t.Fatal("the row is not complete")
			}
			for text, want := range map[string]bool{entry.Wrong: true, entry.Right: false} {
				if onlyComments(text) {
					continue // too long to show, or what the words before it say
				}
				found := codes(explained(t, text))
				if got := found[entry.Code] > 0; got != want {
					t.Errorf("%v where %v was wanted, among %v:\n%s", got, want, found, text)
				}
			}
		})
	}
}

func onlyComments(text string) bool {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return true
}

// furniture is what an example may mention without having it.
var furniture = []struct{ mentioned, has, text string }{
	{"", `runbook "`, "runbook \"look-around\" {\n  language = 1\n  title    = \"Look around\"\n  owner    = role.security\n}\n"},
	{"step.site", `" "site" {`, "step \"tls.probe\" \"site\" {\n  host = \"shop.acme.example\"\n}\n"},
	{"step.a.", `" "a" {`, "step \"tls.probe\" \"a\" {\n  host = \"shop.acme.example\"\n}\n\nstep \"tls.probe\" \"b\" {\n  host = \"shop.acme.example\"\n}\n"},
	{"step.list", `" "list" {`, "step \"exec.run\" \"list\" {\n  argv = [\"cat\", \"list\"]\n}\n"},
	{"", `step "`, "step \"file.read\" \"hosts\" {\n  path = \"/etc/hosts\"\n}\n"},
	{"cat", `use "machine"`, "use \"machine\" {\n  allow = [\"cat\", \"curl\"]\n}\n"},
	{"connection.shop", `use "shop"`, "use \"shop\" {\n  allow = [\"GET /**\", \"POST /**\"]\n}\n"},
	{"connection.base", `use "base"`, "use \"base\" {\n  allow = [\"select\"]\n}\n"},
	{"input.days", `input "days"`, "input \"days\" {\n  type    = number\n  default = 21\n}\n"},
	{"input.host", `input "host"`, "input \"host\" {\n  type    = string\n  pattern = \"[a-z.]+\"\n}\n"},
	{"input.patience", `input "patience"`, "input \"patience\" {\n  type = duration\n}\n"},
	{"input.code", `input "code"`, "input \"code\" {\n  type      = string\n  sensitive = true\n}\n"},
	{"input.order", `input "order"`, "input \"order\" {\n  type    = string\n  pattern = \"[0-9]+\"\n}\n"},
}

// explained compiles an example with what it lacks, and gives what is found in its file.
func explained(t *testing.T, text string) []diag.Diagnostic {
	t.Helper()
	texts := withProject(t, nil)
	isProject := regexp.MustCompile(`(?m)^(project|role|secret|connection) "`).MatchString(text)
	if isProject {
		texts["runbooks/project.hcl"] = projectOf(t, text)
	} else if name := actionName.FindStringSubmatch(text); name != nil {
		texts["runbooks/"+name[1]+".action.hcl"] = text + "\n"
	} else {
		for _, piece := range furniture {
			if strings.Contains(text, piece.mentioned) && !strings.Contains(text, piece.has) {
				text += "\n\n" + piece.text
			}
		}
		name := runbookName.FindStringSubmatch(text)[1]
		texts["runbooks/"+name+".runbook.hcl"] = text + "\n"
	}
	return compiler.Compile(files(texts), compiler.Options{Today: today}).Findings
}

// projectOf is the fixtures' project with the section of an example in place of its own of that name.
func projectOf(t *testing.T, text string) string {
	t.Helper()
	project := readFile(t, "testdata/check/project.hcl")
	header, _, _ := strings.Cut(text, " {")
	if at := strings.Index(project, header+" {"); at >= 0 {
		end := at + strings.Index(project[at:], "\n}\n") + len("\n}\n")
		return project[:at] + text + project[end:]
	}
	return project + "\n" + text + "\n"
}

// shared is the folder of examples that the language is held to, beside the repository. It is not part of
// it: without the folder, the tests that read it are skipped.
const shared = "../../shared/examples"

var expectLine = regexp.MustCompile(`# EXPECT line (\d+): (.*)`)

// wanted is what the message of the one finding of each bad example says; the examples say it in words,
// for people.
var wanted = map[string]string{
	"and-word": "&&", "bad-cron": "hour 25 does not exist; allowed are 0-23", "colon-for-equals": "=", "curly-quotes": "Curly quotes",
	"cycle": "site waits for again, again waits for site", "date-read-as-sum": "read as a sum", "default-breaks-rule": "The default is above max = 90",
	"duplicate-input": "days", "duration-without-quotes": "A length of time needs quotes", "github-placeholder": "${...}",
	"input-without-default": "cannot answer this input", "merge-conflict": "Merge conflict markers", "missing-closing-brace": "(line 20)",
	"missing-closing-quote": "closing quote is missing", "optimal-by-hand": "optimal is claimed, but nothing starts this runbook by itself",
	"single-equals": "==", "single-quotes": "Single quotes", "text-without-quotes": "Text needs quotes", "two-in-a-line": "has one setting",
	"unknown-action": "Did you mean tls.probe?", "unknown-control": "no control AC-99. Did you mean", "unknown-input": "no input called day. Did you mean days?",
	"unknown-namespace": "Nothing is called inputs. Did you mean input?", "unknown-output": "tls.probe gives no expires",
	"unknown-section": "Did you mean check?", "unknown-setting": "Did you mean timeout?", "yes-for-true": "true",
}

// TestBadExamples: one mistake, one finding, on the line of the mistake.
func TestBadExamples(t *testing.T) {
	t.Parallel()
	names, _ := filepath.Glob(filepath.Join(shared, "bad", "*.runbook.hcl"))
	if len(names) == 0 {
		t.Skip("no shared examples beside the repository")
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			src := readFile(t, name)
			want := wanted[strings.TrimSuffix(filepath.Base(name), ".runbook.hcl")]
			line := expectLine.FindStringSubmatch(src)[1]
			found := compiler.Compile(files(withProject(t, map[string]string{"runbooks/" + filepath.Base(name): src})), compiler.Options{Today: today}).Findings
			if len(found) != 1 {
				t.Fatalf("%d findings: %v", len(found), found)
			}
			if d := found[0]; line != strconv.Itoa(d.Range.Start.Line) || want == "" || !strings.Contains(d.Message, want) {
				t.Errorf("line %d: %s; wanted %q on line %s", d.Range.Start.Line, d.Message, want, line)
			}
		})
	}
}

// TestGoodExamples: the good project compiles without a finding, and each of its runbooks to a plan.
func TestGoodExamples(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for _, pattern := range []string{"*.hcl", "*/*.hcl"} {
		names, _ := filepath.Glob(filepath.Join(shared, "good/runbooks", pattern))
		for _, name := range names {
			inside, _ := filepath.Rel(filepath.Join(shared, "good"), name)
			texts[filepath.ToSlash(inside)] = readFile(t, name)
		}
	}
	if len(texts) == 0 {
		t.Skip("no shared examples beside the repository")
	}
	result := compiler.Compile(files(texts), compiler.Options{Today: today})
	for _, runbook := range []string{"credential-theft", "revoke-stale-access", "tls-posture"} {
		if result.Plan(runbook) == nil {
			t.Errorf("%s has no plan", runbook)
		}
	}
	if len(result.Findings) > 0 {
		t.Errorf("findings %v", result.Findings)
	}
}
