package compiler

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/check"
	"github.com/attestary/attestary/compiler/diag"
)

// conceal takes what looks like a real credential out of everything that is shown: the sources, and the
// words of findings that quote a value. A log of CI is read by more people than the repository.
func (c *compilation) conceal() {
	leaks := map[string][]diag.Range{}
	for _, d := range c.findings {
		if d.Code == check.Leak {
			leaks[d.Range.File] = append(leaks[d.Range.File], d.Range)
		}
	}
	for file, places := range leaks {
		source := c.tree.Sources[file]
		for _, at := range places {
			c.concealWords(source, at)
		}
		shown, hidden := check.Conceal(source)
		for _, secret := range hidden {
			for i := range c.findings {
				conceal(&c.findings[i], secret)
			}
		}
		c.tree.Sources[file] = blank(shown, places)
	}
}

// concealWords hides the text at a place from the findings of its lines. It may be no more than a word,
// so others that have it need not speak of it.
func (c *compilation) concealWords(source []byte, at diag.Range) {
	secret := strings.Trim(string(source[at.Start.Byte:at.End.Byte]), "\"")
	for i := range c.findings {
		d := &c.findings[i]
		near := d.Range.File == at.File && d.Range.Start.Line <= at.End.Line && at.Start.Line <= d.Range.End.Line
		if near && d.Code != check.Leak && secret != "" {
			conceal(d, secret)
		}
	}
}

// blank is source with a * in the place of each byte at the places, quotes aside.
func blank(source []byte, places []diag.Range) []byte {
	shown := slices.Clone(source)
	for _, at := range places {
		for i := at.Start.Byte; i < at.End.Byte; i++ {
			if shown[i] != '"' && shown[i] != '\n' {
				shown[i] = '*'
			}
		}
	}
	return shown
}

func conceal(d *diag.Diagnostic, secret string) {
	for _, words := range []*string{&d.Message, &d.Why, &d.Help} {
		*words = strings.ReplaceAll(*words, secret, "***")
	}
	for i := range d.Fixes {
		for _, edit := range d.Fixes[i].Edits {
			if strings.Contains(edit.New+d.Fixes[i].Title, secret) {
				d.Fixes = nil
				return
			}
		}
	}
}
