package expr

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWidth caps arguments that say how wide something is.
const maxWidth = 200

var textFunctions = []Func{
	define("upper(text string) string", "The text in capital letters.",
		func(c *call) Value { return OfText(strings.ToUpper(c.text(0))) }),
	define("lower(text string) string", "The text in small letters.",
		func(c *call) Value { return OfText(strings.ToLower(c.text(0))) }),
	define("trim(text string, characters string?) string", "The text without white space, or without the given characters, at both ends.", trim),
	define("replace(text string, old string, new string) string", "The text with every old replaced by new, as written: no pattern.", replace),
	define("split(separator string, text string) list(string)", "The parts of the text between separators.", split),
	define("join(separator string, items list(any)) string", "The items, which are texts, numbers or yes/no, with the separator between them.", join),
	define("format(layout string, values any?...) string", "The layout with each %s, %d (whole number) or %f (%.2f: two decimals) replaced by the next value; %% is a percent sign. A width up to 200 may follow the %: %-10s, %05d.", format),
	define("startswith(text string, part string) bool", "Whether the text begins with the part.",
		func(c *call) Value { return OfBool(strings.HasPrefix(c.text(0), c.text(1))) }),
	define("endswith(text string, part string) bool", "Whether the text ends with the part.",
		func(c *call) Value { return OfBool(strings.HasSuffix(c.text(0), c.text(1))) }),
	define("strcontains(text string, part string) bool", "Whether the part stands anywhere in the text.",
		func(c *call) Value { return OfBool(strings.Contains(c.text(0), c.text(1))) }),
	define("substr(text string, from number, length number?) string", "The characters from a place on (the first is 0), all or so many.", substr),
	define("indent(spaces number, text string) string", "The text with so many spaces (at most 200) before each line but the first.", indent),
	define("title(text string) string", "The text with a capital letter at the beginning of each word.", title),
	define("truncate(text string, length number) string", "At most so many characters of the text; the last is … where something was left out.", truncate),
	define("matches(text string, pattern string) bool", "Whether the whole text fits the pattern (RE2).", matches),
}

func trim(c *call) Value {
	if c.has(1) {
		return OfText(strings.Trim(c.text(0), c.text(1)))
	}
	return OfText(strings.TrimSpace(c.text(0)))
}

func replace(c *call) Value {
	text, old, with := c.text(0), c.text(1), c.text(2)
	if old == "" {
		return UnknownOf("there is nothing to replace")
	}
	if !c.spend(textUnits(len(text) + strings.Count(text, old)*len(with))) {
		return outOfFuel()
	}
	return OfText(strings.ReplaceAll(text, old, with))
}

func split(c *call) Value {
	separator, text := c.text(0), c.text(1)
	if separator == "" {
		return UnknownOf("there is no separator to split by")
	}
	if !c.spend((strings.Count(text, separator) + 1) * (listUnits + 1)) {
		return outOfFuel()
	}
	return texts(strings.Split(text, separator))
}

func texts(list []string) Value {
	items := make([]Value, len(list))
	for i, s := range list {
		items[i] = OfText(s)
	}
	return OfList(items)
}

func join(c *call) Value {
	var b strings.Builder
	for i, item := range c.list(1) {
		text, ok := item.display()
		if !ok {
			return UnknownOf("a " + item.kind.String() + " cannot be joined to a text")
		}
		if !c.spend(textUnits(len(text) + len(c.text(0)))) {
			return outOfFuel()
		}
		if i > 0 {
			b.WriteString(c.text(0))
		}
		b.WriteString(text)
	}
	return OfText(b.String())
}

func substr(c *call) Value {
	runes := []rune(c.text(0))
	from, ok := c.whole(1)
	if !ok {
		return UnknownOf("a text begins at 0")
	}
	to := len(runes)
	if c.has(2) {
		length, ok := c.whole(2)
		if !ok {
			return UnknownOf("a length is a whole number from 0")
		}
		to = min(to, min(from, to)+length)
	}
	return OfText(string(runes[min(from, to):to]))
}

// whole is argument i as a whole number from 0 to a thousand million.
func (c *call) whole(i int) (int, bool) {
	n, ok := c.args[i].AsInt()
	return int(n), ok && n >= 0 && n <= 1e9
}

func indent(c *call) Value {
	spaces, ok := c.whole(0)
	if !ok || spaces > maxWidth {
		return UnknownOf("a text is indented by 0 to 200 spaces")
	}
	if !c.spend(textUnits(strings.Count(c.text(1), "\n") * spaces)) {
		return outOfFuel()
	}
	return OfText(strings.ReplaceAll(c.text(1), "\n", "\n"+strings.Repeat(" ", spaces)))
}

func title(c *call) Value {
	inWord := false
	return OfText(strings.Map(func(r rune) rune {
		first := !inWord
		inWord = unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '’'
		if first {
			return unicode.ToTitle(r)
		}
		return r
	}, c.text(0)))
}

func truncate(c *call) Value {
	text := c.text(0)
	length, ok := c.whole(1)
	if !ok || length < 1 {
		return UnknownOf("a text is cut to 1 character or more")
	}
	if utf8.RuneCountInString(text) <= length {
		return c.args[0]
	}
	return OfText(string([]rune(text)[:length-1]) + "…")
}

func matches(c *call) Value {
	pattern, why := c.patterns.get(c.text(1), c.meter)
	if pattern == nil {
		return UnknownOf(why)
	}
	if !c.spend(pattern.cost(len(c.text(0)))) {
		return outOfFuel()
	}
	return OfBool(pattern.whole.MatchString(c.text(0)))
}
