package event

import (
	"regexp"
	"slices"
	"strings"
)

// Touches tells whether one of the files is like one of the patterns, as the paths of a workflow are: * is any part of a
// name, ** any number of folders too; ? and + say of the sign before them that it may be missing, or may come again.
func Touches(patterns, files []string) bool {
	for _, p := range patterns {
		like, err := regexp.Compile("(?s)^" + likeness(p) + "$")
		if err == nil && slices.ContainsFunc(files, like.MatchString) {
			return true
		}
	}
	return false
}

// likeness is a pattern as a regular expression.
func likeness(pattern string) string {
	var out strings.Builder
	plain := false // the sign before stands for itself
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch rest := pattern[i:]; {
		case strings.HasPrefix(rest, "**/"):
			out.WriteString("(?:.*/)?")
			i += 2
			plain = false
		case strings.HasPrefix(rest, "**"):
			out.WriteString(".*")
			i++
			plain = false
		case c == '*':
			out.WriteString("[^/]*")
			plain = false
		case (c == '?' || c == '+') && plain:
			out.WriteByte(c)
			plain = false
		default:
			out.WriteString(regexp.QuoteMeta(string(c)))
			plain = true
		}
	}
	return out.String()
}
