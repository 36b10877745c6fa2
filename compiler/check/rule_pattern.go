package check

import (
	"regexp"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// pattern (RB3013) holds that a pattern is RE2, which needs no more time than the text is long.
func (c *checker) pattern(in *syntax.Input, address string) {
	text, ok := c.Text(in.Pattern)
	if !ok || !in.Pattern.Given() {
		return
	}
	if _, err := regexp.Compile(text); err != nil {
		d := diag.New("RB3013", in.Pattern.Range, "This is not a regular expression: "+reason(err)+".").At(address)
		if strings.Contains(err.Error(), "missing argument to repetition") {
			c.report(d.WithHelp("* and + repeat what stands before them. For anything at all write .*, for some letters [a-z]+."))
			return
		}
		c.report(d.
			WithHelp("Write it in the form RE2, without look-around and back-references; a \\ is written \\\\."))
	}
}

func reason(err error) string {
	return strings.TrimPrefix(err.Error(), "error parsing regexp: ")
}
