package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// except (RB8001, RB8002, RB8003) leaves out the warnings that the runbook excepts, and holds the
// exceptions themselves: only warnings have them, each silences something, and none is past its date. An
// error has no exception: what a plan promises is not a matter of taste.
func (c *checker) except(found []diag.Diagnostic) []diag.Diagnostic {
	silenced := make([]bool, len(found))
	var about []diag.Diagnostic
	for _, i := range c.Tree.Ignores {
		entry, ok := diag.Lookup(i.Code.Value)
		switch {
		case !ok:
			about = append(about, diag.New("RB8003", i.Code.Range, fmt.Sprintf("There is no code %s.", i.Code.Value)).
				WithHelp("Write the code of the warning that is to be silent, as RB4002."))
			continue
		case entry.Severity == diag.Error:
			about = append(about, diag.New("RB8003", i.Code.Range, fmt.Sprintf("%s is an error, which has no exception.", entry.Code)).
				WithHelp("Mend what it is about; attestary explain "+entry.Code+" says how."))
			continue
		}
		about = append(about, c.exception(i, entry.Code, found, silenced)...)
	}
	for n, d := range found {
		if !silenced[n] {
			about = append(about, d)
		}
	}
	return about
}

// exception silences what i is about, and gives the finding about i itself, if any.
func (c *checker) exception(i *syntax.Ignore, code string, found []diag.Diagnostic, silenced []bool) []diag.Diagnostic {
	until, known := c.Text(i.Until)
	if known && isDate(until) && until < c.opts.Today {
		return []diag.Diagnostic{diag.New("RB8001", i.Until.Range, fmt.Sprintf("This exception ended on %s.", until)).
			WithHelp("Mend what it excepts and remove it; or look again and give it a later date, with the reason of today.")}
	}
	any := false
	for n, d := range found {
		if d.Code == code && d.Severity != diag.Error && (!i.On.Given() || within(d.Address, i.On.String())) {
			silenced[n], any = true, true
		}
	}
	if any || c.Tree.Broken {
		return nil
	}
	if part := i.On.String(); i.On.Given() && !slices.Contains(c.addresses(i.On.Root), part) {
		d := diag.New("RB2002", i.On.Range, fmt.Sprintf("There is no %s called %s.", i.On.Root, i.On.Name))
		return []diag.Diagnostic{suggest(d.WithHelp("Name a part of this runbook, or remove on: the exception is for the whole file then."), part, c.addresses(i.On.Root), "There are")}
	}
	return []diag.Diagnostic{diag.New("RB8002", i.Code.Range, fmt.Sprintf("Nothing here gives %s, so this exception silences nothing.", code)).
		WithHelp("Remove it.")}
}

// within tells whether an address is a part or stands in it: "step.site.answered" is within "step.site".
func within(address, part string) bool {
	return address == part || len(address) > len(part) && address[:len(part)] == part && address[len(part)] == '.'
}
