package expr

import (
	"slices"

	"github.com/cockroachdb/apd/v3"
)

var numberFunctions = []Func{
	define("min(numbers any...) number", "The least of the numbers, or of a list of numbers.",
		func(c *call) Value { return pick(c, -1) }),
	define("max(numbers any...) number", "The greatest of the numbers, or of a list of numbers.",
		func(c *call) Value { return pick(c, 1) }),
	define("ceil(of number) number", "The next whole number that is not less.",
		func(c *call) Value { return integral(c, exact.Ceil) }),
	define("floor(of number) number", "The next whole number that is not greater.",
		func(c *call) Value { return integral(c, exact.Floor) }),
	define("round(of number, decimals number?) number", "The nearest whole number, or the nearest with so many decimals; a half goes to the even neighbour.", round),
	define("number(of any) number", "The number that a text says; unknown where it says none.", toNumber),
}

func pick(c *call, sign int) Value {
	numbers := c.args
	if len(numbers) == 1 && numbers[0].kind == List {
		numbers = numbers[0].list
	}
	if len(numbers) == 0 || slices.ContainsFunc(numbers, func(v Value) bool { return v.kind != Number }) {
		return UnknownOf("there is no number, or something that is not a number, to choose from")
	}
	return slices.MaxFunc(numbers, func(a, b Value) int { return sign * a.number.Cmp(b.number) })
}

func integral(c *call, run func(d, x *apd.Decimal) (apd.Condition, error)) Value {
	z := new(apd.Decimal)
	if _, err := run(z, c.args[0].number); err != nil {
		return UnknownOf("a number is too large")
	}
	return OfNumber(z)
}

func round(c *call) Value {
	places := 0
	if c.has(1) {
		var ok bool
		if places, ok = c.whole(1); !ok || places > maxDigits {
			return UnknownOf("a number is rounded to 0 to 40 decimals")
		}
	}
	if int(-c.args[0].number.Exponent) <= places {
		return c.args[0]
	}
	z := new(apd.Decimal)
	if _, err := exact.Quantize(z, c.args[0].number, int32(-places)); err != nil {
		return UnknownOf("a number is too large")
	}
	return OfNumber(z)
}

func toNumber(c *call) Value {
	switch v := c.args[0]; v.kind {
	case Number:
		return v
	case Text:
		return ReadNumber(v.text)
	default:
		return UnknownOf("a " + v.kind.String() + " says no number")
	}
}

// sum rounds once, at the end, so that the order of the numbers does not matter.
func sum(c *call) Value {
	total := new(apd.Decimal)
	for _, item := range c.list(0) {
		if item.kind != Number {
			return UnknownOf("a " + item.kind.String() + " cannot be added up")
		}
		if _, err := exact.Add(total, total, item.number); err != nil {
			return UnknownOf("a number is too large")
		}
	}
	return OfNumber(total)
}
