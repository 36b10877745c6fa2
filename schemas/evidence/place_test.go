package evidence_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// The key of a run is the SHA-256 of three members in order, and of nothing else.
func TestRunKey(t *testing.T) {
	t.Parallel()
	sum := sha256.Sum256([]byte(`{"attempt":2,"id":"4242","origin":"` + origin + `"}`))
	got := evidence.RunID{Attempt: 2, ID: "4242", Origin: origin}.Key()
	if want := canon.Digest("sha256:" + hex.EncodeToString(sum[:])); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestPlaces shows where entries stand. The date is that of the run's authorization.
func TestPlaces(t *testing.T) {
	t.Parallel()
	const at = "2026-03-01T23:59:59Z"
	run := canon.Digest("sha256:0123456789abcdef" + hex.EncodeToString(make([]byte, 24)))
	said := canon.Digest("sha256:fedcba98" + hex.EncodeToString(make([]byte, 28)))
	for _, c := range []struct {
		kind evidence.Kind
		run  canon.Digest
		want string
	}{
		{"authorization", run, "runs/site_tls/2026/03/01/0123456789abcdef.authorization.sigstore.json"},
		{"run", run, "runs/site_tls/2026/03/01/0123456789abcdef.run.sigstore.json"},
		{"denial", run, "runs/site_tls/2026/03/01/0123456789abcdef.denial.sigstore.json"},
		{"confirmation", run, "runs/site_tls/2026/03/01/0123456789abcdef.confirmation-fedcba98.sigstore.json"},
		{"approval", run, "runs/site_tls/2026/03/01/0123456789abcdef.approval-fedcba98.sigstore.json"},
		{"breakglass", run, "runs/site_tls/2026/03/01/0123456789abcdef.breakglass-fedcba98.sigstore.json"},
		{"review", "", "runs/_/2026/03/01/_.review-fedcba98.sigstore.json"},
		{"disposition", run, "runs/site_tls/2026/03/01/0123456789abcdef.disposition-fedcba98.sigstore.json"},
		{"score", "", "runs/_/2026/03/01/_.score-fedcba98.sigstore.json"},
		{"mend", "", "runs/_/2026/03/01/_.mend-fedcba98.sigstore.json"},
		{"rotation", "", "runs/_/2026/03/01/_.rotation-fedcba98.sigstore.json"},
		{"ledger", "", "runs/_/2026/03/01/_.ledger-fedcba98.sigstore.json"},
	} {
		place := evidence.Leaf{Kind: c.kind, Run: c.run, Statement: said}.Place("site_tls", at)
		if place.Path() != c.want {
			t.Errorf("got %s, want %s", place.Path(), c.want)
		}
		if again := must[evidence.Place](t)(evidence.ParsePlace(c.want)); again != place {
			t.Errorf("%s reads as %+v, not %+v", c.want, again, place)
		}
	}
	if got := evidence.BlobPath(said); got != "blobs/sha256/fe/"+said.Hex() {
		t.Error(got)
	}
}

func TestNoPlaces(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"", "runs", "README.md",
		"runs/site_tls/2026/02/30/0123456789abcdef.run.sigstore.json",
		"runs/site_tls/2026/3/1/0123456789abcdef.run.sigstore.json",
		"runs/site_tls/2026/03/01/0123456789ABCDEF.run.sigstore.json",
		"runs/site_tls/2026/03/01/0123456789abcdef.run",
		"runs/site_tls/2026/03/01/0123456789abcdef.run-fedcba98.sigstore.json",
		"runs/site_tls/2026/03/01/0123456789abcdef.confirmation.sigstore.json",
		"runs/site_tls/2026/03/01/_.ledger-fedcba98.sigstore.json",
		"runs/_/2026/03/01/0123456789abcdef.run.sigstore.json",
		"runs/_/2026/03/01/_.run.sigstore.json",
		"runs/_/2026/03/01/_.approval-fedcba98.sigstore.json",
		"runs/site_tls/2026/03/01/0123456789abcdef.review-fedcba98.sigstore.json",
		"runs/site_tls/2026/03/01/0123456789abcdef.rotation-fedcba98.sigstore.json",
		"runs/../2026/03/01/0123456789abcdef.run.sigstore.json",
		"Runs/site_tls/2026/03/01/0123456789abcdef.run.sigstore.json",
	} {
		if place, err := evidence.ParsePlace(path); err == nil {
			t.Errorf("%q is taken for the place %+v", path, place)
		}
	}
}

// Instants are real ones, in one spelling.
func TestInstants(t *testing.T) {
	t.Parallel()
	leap := time.Date(2028, 2, 29, 23, 59, 59, 999, time.FixedZone("", 3600))
	if got := evidence.FormatInstant(leap); got != "2028-02-29T22:59:59Z" {
		t.Error(got)
	}
	for _, bad := range []string{"", "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z", "12026-01-01T00:00:00Z", "2026-01-01T00:00:0Z1"} {
		if got, err := evidence.ParseInstant(bad); err == nil {
			t.Errorf("%q is taken for %s", bad, got)
		}
	}
}
