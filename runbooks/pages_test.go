package runbooks_test

import (
	"io/fs"
	"regexp"
	"strings"

	"github.com/attestary/attestary/runbooks"
)

// block is all that stands in the blocks of a language on a page of the library, one after the other: what the page has
// people type is what the tests try.
func block(page, language string) string {
	text, err := fs.ReadFile(runbooks.Library(), page)
	if err != nil {
		panic(err)
	}
	var all []string
	for _, found := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		all = append(all, found[1])
	}
	return strings.Join(all, separator[language])
}

// separator is what stands between two things of a language.
var separator = map[string]string{"yaml": "---\n"}
