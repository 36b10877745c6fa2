package cli

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/mitchellh/go-wordwrap"
)

// viewTests tells what came of the tests, file by file; then what no test reaches.
func viewTests(w *World, all *tested) {
	file := ""
	for _, t := range all.Tests {
		if t.File != file {
			file = t.File
			fmt.Fprintf(w.Out, "%s\n", diag.Printable(file))
		}
		w.viewTest(t)
	}
	for _, c := range all.Coverage {
		fmt.Fprintf(w.Out, "\n%s: tests reach %d of %d parts%s\n", c.Runbook, len(c.Reached), len(c.Reached)+len(c.Missed), notReached(c.Missed))
	}
	if said := all.summary(); said != "" {
		fmt.Fprintln(w.Err, w.hanging(said, 0))
	}
}

func (w *World) viewTest(t testResult) {
	sign := evidence.Passed
	if !t.Passed {
		sign = evidence.Failed
	}
	fmt.Fprintf(w.Out, "  %s %s\n", w.sign(sign), diag.Printable(t.Name))
	for _, line := range t.complaints() {
		fmt.Fprintf(w.Out, "      %s\n", w.hanging(diag.Printable(line), 6))
	}
}

// hanging is a text in the width of the terminal, its further lines a little deeper than the first one. Where
// nobody looks at a terminal it is one line.
func (w *World) hanging(text string, indent int) string {
	if !w.Terminal {
		return text
	}
	lines := strings.Split(wordwrap.WrapString(text, uint(max(w.Width-indent-2, 40))), "\n")
	return strings.Join(lines, "\n"+strings.Repeat(" ", indent+2))
}

// complaints are why a test did not pass, each with the line that says otherwise.
func (t *testResult) complaints() []string {
	var lines []string
	for _, p := range t.Problems {
		lines = append(lines, fmt.Sprintf("line %d: %s: %s", p.Line, p.Place, p.Message))
	}
	for _, d := range t.Differences {
		lines = append(lines, fmt.Sprintf("line %d: %s", t.lineOf(d), d))
	}
	return lines
}

// lineOf is where a test says what a difference is about: "outcome: …", "evidence.left: …".
func (t *testResult) lineOf(difference string) int {
	what, _, _ := strings.Cut(difference, ":")
	what, _, _ = strings.Cut(what, ".")
	if at, ok := t.places[what]; ok {
		return at.Start.Line
	}
	return t.Line
}

func notReached(missed []string) string {
	if len(missed) == 0 {
		return ""
	}
	return ", and not " + strings.Join(missed, ", ")
}

func (all *tested) summary() string {
	failed := 0
	for _, t := range all.Tests {
		if !t.Passed {
			failed++
		}
	}
	said := fmt.Sprintf("%d %s, all passed", len(all.Tests), plural(len(all.Tests), "test"))
	switch {
	case len(all.Tests) == 0 && all.broken:
		return ""
	case len(all.Tests) == 0:
		said = "there are no tests; write one in NAME.runbooktest.hcl beside the runbook"
	case failed > 0:
		said = fmt.Sprintf("%d %s, %d failed", len(all.Tests), plural(len(all.Tests), "test"), failed)
	}
	if n := len(all.Untested); n > 0 && len(all.Tests) > 0 {
		said += fmt.Sprintf("; without a test: %s", shortened(all.Untested))
	}
	return said
}

// shortened are a few names, and how many there are besides.
func shortened(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// The elements of JUnit's XML that every reader of it knows.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string     `xml:"name,attr"`
		Class   string     `xml:"classname,attr"`
		File    string     `xml:"file,attr"`
		Line    int        `xml:"line,attr"`
		Failure *junitText `xml:"failure,omitempty"`
		Error   *junitText `xml:"error,omitempty"`
	}
	junitText struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// junit is the results as JUnit XML: a suite for each file; a test that does not fit its runbook is an
// error, one that came to something else than it wants a failure.
func (all *tested) junit() ([]byte, error) {
	var doc junitSuites
	for _, t := range all.Tests {
		if n := len(doc.Suites); n == 0 || doc.Suites[n-1].Name != t.File {
			doc.Suites = append(doc.Suites, junitSuite{Name: t.File})
		}
		suite := &doc.Suites[len(doc.Suites)-1]
		suite.Tests++
		one := junitCase{Name: t.Name, Class: t.Runbook, File: t.File, Line: t.Line}
		if said := t.complaints(); len(said) > 0 {
			text := &junitText{said[0], strings.Join(said, "\n")}
			if len(t.Problems) > 0 {
				one.Error = text
				suite.Errors++
			} else {
				one.Failure = text
				suite.Failures++
			}
		}
		suite.Cases = append(suite.Cases, one)
	}
	data, err := xml.MarshalIndent(doc, "", "  ")
	return append([]byte(xml.Header), append(data, '\n')...), err
}
