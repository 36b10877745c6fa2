package expr_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

var condition = op(expr.OpAnd, op(expr.OpGreater, days, num("2")), call("contains", hosts, text("b")))

// BenchmarkJudge prints what a condition of nine nodes costs.
func BenchmarkJudge(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if expr.Judge(condition, world).Outcome != expr.OutcomePassed {
			b.Fatal("the condition does not pass")
		}
	}
}

// BenchmarkRejudge is what a verifier pays for each recorded check beside reading it.
func BenchmarkRejudge(b *testing.B) {
	operands := expr.Judge(condition, world).Operands
	b.ReportAllocs()
	for b.Loop() {
		if outcome, err := expr.Rejudge(condition, operands); outcome != expr.OutcomePassed {
			b.Fatal(outcome, err)
		}
	}
}

func BenchmarkDecodeOperands(b *testing.B) {
	data, err := canon.Encode(expr.Judge(condition, world).Operands)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var operands []expr.Operand
		if err := canon.Decode(data, &operands); err != nil {
			b.Fatal(err)
		}
	}
}
