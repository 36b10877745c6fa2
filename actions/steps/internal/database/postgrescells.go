package database

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/attestary/attestary/schemas/expr"
)

// postgresParameters are values as the server reads them; it knows of which type each has to be.
func postgresParameters(values []any) [][]byte {
	list := make([][]byte, len(values))
	for i, v := range values {
		if v != nil {
			list[i] = fmt.Append([]byte{}, v) // a text or number as it is; true and false
		}
	}
	return list
}

// postgresCell reads the text of a cell, by the number of its type.
func (to Target) postgresCell(oid uint32, data []byte) expr.Value {
	text := string(data)
	switch oid {
	case pgtype.BoolOID:
		return expr.OfBool(text == "t")
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.OIDOID, pgtype.Float4OID, pgtype.Float8OID, pgtype.NumericOID:
		return numeric(text)
	case pgtype.TimestampOID:
		return instantOf(time.DateTime, text)
	case pgtype.TimestamptzOID:
		return instantOf(time.DateTime+"-07", text)
	case pgtype.ByteaOID:
		return hexadecimal(text)
	case pgtype.JSONOID, pgtype.JSONBOID:
		return to.document(data)
	}
	return expr.OfText(text)
}

// hexadecimal are bytes that PostgreSQL wrote as \x and hex.
func hexadecimal(text string) expr.Value {
	digits, ok := strings.CutPrefix(text, `\x`)
	data, err := hex.DecodeString(digits)
	if !ok || err != nil {
		return expr.OfText(text)
	}
	return binary(data)
}
