package canon_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/go-json-experiment/json/jsontext"
)

// rawOf is data as a value that package json writes as it finds it.
func rawOf(data []byte) jsontext.Value { return jsontext.Value(bytes.Clone(data)) }

// envelope has the shape of a bundle: little structure, and a payload of two kilobytes.
type envelope struct {
	Envelope struct {
		Payload     []byte `json:"payload"`
		PayloadType string `json:"payloadType"`
		Signatures  []struct {
			Sig []byte `json:"sig"`
		} `json:"signatures"`
	} `json:"dsseEnvelope"`
	MediaType string `json:"mediaType"`
}

// record has the shape of a record: many small members, fields in another order than their names.
type record struct {
	Format string `json:"format"`
	Plan   string `json:"plan"`
	Steps  []step `json:"steps"`
	Checks []step `json:"checks"`
}

type step struct {
	Name     string    `json:"name"`
	Address  string    `json:"address"`
	Outcome  string    `json:"outcome"`
	Attempts int64     `json:"attempts"`
	Operands []operand `json:"operands"`
}

type operand struct {
	Number string `json:"number"`
}

func BenchmarkDecodeBundle(b *testing.B) {
	var e envelope
	e.Envelope.Payload = bytes.Repeat([]byte("payload "), 256)
	e.MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"
	benchmark[envelope](b, e)
}

func BenchmarkDecodeRecord(b *testing.B) {
	r := record{Format: "https://attestary.dev/record/v1", Plan: string(canon.Sum(nil))}
	for range 8 {
		s := step{"certificate", "step.site", "passed", 1, []operand{{"21"}, {"14"}}}
		r.Steps, r.Checks = append(r.Steps, s), append(r.Checks, s)
	}
	benchmark[record](b, r)
}

// benchmark prints what Decode costs for a kilobyte, and as a part of what reading, writing again and
// comparing by package json costs. verify has a budget of 50 µs for an entry of six kilobytes.
func benchmark[T any](b *testing.B, v T) {
	data, err := canon.Encode(v)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var again T
		if err := canon.Decode(data, &again); err != nil {
			b.Fatal(err)
		}
	}
	const rounds = 1000
	start := time.Now()
	for range rounds {
		if _, err := reference[T](data); err != nil {
			b.Fatal(err)
		}
	}
	byJSON := float64(time.Since(start).Nanoseconds()) / rounds
	each := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
	b.ReportMetric(each/1000/(float64(len(data))/1024), "µs/KB")
	b.ReportMetric(each/byJSON, "of-json")
}
