package database

import (
	"fmt"
	"strconv"
	"time"

	"github.com/attestary/attestary/schemas/expr"
)

// sqliteParameters are values as SQLite keeps them: it has no decimals and no truth values.
func sqliteParameters(values []any) []any {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
		if number, ok := v.(Number); ok {
			list[i] = sqliteNumber(string(number))
		}
	}
	return list
}

func sqliteNumber(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	f, _ := strconv.ParseFloat(text, 64)
	return f
}

// sqliteCell reads a cell, by what the table says of its column.
func sqliteCell(declared string, v any) expr.Value {
	switch v := v.(type) {
	case nil:
		return expr.Nil()
	case int64:
		if (declared == "BOOLEAN" || declared == "BOOL") && (v == 0 || v == 1) {
			return expr.OfBool(v == 1)
		}
		return expr.OfInt(v)
	case float64:
		return floating(v, 64)
	case []byte:
		return binary(v)
	case time.Time: // of a column for dates or instants
		if v = v.UTC(); declared == "DATE" && v.Equal(v.Truncate(24*time.Hour)) {
			return expr.OfText(v.Format(time.DateOnly))
		}
		return instant(v)
	}
	return expr.OfText(fmt.Sprint(v))
}
