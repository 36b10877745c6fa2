package compiler

import (
	"strings"

	"github.com/attestary/attestary/compiler/check"
	"github.com/attestary/attestary/compiler/diag"
)

// conceal takes what looks like a real credential out of everything that is shown: the sources, and the
// words of findings that quote a value. A log of CI is read by more people than the repository.
func (c *compilation) conceal() {
	leaks := map[string]bool{}
	for _, d := range c.findings {
		if d.Code == check.Leak {
			leaks[d.Range.File] = true
		}
	}
	for file := range leaks {
		shown, hidden := check.Conceal(c.tree.Sources[file])
		c.tree.Sources[file] = shown
		for _, secret := range hidden {
			for i := range c.findings {
				conceal(&c.findings[i], secret)
			}
		}
	}
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
