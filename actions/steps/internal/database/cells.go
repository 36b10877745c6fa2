package database

import (
	"encoding/base64"
	"strconv"
	"time"

	"github.com/attestary/attestary/schemas/expr"
)

// What cells of every system become. What has no such form stays the database's own text.

// numeric is a number; as text where a Value cannot hold it: one of more than 40 digits, or none that is finite.
func numeric(text string) expr.Value {
	if v := expr.ReadNumber(text); !v.IsUnknown() {
		return v
	}
	return expr.OfText(text)
}

func floating(f float64, bits int) expr.Value {
	return numeric(strconv.FormatFloat(f, 'g', -1, bits))
}

func binary(data []byte) expr.Value { return expr.OfText(base64.StdEncoding.EncodeToString(data)) }

// instantForm is how the language writes an instant: UTC, whole seconds.
const instantForm = "2006-01-02T15:04:05Z"

func instant(at time.Time) expr.Value { return expr.OfText(at.UTC().Format(instantForm)) }

// instantOf reads an instant in a layout. One without a zone is taken for UTC.
func instantOf(layout, text string) expr.Value {
	at, err := time.Parse(layout, text)
	if err != nil || at.Year() > 9999 {
		return expr.OfText(text)
	}
	return instant(at)
}

// document is JSON; as text where it cannot be read as one thing.
func (to Target) document(text []byte) expr.Value {
	if v := to.JSON(text); !v.IsNull() || string(text) == "null" {
		return v
	}
	return expr.OfText(string(text))
}
