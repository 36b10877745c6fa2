// Package oscal says in NIST's OSCAL 1.2.2 what the runbooks of a project claim and what verified evidence earned:
// the framework as a catalog, the runbooks as a component-definition and as an assessment-plan, and a scorecard as
// assessment-results.
//
// It promises: the same facts give the same bytes. A document's own uuid changes with its content and with nothing
// else; that of a runbook, a claim, an observation or a waiver is the same in every document that tells of it (they
// are version 5, by name). Titles and reasons are other people's, and OSCAL reads them as Markdown: they are escaped.
//
// An objective is one stage of one function, "identity.authentication_obj.advanced": satisfied where the cell is met,
// and in no other case. What is waived is not satisfied, and stands among the risks with its approver and its end.
//
// The format: https://pages.nist.gov/OSCAL-Reference/models/v1.2.2/. Its types are those of go-oscal.
//
// Start at Results.
package oscal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-2-2"
	"github.com/google/uuid"

	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/verdict"
)

// version of OSCAL that the documents are of.
const version = "1.2.2"

// ns is whose our properties are.
const ns = "https://attestary.dev/ns/oscal"

// space is the name space of our uuids.
var space = uuid.NewSHA1(uuid.NameSpaceURL, []byte(ns))

// id is the uuid of what these words name together.
func id(words ...string) string {
	return uuid.NewSHA1(space, []byte(strings.Join(words, "\x00"))).String()
}

// encode gives a document the uuid of its content, and writes it as people can read it too.
func encode(doc *types.OscalCompleteSchema, own *string) ([]byte, error) {
	*own = ""
	content, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("oscal: %w", err)
	}
	*own = id("document", string(canon.Sum(content)))
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		return nil, fmt.Errorf("oscal: %w", err)
	}
	return out.Bytes(), nil
}

// metadata is what stands above each document.
func metadata(c *export.Claims, title string, modified time.Time) types.Metadata {
	remarks := strings.TrimSpace(c.Framework.Caveat + " " + c.Framework.Attribution + " " + verdict.OwnReading)
	return types.Metadata{
		Title: markup(title), LastModified: within(modified), Version: cut(c.Commit), OscalVersion: version, Remarks: markup(remarks),
		Props: props("program", "attestary "+c.Version, "commit", c.Commit),
	}
}

// within is an instant that OSCAL can write, of the years 1900 to 2999: a commit's is whatever its author said.
func within(t time.Time) time.Time {
	first, last := time.Unix(0, 0).UTC(), time.Date(2999, 12, 31, 0, 0, 0, 0, time.UTC)
	switch t = t.UTC(); {
	case t.Before(first):
		return first
	case t.After(last):
		return last
	}
	return t
}

// cut is a commit as people name it.
func cut(commit string) string { return commit[:min(len(commit), 12)] }

// props are our properties, by name and value; one without a value is left out.
func props(pairs ...string) *[]types.Property {
	var all []types.Property
	for i := 0; i < len(pairs); i += 2 {
		if value := plain(pairs[i+1]); value != "" {
			all = append(all, types.Property{Name: pairs[i], Ns: ns, Value: value})
		}
	}
	return some(all)
}

// some is a list as the types of OSCAL want it: none is no list.
func some[T any](list []T) *[]T {
	if len(list) == 0 {
		return nil
	}
	return &list
}

// plain is text in one line, without what moves or hides text.
func plain(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c':
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))), " ")
}

// markup is text that says nothing but itself to a reader of Markdown, in the dialect of OSCAL and in GitHub's, which
// makes links of addresses; text of which nothing is left is a dash, because OSCAL wants some.
func markup(text string) string {
	text = plain(text)
	if text == "" {
		return "–"
	}
	var b strings.Builder
	for i, r := range text {
		if strings.ContainsRune("\\`*_{}[]<>#|~^$&!@", r) || begins(text, i) || strings.HasPrefix(text[i:], "://") || i >= 3 && r == '.' && strings.EqualFold(text[i-3:i], "www") {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// begins tells whether the sign at i makes a list or a heading of a text that begins with it.
func begins(text string, i int) bool {
	switch text[i] {
	case '-', '+', '=':
		return i == 0
	case '.', ')':
		_, err := strconv.Atoi(text[:i])
		return i > 0 && err == nil
	}
	return false
}

// controlID is the id of a function, or of a control as NIST's own catalogs have it where there is one. An id begins
// with a letter.
func controlID(set *catalog.Set, label string) string {
	switch set.ID {
	case "nist-sp-800-53":
		return strings.ToLower(strings.NewReplacer("(", ".", ")", "").Replace(label))
	case "nist-sp-800-171":
		return "SP_800_171_" + label
	}
	token := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".-_", r) {
			return r
		}
		return '_'
	}, label)
	if token != label { // another label may come to the same
		token += "_" + canon.Sum([]byte(label)).Hex()[:8]
	}
	if first, _ := utf8.DecodeRuneInString(token); !unicode.IsLetter(first) {
		return set.ID + "_" + token
	}
	return token
}

// objectiveID is one stage of one function.
func objectiveID(set *catalog.Set, function, stage string) string {
	return controlID(set, function) + "_obj." + stage
}

// component is the uuid of a runbook.
func component(project, runbook string) string { return id("runbook", project, runbook) }
