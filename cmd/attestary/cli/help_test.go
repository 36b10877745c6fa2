package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// commands are all commands, as the shell is offered them, and their own.
func commands(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, of := range []string{"", "ci", "key", "ledger"} {
		m := newMachine(t.TempDir(), t.TempDir())
		m.wants(t, m.types(append(append([]string{"__complete"}, strings.Fields(of)...), "")...), 0)
		for line := range strings.Lines(m.out.String()) {
			if name, _, ok := strings.Cut(line, "\t"); ok {
				names = append(names, strings.TrimSpace(of+" "+name))
			}
		}
	}
	if !slices.Contains(names, "run") || !slices.Contains(names, "key new") {
		t.Fatalf("commands: %v", names)
	}
	return names
}

// jargon are words that we use among ourselves. Nobody who types a command needs to know them.
var jargon = regexp.MustCompile(`(?i)\b(dsse|spki|envelope|predicate|merkle|tlog|c2sp|canonical|rfc ?\d+|diagnostics?|lower(ed|ing)|ast|goroutine|struct|desk|book|office|leaf|tile|cty|cobra|conduct|hall|journal|blob)\b`)

// TestHelp: what every command says of itself fits a screen, has an example, and speaks plain words.
func TestHelp(t *testing.T) {
	t.Parallel()
	for _, command := range commands(t) {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t.TempDir(), t.TempDir())
			m.wants(t, m.types(append(strings.Fields(command), "--help")...), 0, "\n  attestary "+command)
			m.fits(t, 26)
		})
	}
}

// TestHelpOfAll: the page that lists all commands is the only one that may be longer.
func TestHelpOfAll(t *testing.T) {
	t.Parallel()
	m := newMachine(t.TempDir(), t.TempDir())
	m.wants(t, m.types("--help"), 0, "\n  attestary tour")
	m.fits(t, 64)
	for _, command := range commands(t) {
		if !strings.Contains(command, " ") && !strings.Contains(m.out.String(), "\n  "+command+" ") {
			t.Errorf("it does not list %s", command)
		}
	}
}

// fits holds the last page to a screen, and to plain words.
func (m *machine) fits(t *testing.T, lines int) {
	t.Helper()
	page := m.out.String()
	if n := strings.Count(page, "\n"); n > lines {
		t.Errorf("%d lines, at most %d fit:\n%s", n, lines, page)
	}
	for line := range strings.Lines(page) {
		if n := utf8.RuneCountInString(line); n > 110 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	if word := jargon.FindString(page); word != "" {
		t.Errorf("%q is a word of ours:\n%s", word, page)
	}
	if m.err.Len() > 0 {
		t.Errorf("help is a result, and %q was speech", m.err.String())
	}
}

// TestCompletion: the shell is offered the runbooks of the project, with their titles, and the formats.
func TestCompletion(t *testing.T) {
	t.Parallel()
	m := atShop()
	for _, command := range []string{"run", "plan"} {
		m.wants(t, m.types("__complete", command, ""), 0, "secrets-in-git\t", "workflow-pinning\tDo our workflows run only code that we chose?")
		m.wants(t, m.types("__complete", command, "tls"), 0, "tls-posture\t")
		if m.types("__complete", command, "tls-posture", ""); strings.Contains(m.out.String(), "secrets-in-git") {
			t.Errorf("%s takes one runbook, and is offered another:\n%s", command, m.out.String())
		}
	}
	m.wants(t, m.types("__complete", "verify", "--format", ""), 0, "human\nmarkdown\njson\n")
	m.wants(t, newMachine(t.TempDir(), t.TempDir()).types("__complete", "run", ""), 0)
}

// BenchmarkVersion starts the program as it is released, but for -trimpath, for which everything would be
// compiled once more. It must not be slower than the eye: 30 ms, of a binary of 40 MB at most.
func BenchmarkVersion(b *testing.B) {
	path := filepath.Join(b.TempDir(), "attestary")
	build := exec.Command("go", "build", "-ldflags", "-s -w", "-o", path, "..")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if out, err := exec.Command(path, "version").CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/op")
	b.ReportMetric(float64(info.Size())/1e6, "MB")
}
