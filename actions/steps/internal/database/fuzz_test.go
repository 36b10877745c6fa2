package database_test

import (
	"encoding/base64"
	"encoding/hex"
	"testing"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/attestary/attestary/actions/steps/internal/database"
	"github.com/attestary/attestary/schemas/expr"
)

// FuzzCells holds that whatever a server writes into a cell, of whatever type it says that it is, becomes a
// value that is known in every part, and that nothing of a text or of bytes is lost.
func FuzzCells(f *testing.F) {
	for _, seed := range []string{"", "t", "12.50", "-0", "NaN", "1e1000", "2026-01-31 10:11:12.5+00", "infinity", "0044-03-15 00:00:00 BC", `\x00ff`, `\x0`, `{"a": [1]}`, "\xff", "0000-00-00 00:00:00"} {
		f.Add(seed)
	}
	to := database.Target{JSON: func([]byte) expr.Value { return expr.Nil() }}
	f.Fuzz(func(t *testing.T, text string) {
		whole := func(v expr.Value) expr.Value {
			if !v.Whole() {
				t.Errorf("%q becomes %s", text, v.Reason())
			}
			return v
		}
		for _, oid := range []uint32{
			0, pgtype.BoolOID, pgtype.Int4OID, pgtype.NumericOID, pgtype.Float8OID, pgtype.TimestampOID, pgtype.TimestamptzOID, pgtype.ByteaOID, pgtype.JSONOID,
		} {
			whole(database.OfPostgres(to, oid, []byte(text)))
		}
		for _, of := range []string{"", "DECIMAL", "DATETIME", "JSON", "BLOB", "UNSIGNED BIGINT"} {
			whole(database.OfMySQL(to, of, []byte(text)))
		}
		if again, _ := database.OfPostgres(to, pgtype.TextOID, []byte(text)).AsText(); utf8.ValidString(text) && again != text {
			t.Errorf("%q becomes %q", text, again)
		}
		kept, _ := database.OfPostgres(to, pgtype.ByteaOID, []byte(`\x`+hex.EncodeToString([]byte(text)))).AsText()
		if data, err := base64.StdEncoding.DecodeString(kept); err != nil || string(data) != text {
			t.Errorf("%q becomes %q", text, kept)
		}
	})
}
