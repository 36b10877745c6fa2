package expr

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// verb is one place of a layout: flags, width, decimals, letter.
var verb = regexp.MustCompile(`^%(-?)(0?)([1-9][0-9]{0,2})?(?:\.([0-9]{1,2}))?([sdf])`)

func format(c *call) Value {
	f := formatter{values: c.args[1:]}
	layout := c.text(0)
	for {
		before, rest, found := strings.Cut(layout, "%")
		f.out.WriteString(before)
		if !found {
			break
		}
		layout = f.place("%" + rest)
		if f.bad == "" && !c.spend(textUnits(f.out.Len()-f.spent)) {
			return outOfFuel()
		}
		if f.spent = f.out.Len(); f.bad != "" {
			return UnknownOf(f.bad)
		}
	}
	if len(f.values) > 0 {
		return UnknownOf("a layout has fewer places than values")
	}
	return OfText(f.out.String())
}

type formatter struct {
	values []Value
	out    strings.Builder
	spent  int
	bad    string
}

// place writes the place that rest begins with and gives what follows it.
func (f *formatter) place(rest string) string {
	if after, ok := strings.CutPrefix(rest, "%%"); ok {
		f.out.WriteByte('%')
		return after
	}
	m := verb.FindStringSubmatch(rest)
	switch {
	case m == nil || m[4] != "" && m[5] != "f":
		f.bad = "a layout knows %s, %d, %f and %% only"
		return ""
	case len(f.values) == 0:
		f.bad = "a layout has more places than values"
		return ""
	}
	text, ok := verbText(m[5], m[4], f.values[0])
	if !ok {
		f.bad = "a " + f.values[0].kind.String() + " does not fit %" + m[5] + " of a layout"
		return ""
	}
	f.values = f.values[1:]
	width, _ := strconv.Atoi(m[3])
	if width > maxWidth {
		f.bad = "a layout is at most 200 wide"
		return ""
	}
	f.out.WriteString(pad(text, width, m[1] != "", m[2] != "" && m[5] != "s"))
	return rest[len(m[0]):]
}

func verbText(letter, decimals string, v Value) (string, bool) {
	switch letter {
	case "s":
		return v.display()
	case "d":
		if v.kind != Number || v.number.Exponent < 0 {
			return "", false
		}
		return v.numberText(), true
	}
	places, err := strconv.Atoi(decimals)
	if err != nil {
		places = 6
	}
	if v.kind != Number || places > maxDigits {
		return "", false
	}
	z := new(apd.Decimal)
	if _, err := exact.Quantize(z, v.number, int32(-places)); err != nil {
		return "", false
	}
	if z.IsZero() {
		z.Negative = false
	}
	return z.Text('f'), true
}

func pad(text string, width int, left, zeros bool) string {
	missing := width - len([]rune(text))
	switch {
	case missing <= 0:
		return text
	case left:
		return text + strings.Repeat(" ", missing)
	case !zeros:
		return strings.Repeat(" ", missing) + text
	}
	digits, negative := strings.CutPrefix(text, "-")
	text = strings.Repeat("0", missing) + digits
	if negative {
		return "-" + text
	}
	return text
}
