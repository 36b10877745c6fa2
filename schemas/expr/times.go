package expr

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Instants are written 2026-01-31T07:00:00Z: whole seconds, UTC. A date is midnight, UTC.

var timeFunctions = []Func{
	define("addtime(at string, length string) string", "The instant so long after another: 30m, 12h, 7d, 2w; -7d is before it.", addtime),
	define("formatdate(layout string, at string) string", "The instant or date in a layout of YYYY YY MMMM MMM MM M DD D EEEE EEE hh mm ss; words between ' and ' stand as they are.", formatdate),
	define("before(first string, second string) bool", "Whether the first instant or date is earlier than the second.", before),
	define("days_between(from string, to string) number", "How many whole days lie between two instants or dates, rounded down; less than 0 where the second is earlier.", daysBetween),
}

// instant reads argument i.
func (c *call) instant(i int) (time.Time, bool) {
	s := c.text(i)
	if isDate(s) {
		s += "T00:00:00Z"
	}
	t, err := time.Parse("2006-01-02T15:04:05Z", s)
	return t, err == nil && len(s) == len("2006-01-02T15:04:05Z")
}

var errInstant = UnknownOf("a text is not an instant as 2026-01-31T07:00:00Z")

// ParseLength reads a length of time, [0-9]+(s|m|h|d|w), as whole seconds.
func ParseLength(s string) (seconds int64, ok bool) {
	if !lengthOfTime.MatchString(s) {
		return 0, false
	}
	n, err := strconv.ParseInt(s[:len(s)-1], 10, 64)
	unit := map[byte]int64{'s': 1, 'm': 60, 'h': 3600, 'd': 86400, 'w': 7 * 86400}[s[len(s)-1]]
	return n * unit, err == nil
}

// FormatLength writes a length of time in the largest unit that fits: 90 is "90s", 3600 is "1h".
func FormatLength(seconds int64) string {
	for _, unit := range []struct {
		name    string
		seconds int64
	}{{"d", 86400}, {"h", 3600}, {"m", 60}} {
		if seconds != 0 && seconds%unit.seconds == 0 {
			return fmt.Sprintf("%d%s", seconds/unit.seconds, unit.name)
		}
	}
	return fmt.Sprintf("%ds", seconds)
}

// LengthWords is a length of time in words: "90 days", "1 hour and 30 minutes".
func LengthWords(seconds int64) string {
	var parts []string
	for _, unit := range []struct {
		name    string
		seconds int64
	}{{"day", 86400}, {"hour", 3600}, {"minute", 60}, {"second", 1}} {
		n := seconds / unit.seconds
		seconds %= unit.seconds
		switch {
		case n == 1:
			parts = append(parts, "1 "+unit.name)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, unit.name))
		}
	}
	switch last := len(parts) - 1; {
	case last < 0:
		return "0 seconds"
	case last == 0:
		return parts[0]
	default:
		return strings.Join(parts[:last], ", ") + " and " + parts[last]
	}
}

func addtime(c *call) Value {
	at, ok := c.instant(0)
	if !ok {
		return errInstant
	}
	length, negative := strings.CutPrefix(c.text(1), "-")
	seconds, ok := ParseLength(length)
	if !ok {
		return UnknownOf("a text is not a length of time as 30m, 12h or -7d")
	}
	if negative {
		seconds = -seconds
	}
	sum := time.Unix(at.Unix()+seconds, 0).UTC()
	if sum.Year() < 1 || sum.Year() > 9999 {
		return UnknownOf("an instant lies outside the years 1 to 9999")
	}
	return OfText(sum.Format("2006-01-02T15:04:05Z"))
}

func before(c *call) Value {
	first, ok1 := c.instant(0)
	second, ok2 := c.instant(1)
	if !ok1 || !ok2 {
		return errInstant
	}
	return OfBool(first.Before(second))
}

func daysBetween(c *call) Value {
	from, ok1 := c.instant(0)
	to, ok2 := c.instant(1)
	if !ok1 || !ok2 {
		return errInstant
	}
	const day = 86400
	seconds := to.Unix() - from.Unix()
	days := seconds / day
	if seconds%day < 0 {
		days--
	}
	return OfInt(days)
}

// layoutWords are the words of a layout and what Go calls them.
var layoutWords = map[string]string{
	"YYYY": "2006", "YY": "06",
	"MMMM": "January", "MMM": "Jan", "MM": "01", "M": "1",
	"DD": "02", "D": "2",
	"EEEE": "Monday", "EEE": "Mon",
	"hh": "15", "mm": "04", "ss": "05",
}

func formatdate(c *call) Value {
	at, ok := c.instant(1)
	if !ok {
		return errInstant
	}
	var b strings.Builder
	for rest := c.text(0); rest != ""; {
		word := layoutWord(rest)
		rest = rest[len(word):]
		switch layout, known := layoutWords[word]; {
		case known:
			b.WriteString(at.Format(layout))
		case word[0] == '\'':
			b.WriteString(strings.ReplaceAll(strings.TrimSuffix(word[1:], "'"), "''", "'"))
		case isLetter(word[0]):
			return UnknownOf("a layout has a word that is not known")
		default:
			b.WriteString(word)
		}
	}
	return OfText(b.String())
}

// layoutWord is the first word of a layout: a quoted text (a doubled quote in it is one), a run of one
// letter, or one other byte.
func layoutWord(rest string) string {
	n := 1
	if rest[0] != '\'' {
		for isLetter(rest[0]) && n < len(rest) && rest[n] == rest[0] {
			n++
		}
		return rest[:n]
	}
	for ; n < len(rest); n++ {
		if rest[n] != '\'' {
			continue
		}
		if n+1 == len(rest) || rest[n+1] != '\'' {
			return rest[:n+1]
		}
		n++
	}
	return rest
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
