package evidence_test

import (
	"testing"
	"time"
)

// BenchmarkParse is what every entry of a ledger costs its reader beside the signature: a leaf, a
// bundle, a statement, and, every second time, a record. us-entry is the mean of an authorization and a
// run, read whole.
func BenchmarkParse(b *testing.B) {
	parts := map[string]float64{}
	for _, d := range documents(b) {
		b.Run(d.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(d.bytes)))
			start := time.Now()
			for b.Loop() {
				if _, err := d.read(d.bytes); err != nil {
					b.Fatal(err)
				}
			}
			parts[d.name] = float64(time.Since(start).Microseconds()) / float64(b.N)
		})
	}
	b.Run("entry", func(b *testing.B) {
		for b.Loop() { // nothing: the sum of what was measured
		}
		each := parts["leaf"] + parts["bundle"] + (parts["authorization"]+parts["run"]+parts["record"])/2
		b.ReportMetric(each, "us-entry")
	})
}
