package steps

import (
	"errors"
	"strings"
)

// errLink tells that a header Link cannot be read, or does not mean one thing.
var errLink = errors.New("its header Link cannot be understood")

// nextLink is where the links of an answer (RFC 8288) say that the next page is; "" for nowhere. Two that
// lead to two places are an error, as is a header of another form: a page that is passed over would never be
// missed.
func nextLink(headers []string) (string, error) {
	next := ""
	for _, header := range headers {
		for rest := strings.TrimLeft(header, " \t,"); rest != ""; rest = strings.TrimLeft(rest, " \t,") {
			target, after, ok := strings.Cut(strings.TrimPrefix(rest, "<"), ">")
			if !ok || rest[0] != '<' {
				return "", errLink
			}
			isNext, after, ok := linkParameters(after)
			if !ok || isNext && (target == "" || next != "" && next != target) {
				return "", errLink
			}
			if isNext {
				next = target
			}
			rest = after
		}
	}
	return next, nil
}

// linkParameters reads what follows the target of a link, up to the comma before the next one. next tells
// whether the link is to the next page of what was asked for; one with an anchor is about something else.
func linkParameters(rest string) (next bool, after string, ok bool) {
	anchored, related := false, false
	for {
		rest = strings.TrimLeft(rest, " \t")
		if rest == "" || rest[0] == ',' {
			return next && !anchored, rest, true
		}
		if rest[0] != ';' {
			return false, "", false
		}
		name, value, after, ok := linkParameter(strings.TrimLeft(rest[1:], " \t"))
		if !ok {
			return false, "", false
		}
		switch {
		case name == "anchor":
			anchored = true
		case name == "rel" && !related: // the first one counts
			related = true
			for _, word := range strings.Fields(value) {
				next = next || strings.EqualFold(word, "next")
			}
		}
		rest = after
	}
}

// linkParameter reads one parameter: a name, and a value that is a word or stands in quotes. There may be none
// between two semicolons.
func linkParameter(rest string) (name, value, after string, ok bool) {
	end := strings.IndexAny(rest, "=;, \t")
	if end < 0 {
		return strings.ToLower(rest), "", "", true
	}
	name, rest = strings.ToLower(rest[:end]), strings.TrimLeft(rest[end:], " \t")
	if !strings.HasPrefix(rest, "=") {
		return name, "", rest, true
	}
	rest = strings.TrimLeft(rest[1:], " \t")
	if strings.HasPrefix(rest, `"`) {
		value, after, ok = quoted(rest[1:])
		return name, value, after, ok
	}
	if end = strings.IndexAny(rest, ";, \t"); end < 0 {
		end = len(rest)
	}
	return name, rest[:end], rest[end:], true
}

// quoted reads a text up to its closing quote. A backslash takes the next byte as it is.
func quoted(rest string) (value, after string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '"':
			return b.String(), rest[i+1:], true
		case c == '\\' && i+1 < len(rest):
			i++
			b.WriteByte(rest[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}
