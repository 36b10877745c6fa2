package database

import (
	"fmt"
	"strconv"
	"time"

	"github.com/attestary/attestary/schemas/expr"
)

// mysqlParameters are values as the driver takes them.
func mysqlParameters(values []any) []any {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
		if number, ok := v.(Number); ok {
			list[i] = string(number)
			if n, err := strconv.ParseInt(string(number), 10, 64); err == nil {
				list[i] = n
			}
		}
	}
	return list
}

// mysqlCell reads a cell, by the name of its type.
func (to Target) mysqlCell(of string, v any) expr.Value {
	switch v := v.(type) {
	case nil:
		return expr.Nil()
	case int64:
		return expr.OfInt(v)
	case float32:
		return floating(float64(v), 32)
	case float64:
		return floating(v, 64)
	case string:
		return to.mysqlText(of, []byte(v))
	case []byte:
		return to.mysqlText(of, v)
	}
	return expr.OfText(fmt.Sprint(v))
}

func (to Target) mysqlText(of string, data []byte) expr.Value {
	switch of {
	case "DECIMAL", "UNSIGNED BIGINT":
		return numeric(string(data))
	case "DATETIME", "TIMESTAMP":
		return instantOf(time.DateTime, string(data))
	case "JSON":
		return to.document(data)
	case "BLOB", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB", "BINARY", "VARBINARY", "GEOMETRY", "VECTOR":
		return binary(data)
	}
	return expr.OfText(string(data))
}
