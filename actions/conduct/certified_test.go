package conduct_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/schemas/evidence"
)

// withoutKey verifies by a key what came with a certificate.
type withoutKey struct {
	attest.Verifier
	material evidence.Material
}

func (w withoutKey) Verify(_ evidence.Material, message, sig []byte) error {
	return w.Verifier.Verify(w.material, message, sig)
}

// TestPapersOfACertificate: what was signed by a run of another commit authorises nothing, nor what nobody can tell the
// commit of.
func TestPapersOfACertificate(t *testing.T) {
	t.Parallel()
	l, req, f := newLab(t), byMara(), forge("1001", 1)
	of := l.issue(req, f)
	material := must(evidence.ParseBundle(of.papers.Authorization)).Verification
	certified := func(bundle []byte) []byte {
		b := must(evidence.ParseBundle(bundle))
		b.Verification = evidence.Material{
			Certificate: &evidence.Certificate{Raw: []byte{0x30, 0}}, Timestamps: &evidence.Timestamps{RFC3161: []evidence.Timestamp{{Signed: []byte{0x30, 0}}}},
		}
		return must(b.Encode())
	}
	both := conduct.Papers{Authorization: certified(of.papers.Authorization), Opening: of.papers.Opening, Seal: certified(of.papers.Seal)}
	one := conduct.Papers{Authorization: of.papers.Authorization, Opening: of.papers.Opening, Seal: both.Seal}
	says := func(commit string, err error) func(evidence.Material) (string, bool, error) {
		return func(evidence.Material) (string, bool, error) { return commit, true, err }
	}
	for name, c := range map[string]struct {
		papers conduct.Papers
		of     func(evidence.Material) (string, bool, error)
		want   string // "": they hold
	}{
		"of its commit":            {both, says(req.Commit, nil), ""},
		"of another":               {both, says(strings.Repeat("a", 40), nil), "the authorization: it is of commit " + req.Commit},
		"whose beginning is not":   {one, says(strings.Repeat("a", 40), nil), "how the run begins: it is of commit " + req.Commit},
		"of none":                  {both, says("", nil), "and the certificate that signed it of commit"},
		"that contradicts itself":  {both, says("", errors.New("it contradicts itself")), "it contradicts itself"},
		"of which nobody can tell": {both, nil, "nothing here can tell of which commit that was"},
	} {
		check := l.check(of, req, f)
		check.Trust, check.CommitOf = withoutKey{check.Trust, material}, c.of
		_, err := check.Of(t.Context(), c.papers)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("papers %s: %v, want %q", name, err, c.want)
		}
	}
}
