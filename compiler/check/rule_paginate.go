package check

import (
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// paginate (RB3045) holds that further pages are asked for in a way that there is: by the header Link, by
// an address in the answer, by a part of it that becomes a parameter of the next request, or by number, up to one that is
// told or to a page with nothing on it.
func (c *checker) paginate(a *syntax.Action) {
	if a.Run == nil || !a.Run.Paginate.Given() {
		return
	}
	text, ok := c.Text(a.Run.Paginate)
	k, _ := kind.Lookup(a.Run.Action.Value)
	switch {
	case k.Name != "" && k.Name != "http.request":
		c.report(diag.New("RB3045", a.Run.Paginate.Range, k.Name+" has no pages.").WithHelp("Remove paginate."))
	case ok && !plan.KnowsPages(text):
		c.report(diag.New("RB3045", a.Run.Paginate.Range, "This is no way to ask for further pages.").
			WithHelp(`Write "link-header", "link:MEMBER" for an address in the answer, "cursor:PARAMETER=PATH" with the path of the cursor in the answer, as in "cursor:page=meta.next", "pages:PARAMETER=PATH" with the path of the number of pages, or "until-empty:PARAMETER=PATH" with the path of the list that is empty on the page after the last.`))
	}
}
