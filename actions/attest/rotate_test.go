package attest_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Two keys sign one rotation, each its own half. A half by another than it names is none, whoever signs.
func TestRotate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var keys []*key.Key
	for _, name := range []string{"old", "new"} {
		k, err := key.Create(filepath.Join(dir, name), []byte("correct horse"))
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, k)
	}
	old, new := keys[0], keys[1]
	origin := "attestary.dev/ledger/000102030405060708090a0b0c0d0e0f"
	r := attest.Rotation{At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Old: old.SPKI(), New: new.SPKI(),
		Seen: evidence.Seen{Origin: origin, Root: canon.Sum([]byte("root")), Size: 1}}
	halves, err := attest.Rotate(t.Context(), r, old, new)
	if err != nil {
		t.Fatal(err)
	}
	for i, side := range []evidence.Side{evidence.OldKey, evidence.NewKey} {
		said, err := attest.OpenHalf(halves[i])
		if err != nil || said.SignedBy != side || !bytes.Equal(said.New, new.SPKI()) {
			t.Errorf("the half of the %s key: %+v, %v", side, said, err)
		}
		if _, err := attest.Open(halves[i], keys[1-i].Public()); !errors.Is(err, attest.ErrAnotherKey) {
			t.Errorf("the half of the %s key, opened with the other: %v", side, err)
		}
		if _, err := attest.Open(halves[i], attest.Any(old.Public(), new.Public())); err != nil {
			t.Errorf("the half of the %s key, opened with either: %v", side, err)
		}
	}
	if _, err := attest.Rotate(t.Context(), r, new, old); !errors.Is(err, attest.ErrAnotherKey) {
		t.Errorf("signed the wrong way round: %v", err)
	}
	broken := bytes.Replace(halves[0], []byte(`"sig":"ME`), []byte(`"sig":"MF`), 1)
	if _, err := attest.OpenHalf(broken); err == nil {
		t.Error("a half with another signature is one")
	}
	same := r
	same.New = r.Old
	if _, err := attest.Rotate(t.Context(), same, old, old); err == nil || !strings.Contains(err.Error(), "new: it is the old key") {
		t.Errorf("from a key to itself: %v", err)
	}
}
