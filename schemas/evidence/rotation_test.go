package evidence_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestRotationRules shows what half a rotation may not say, one edit each.
func TestRotationRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*evidence.Rotation)
		want string
	}{
		"signed by neither":        {func(r *evidence.Rotation) { r.SignedBy = "both" }, "signed_by: "},
		"to the same key":          {func(r *evidence.Rotation) { r.New = r.Old }, "new: it is the old key"},
		"to no key":                {func(r *evidence.Rotation) { r.New = nil }, "new: "},
		"to a point off the curve": {func(r *evidence.Rotation) { r.New = append(bytes.Clone(r.New[:90]), r.New[90]^1) }, "new: it is no point"},
		"to a key and more":        {func(r *evidence.Rotation) { r.New = append(bytes.Clone(r.New), 0) }, "new: "},
		"from a compressed key":    {func(r *evidence.Rotation) { r.Old = append(bytes.Clone(r.Old[:26]), r.Old[27:59]...) }, "old: "},
		"of no time":               {func(r *evidence.Rotation) { r.At = "" }, "at: "},
		"of another ledger's form": {func(r *evidence.Rotation) { r.Seen.Origin = "example.com" }, "seen: "},
		"before there is a ledger": {func(r *evidence.Rotation) { r.Seen = ledgerSample().Seen }, "no key yet"},
	} {
		if _, err := evidence.EncodeStatement(edited(rotationSample(t), c.edit)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one about %q", name, err, c.want)
		}
	}
}

// The two halves of a rotation differ in who signs them, and in nothing else.
func TestHalves(t *testing.T) {
	t.Parallel()
	old := rotationSample(t)
	half := old.Half(evidence.NewKey)
	if !bytes.Equal(old.Signer(), old.Old) || !bytes.Equal(half.Signer(), old.New) || old.SignedBy != evidence.OldKey {
		t.Errorf("the half of the new key is %+v", half)
	}
	a, b := must[[]byte](t)(evidence.EncodeStatement(old)), must[[]byte](t)(evidence.EncodeStatement(half))
	if got := bytes.Replace(a, []byte(`"signed_by":"old"`), []byte(`"signed_by":"new"`), 1); !bytes.Equal(got, b) {
		t.Errorf("the other half is %s, want %s", b, got)
	}
}
