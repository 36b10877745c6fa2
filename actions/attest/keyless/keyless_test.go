package keyless_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/internal/contract"
	"github.com/attestary/attestary/actions/attest/keyless"
	"github.com/attestary/attestary/internal/sigserve"
	"github.com/attestary/attestary/schemas/evidence"
)

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// tokens counts how often one was asked for.
type tokens struct {
	from  keyless.Token
	asked atomic.Int64
}

func (t *tokens) Token(ctx context.Context) (string, error) {
	t.asked.Add(1)
	return t.from.Token(ctx)
}

// short waits as the program does, without its length.
func short(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func options(h *sigserve.House) keyless.Options {
	return keyless.Options{
		Fulcio: h.Fulcio, Timestamp: h.Timestamp, Rekor: h.Rekor, Root: h.Root, Now: time.Now, Wait: short,
		Token: keyless.GitHub{URL: h.Issuer.Request(), Bearer: h.Issuer.Bearer},
	}
}

// TestKeyless signs with the real servers: with a log and without one.
func TestKeyless(t *testing.T) {
	if !sigserve.Alone(t) {
		return
	}
	h := sigserve.Start(t)
	h.Issuer.Claims["repository_id"] = "77"
	stranger := must[*keyless.Signer](t)(keyless.Open(t.Context(), options(h)))
	delete(h.Issuer.Claims, "repository_id")
	for name, log := range map[string]string{"logged": h.Rekor, "not logged": ""} {
		t.Run(name, func(t *testing.T) {
			o := options(h)
			counted := &tokens{from: o.Token}
			o.Rekor, o.Token = log, counted
			s := must[*keyless.Signer](t)(keyless.Open(t.Context(), o))
			contract.Signer(t, contract.Maker{Signer: s, Trust: s.Trust(), Stranger: stranger.Trust()})
			if n := counted.asked.Load(); n != 1 {
				t.Errorf("%d tokens were asked for; one certificate is enough", n)
			}
			said := must[*evidence.Bundle](t)(evidence.ParseBundle(must[[]byte](t)(attest.SealMessage(t.Context(), s, []byte("checkpoint")))))
			if got := len(said.Verification.LogEntries) == 1; got != (log != "") {
				t.Errorf("it stands in a log: %v", got)
			}
		})
	}
	for want, refs := range map[string][]string{"": {"refs/heads/old", "refs/heads/main"}, `it is by a run of "refs/heads/main", and only those of refs/heads/release count`: {"refs/heads/release"}} {
		s := must[*keyless.Signer](t)(keyless.Open(t.Context(), options(h)))
		sig, material, err := s.Sign(t.Context(), []byte("message"))
		if err != nil {
			t.Fatal(err)
		}
		trust := must[*keyless.Trust](t)(keyless.TrustIn(h.Root, keyless.Identity{Name: s.Trust().Name(), Issuer: h.Issuer.URL, Repository: "6325", Owner: "1318", Refs: refs}))
		err = trust.Verify(material, []byte("message"), sig)
		if err == nil != (want == "") || err != nil && err.Error() != want {
			t.Errorf("with %q: %v", refs, err)
		}
	}
	commits(t, h)
	if h.Issuer.Audient != keyless.Audience {
		t.Errorf("the token was asked for %q", h.Issuer.Audient)
	}
}

// commits holds which commit certificates are said to be of, and that those say nothing which contradict themselves.
func commits(t *testing.T, h *sigserve.House) {
	t.Helper()
	usual := map[string]any{}
	for name, value := range h.Issuer.Claims {
		usual[name] = value
	}
	defer func() { h.Issuer.Claims = usual }()
	mine, other := strings.Repeat("1", 40), strings.Repeat("2", 40)
	for name, c := range map[string]struct {
		claims map[string]any
		want   string // "": it is of mine
	}{
		"as it should be":           {map[string]any{}, ""},
		"a signer of another time":  {map[string]any{"job_workflow_sha": other}, "a workflow of the same repository at"},
		"a caller of another time":  {map[string]any{"workflow_sha": other}, "a workflow of the same repository at"},
		"a signer that is not ours": {map[string]any{"job_workflow_sha": other, "job_workflow_ref": "acme/signer/.github/workflows/sign.yml@refs/heads/main"}, ""},
	} {
		h.Issuer.Claims = map[string]any{}
		for _, claims := range []map[string]any{usual, {"sha": mine, "job_workflow_sha": mine, "workflow_sha": mine}, c.claims} {
			for claim, value := range claims {
				h.Issuer.Claims[claim] = value
			}
		}
		s := must[*keyless.Signer](t)(keyless.Open(t.Context(), options(h)))
		_, material, err := s.Sign(t.Context(), []byte("message"))
		if err != nil {
			t.Fatal(name, err)
		}
		commit, certified, err := keyless.Commit(material)
		if !certified || (err == nil) != (c.want == "") || err == nil && commit != mine || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q, %v, %v", name, commit, certified, err)
		}
	}
}
