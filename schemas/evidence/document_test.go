package evidence_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/evidence"
)

// document is one kind of document: a sample in its one encoding, and what reads it.
type document struct {
	name  string
	bytes []byte
	read  func([]byte) (encoder, error)
}

type encoder interface{ Encode() ([]byte, error) }

// said makes a statement's predicate one that encodes itself.
type said struct{ evidence.Predicate }

func (s said) Encode() ([]byte, error) { return evidence.EncodeStatement(s.Predicate) }

// again reads data, and encodes what was read.
func (d document) again(data []byte) ([]byte, error) {
	doc, err := d.read(data)
	if err != nil {
		return nil, err
	}
	return doc.Encode()
}

func documents(t testing.TB) []document {
	statement := func(data []byte) (encoder, error) { p, err := evidence.ParseStatement(data); return said{p}, err }
	record := func(data []byte) (encoder, error) { return evidence.ParseRecord(data) }
	bundle := func(data []byte) (encoder, error) { return evidence.ParseBundle(data) }
	word := func(data []byte) (encoder, error) { return evidence.ParseWord(data) }
	leaf := func(data []byte) (encoder, error) { return evidence.ParseLeaf(data) }
	proof := func(data []byte) (encoder, error) { return evidence.ParseProof(data) }
	encode := must[[]byte](t)
	run := encode(evidence.EncodeStatement(runSample()))
	return []document{
		{"ledger", encode(evidence.EncodeStatement(ledgerSample())), statement},
		{"authorization", encode(evidence.EncodeStatement(authorizationSample())), statement},
		{"run", run, statement},
		{"review", encode(evidence.EncodeStatement(reviewSample(t))), statement},
		{"denial", encode(evidence.EncodeStatement(denialSample())), statement},
		{"approval", encode(evidence.EncodeStatement(approvalSample(t))), statement},
		{"answer", encode(evidence.EncodeStatement(answerSample(t))), statement},
		{"heard", encode(evidence.EncodeStatement(heardSample(t))), statement},
		{"continued", encode(evidence.EncodeStatement(continuedSample())), statement},
		{"confirmation", encode(evidence.EncodeStatement(confirmationSample(t))), statement},
		{"breakglass", encode(evidence.EncodeStatement(breakglassSample(t))), statement},
		{"waiver", encode(evidence.EncodeStatement(waiverSample(t))), statement},
		{"revocation", encode(evidence.EncodeStatement(revocationSample(t))), statement},
		{"disposition", encode(evidence.EncodeStatement(dispositionSample(t))), statement},
		{"mend", encode(evidence.EncodeStatement(mendSample(t))), statement},
		{"score", encode(evidence.EncodeStatement(scoreSample())), statement},
		{"rotation", encode(evidence.EncodeStatement(rotationSample(t))), statement},
		{"handover", encode(evidence.EncodeStatement(handoverSample(t))), statement},
		{"word", encode(wordSample(t).Encode()), word},
		{"record", encode(recordSample(t).Encode()), record},
		{"bundle", encode(bundleSample(t, run).Encode()), bundle},
		{"message", encode(messageSample(t).Encode()), bundle},
		{"keyless", encode(keylessSample(t).Encode()), bundle},
		{"proof", encode(proofSample(t).Encode()), proof},
		{"leaf", encode(leafSample().Encode()), leaf},
	}
}

// TestDocuments shows one of each. Its bytes are in the tree, follow RFC 8785 and the JSON Schema, and
// come out again of what reads them.
func TestDocuments(t *testing.T) {
	t.Parallel()
	for _, d := range documents(t) {
		golden.Check(t, d.name+".example.json", d.bytes)
		if canonical := must[[]byte](t)(jcs.Transform(d.bytes)); !bytes.Equal(canonical, d.bytes) {
			t.Errorf("%s: RFC 8785 would write %s", d.name, canonical)
		}
		if again := must[[]byte](t)(d.again(d.bytes)); !bytes.Equal(again, d.bytes) {
			t.Errorf("%s: read and written again it is %s", d.name, again)
		}
		validate(t, cmp.Or(map[string]string{"message": "bundle", "keyless": "bundle", "answer": "approval", "heard": "approval", "continued": "run"}[d.name], d.name), d.bytes)
	}
}

// A document has one spelling. Every other one of the same JSON value is refused.
func TestOneSpelling(t *testing.T) {
	t.Parallel()
	for _, d := range documents(t) {
		open, rest := d.bytes[:2], d.bytes[1:]
		for name, bad := range map[string][]byte{
			"trailing byte":  append(bytes.Clone(d.bytes), '\n'),
			"leading space":  append([]byte(" "), d.bytes...),
			"space inside":   append([]byte("{ "), rest...),
			"unknown member": append([]byte(`{"AA":1,`), rest...),
			"cut off":        d.bytes[:len(d.bytes)-1],
			"an escape":      bytes.Replace(d.bytes, open, []byte(`{"\u0061`), 1),
			"nothing":        nil,
			"null":           []byte("null"),
		} {
			if _, err := d.again(bad); err == nil {
				t.Errorf("%s: %s: it parses", d.name, name)
			}
		}
	}
}

// What stands around a predicate follows from it. A statement that says otherwise is none.
func TestStatementIsItsPredicate(t *testing.T) {
	t.Parallel()
	good := string(must[[]byte](t)(evidence.EncodeStatement(authorizationSample())))
	for name, edit := range map[string][2]string{
		"another subject": {`"subject":[{"digest":{"sha256":"` + authorizationSample().Plan.Digest.Hex(), `"subject":[{"digest":{"sha256":"` + strings.Repeat("0", 64)},
		"another name":    {`"name":"plan"}]`, `"name":"record"}]`},
		"another type":    {`"_type":"https://in-toto.io/Statement/v1"`, `"_type":"https://in-toto.io/Statement/v0.1"`},
		"another kind":    {`attestary.dev/authorization/v1`, `attestary.dev/run/v1`},
		"unknown kind":    {`attestary.dev/authorization/v1`, `attestary.dev/blessing/v1`},
		"another version": {`attestary.dev/authorization/v1`, `attestary.dev/authorization/v2`},
		"two subjects":    {`"subject":[`, `"subject":[{"digest":{"sha256":"` + strings.Repeat("0", 64) + `"},"name":"plan"},`},
		"no subject":      {`"subject":[{`, `"subject":[],"z":[{`},
	} {
		bad := strings.Replace(good, edit[0], edit[1], 1)
		if bad == good {
			t.Fatalf("%s: the edit changed nothing", name)
		}
		if _, err := evidence.ParseStatement([]byte(bad)); err == nil {
			t.Errorf("%s: it parses", name)
		}
	}
}

func validate(t *testing.T, name string, data []byte) {
	t.Helper()
	schema := must[*jsonschema.Schema](t)(jsonschema.NewCompiler().Compile("schema.json#/$defs/" + name))
	var doc any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("%s is not valid under schema.json: %v", name, err)
	}
}
