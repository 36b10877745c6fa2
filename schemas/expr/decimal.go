package expr

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// maxDigits is how many digits a number has at most when it is written out, not counting the zero of
// "0.5".
const maxDigits = 40

// exact rounds nothing that sums, products and remainders of two numbers can give, and divides so far
// that rounding its result again cannot go another way than rounding the true quotient.
var exact = apd.Context{
	Precision: 4 * maxDigits, MaxExponent: 1000, MinExponent: -1000, Rounding: apd.RoundHalfEven,
}

// canonicalNumber is the one spelling of a number: shortest, no exponent, no plus, no leading zero.
var canonicalNumber = regexp.MustCompile(`^(0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9])$`)

// OfInt is a whole number.
func OfInt(n int64) Value { return numberOf(apd.New(n, 0)) }

// ParseNumber reads the one spelling of a number: shortest decimal, no exponent, no leading zeros, no
// plus, no "-0", at most 40 digits. All else is an error.
func ParseNumber(s string) (Value, error) {
	if n, ok := parseInt(s); ok {
		return n, nil
	}
	if len(s) > maxDigits+3 || !canonicalNumber.MatchString(s) {
		return Value{}, fmt.Errorf("%s is not a number: write the shortest decimal, without exponent, of at most %d digits",
			quote(s), maxDigits)
	}
	d, _, err := apd.NewFromString(s)
	if err != nil {
		return Value{}, err
	}
	if v := OfNumber(d); !v.IsUnknown() && v.numberText() == s {
		return v, nil
	}
	return Value{}, fmt.Errorf("a number has at most %d digits", maxDigits)
}

// parseInt reads the one spelling of a whole number that is not large, as nearly all in records are.
func parseInt(s string) (Value, bool) {
	var again [20]byte
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || len(s) > 18 || string(strconv.AppendInt(again[:0], n, 10)) != s {
		return Value{}, false
	}
	exponent := int32(0)
	for ; n != 0 && n%10 == 0; n /= 10 {
		exponent++
	}
	return Value{kind: Number, number: apd.New(n, exponent), size: numberUnits}, true
}

// ReadNumber reads a number as people and other programs write it, exponents and leading zeros
// included. It is unknown, not rounded, where the text is no number or needs more than 40 digits.
func ReadNumber(s string) Value {
	if len(s) > 1000 {
		return UnknownOf("a number is too long")
	}
	d, _, err := apd.NewFromString(strings.TrimPrefix(s, "+"))
	if err != nil || d.Form != apd.Finite || strings.HasPrefix(s, "+-") {
		return UnknownOf("a text is not a number")
	}
	v := OfNumber(d)
	if !v.IsUnknown() && v.number.Cmp(d) != 0 {
		return UnknownOf("a number has too many digits")
	}
	return v
}

// OfNumber is d, rounded half to even to what can be written out in 40 digits. It is unknown where d
// is larger than that, infinite or no number.
func OfNumber(d *apd.Decimal) Value {
	if d.Form != apd.Finite {
		return UnknownOf("a number is not finite")
	}
	whole := d.NumDigits() + int64(d.Exponent) // digits before the point
	if d.IsZero() || whole < -maxDigits {
		return numberOf(new(apd.Decimal))
	}
	if whole > maxDigits {
		return UnknownOf("a number is too large")
	}
	exponent := int32(max(whole, 0) - maxDigits)
	if d.Exponent >= exponent {
		return numberOf(d)
	}
	rounded := new(apd.Decimal)
	if _, err := exact.WithPrecision(uint32(max(d.NumDigits(), 4*maxDigits))).Quantize(rounded, d, exponent); err != nil {
		return UnknownOf("a number cannot be rounded")
	}
	if rounded.NumDigits()+int64(rounded.Exponent) > maxDigits {
		return UnknownOf("a number is too large")
	}
	return numberOf(rounded)
}

// numberOf takes d, which has few enough digits, in its shortest form.
func numberOf(d *apd.Decimal) Value {
	shortest := new(apd.Decimal)
	shortest.Reduce(d)
	if shortest.IsZero() {
		shortest.SetInt64(0)
	}
	return Value{kind: Number, number: shortest, size: numberUnits}
}

// AsNumber is a copy of a number's decimal; nil for all else.
func (v Value) AsNumber() *apd.Decimal {
	if v.kind != Number {
		return nil
	}
	return new(apd.Decimal).Set(v.number)
}

// AsInt is a number as an integer; ok tells whether v is a whole number that fits.
func (v Value) AsInt() (n int64, ok bool) {
	if v.kind != Number {
		return 0, false
	}
	n, err := v.number.Int64()
	return n, err == nil
}

// numberText is the one spelling of a number.
func (v Value) numberText() string { return v.number.Text('f') }
