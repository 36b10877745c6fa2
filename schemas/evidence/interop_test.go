package evidence_test

import (
	"bytes"
	"testing"

	"github.com/gowebpki/jcs"
	protobundle "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"
	"github.com/sigstore/sigstore-go/pkg/bundle"
	"google.golang.org/protobuf/encoding/protojson"
)

// TestBundleIsSigstores reads our bundles with Sigstore's own types, and writes them again: apart from
// protojson's random spaces, which JCS takes away, they are the same bytes.
func TestBundleIsSigstores(t *testing.T) {
	t.Parallel()
	for _, d := range documents(t) {
		if d.name != "bundle" && d.name != "message" && d.name != "keyless" {
			continue
		}
		var theirs protobundle.Bundle
		if err := (protojson.UnmarshalOptions{}).Unmarshal(d.bytes, &theirs); err != nil {
			t.Fatalf("%s: %v", d.name, err)
		}
		written := must[[]byte](t)(jcs.Transform(must[[]byte](t)(protojson.Marshal(&theirs))))
		if !bytes.Equal(written, d.bytes) {
			t.Errorf("%s: protojson writes %s", d.name, written)
		}
		var loaded bundle.Bundle
		if err := loaded.UnmarshalJSON(d.bytes); err != nil {
			t.Errorf("%s: sigstore-go does not load it: %v", d.name, err)
		}
	}
}
