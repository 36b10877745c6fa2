package keyless_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/internal/contract"
	"github.com/attestary/attestary/actions/attest/keyless"
	"github.com/attestary/attestary/internal/sigserve"
)

type fixed string

func (f fixed) Token(context.Context) (string, error) { return string(f), nil }

// TestFaults shows what is said of everything that can go wrong on the way to a signature.
func TestFaults(t *testing.T) {
	if !sigserve.Alone(t) {
		return
	}
	h := sigserve.Start(t)
	must[*keyless.Signer](t)(keyless.Open(t.Context(), options(h))) // the house stands
	token := func(claims map[string]any) keyless.Token { return fixed(h.Issuer.Token(claims)) }
	dir := t.TempDir()
	front := func(address string, fault before) string { return inFront(t, address, fault).URL }
	for name, c := range map[string]struct {
		edit func(*keyless.Options)
		want string
	}{
		"token expired":       {func(o *keyless.Options) { o.Token = token(map[string]any{"exp": 1e9}) }, "token: it expired at 2001-09-09T01:46:40Z"},
		"token for others":    {func(o *keyless.Options) { o.Token = token(map[string]any{"aud": "https://bank.example"}) }, `it must be for the audience "sigstore"`},
		"token is none":       {func(o *keyless.Options) { o.Token = fixed("hello") }, "no OpenID Connect token"},
		"runner says no":      {func(o *keyless.Options) { o.Token = keyless.GitHub{URL: h.Issuer.Request(), Bearer: "stolen"} }, "id-token: write"},
		"runner in the clear": {func(o *keyless.Options) { o.Token = keyless.GitHub{URL: "http://token.example/"} }, "is not https"},
		"no file":             {func(o *keyless.Options) { o.Token = keyless.File{Path: filepath.Join(dir, "none")} }, "no such file"},
		"command fails":       {func(o *keyless.Options) { o.Token = keyless.Command{Args: []string{"false"}} }, "token: false: exit status 1"},
		"no command":          {func(o *keyless.Options) { o.Token = keyless.Command{} }, "the command is empty"},
		"no root":             {func(o *keyless.Options) { o.Root = nil }, "trusted root: it has 0 bytes"},
		"root is none":        {func(o *keyless.Options) { o.Root = []byte("{}") }, "trusted root: "},
		"address is none":     {func(o *keyless.Options) { o.Fulcio = "fulcio" }, "fulcio: \"fulcio\" is not an address"},
		"in the clear":        {func(o *keyless.Options) { o.Timestamp = "http://time.example/" }, "timestamp: \"http://time.example/\" is not https"},

		"fulcio of another house": {func(o *keyless.Options) {
			o.Root = swapped(t, h.Root, "certificateAuthorities", "timestampAuthorities")
		}, "no authority of the trusted root made it"},
		"stamp of another house": {func(o *keyless.Options) {
			o.Root = swapped(t, h.Root, "timestampAuthorities", "certificateAuthorities")
		}, "does not hold by the trusted root"},
		"log of another house":             {func(o *keyless.Options) { o.Root = without(t, h.Root, "tlogs") }, "does not hold by the trusted root"},
		"fulcio says no":                   {func(o *keyless.Options) { o.Token = fixed(forged(h)) }, "fulcio: it answered 400"},
		"fulcio is told of another issuer": {func(o *keyless.Options) { o.Token = token(map[string]any{"iss": "https://issuer.example"}) }, "fulcio: it answered 400"},
		"fulcio is ill":                    {func(o *keyless.Options) { o.Fulcio = front(h.Fulcio, answers(503, "later\n\x1b[2J")) }, "fulcio: it answered 503 Service Unavailable: later [2J"},
		"fulcio repeats": {func(o *keyless.Options) {
			o.Fulcio = front(h.Fulcio, answers(500, string(must[string](t)(o.Token.Token(t.Context())))))
		}, "fulcio: it answered 500"},
		"fulcio sends away":  {func(o *keyless.Options) { o.Fulcio = front(h.Fulcio, answers(307, "")) }, "fulcio: it answered 307"},
		"fulcio is another":  {func(o *keyless.Options) { o.Fulcio = front(h.Fulcio, answers(200, "{}")) }, "fulcio: Fulcio returned no certificates"},
		"fulcio is not here": {func(o *keyless.Options) { o.Fulcio = "http://127.0.0.1:1" }, "connection refused"},
		"fulcio is silent":   {func(o *keyless.Options) { o.Fulcio, o.Patience = front(h.Fulcio, silent), time.Second/4 }, "fulcio: no answer in 250ms"},
		"a clock is wrong":   {func(o *keyless.Options) { o.Now = func() time.Time { return time.Now().Add(-time.Hour) } }, "one of the clocks is wrong"},

		"stamp over other bytes": {func(o *keyless.Options) {
			o.Timestamp = front(h.Timestamp, again(h.Timestamp))
		}, "does not hold by the trusted root"},
		"stamp is garbage": {func(o *keyless.Options) { o.Timestamp = front(h.Timestamp, answers(201, "noon")) }, "timestamp authority: "},
		"stamp is refused": {func(o *keyless.Options) {
			o.Timestamp = front(h.Timestamp, answers(201, "\x30\x05\x30\x03\x02\x01\x02"))
		}, "timestamp authority: "},
		"stamp says no":     {func(o *keyless.Options) { o.Timestamp = front(h.Timestamp, answers(403, "no")) }, "timestamp authority: it answered 403 Forbidden: no"},
		"stamp is slow":     {func(o *keyless.Options) { o.Timestamp, o.Patience = front(h.Timestamp, silent), time.Second/4 }, "timestamp authority: no answer in 250ms"},
		"stamp is not here": {func(o *keyless.Options) { o.Timestamp = "http://127.0.0.1:1" }, "connection refused"},

		"log is down":        {func(o *keyless.Options) { o.Rekor = "http://127.0.0.1:1" }, "connection refused"},
		"log is ill":         {func(o *keyless.Options) { o.Rekor = front(h.Rekor, answers(500, "ill")) }, "rekor: "},
		"log says no":        {func(o *keyless.Options) { o.Rekor = front(h.Rekor, answers(400, "no")) }, "rekor: unexpected response: 400 no"},
		"log of another":     {func(o *keyless.Options) { o.Rekor = front(h.Rekor, again(h.Rekor)) }, "does not hold by the trusted root"},
		"log without proofs": {func(o *keyless.Options) { o.Rekor = front(h.Rekor, answers(201, "{}")) }, "does not hold by the trusted root"},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(h)
			secret := must[string](t)(o.Token.Token(t.Context()))
			o.Token = fixed(secret)
			c.edit(&o)
			contract.Words(t, twice(t, o), c.want, secret)
		})
	}
}

// TestAgain shows what is asked again, how often, and that it comes right.
func TestAgain(t *testing.T) {
	if !sigserve.Alone(t) {
		return
	}
	h := sigserve.Start(t)
	for name, c := range map[string]struct {
		server *string
		fault  before
		asked  int64
	}{
		"fulcio ill for a moment":  {&h.Fulcio, atFirst(2, answers(503, "")), 3},
		"fulcio busy":              {&h.Fulcio, atFirst(1, answers(429, "")), 2},
		"stamp ill for a moment":   {&h.Timestamp, atFirst(2, answers(500, "")), 4}, // for two signatures
		"log ill for a moment":     {&h.Rekor, atFirst(1, answers(500, "")), 3},
		"log has it, says nothing": {&h.Rekor, atFirst(1, landed(h.Rekor)), 3},
	} {
		t.Run(name, func(t *testing.T) {
			o, real := options(h), *c.server
			f := inFront(t, real, c.fault)
			for _, address := range []*string{&o.Fulcio, &o.Timestamp, &o.Rekor} {
				if *address == real {
					*address = f.URL
				}
			}
			if err := twice(t, o); err != nil {
				t.Error(err)
			}
			if n := f.asked.Load(); n != c.asked {
				t.Errorf("it was asked %d times, want %d", n, c.asked)
			}
		})
	}
}

// TestPublic shows that a repository that is not public, or of which that is not known, shows in no public log
// without the words. There is no way to Sigstore's public house from here: who is let past the rule, fails to
// reach it.
func TestPublic(t *testing.T) {
	if !sigserve.Alone(t) {
		return
	}
	h := sigserve.Start(t)
	for name, c := range map[string]struct {
		visibility any
		fulcio     string
		rekor      string
		consent    string
		want       string
	}{
		"private":           {"private", "", "", "", "acme/shop is private"},
		"internal":          {"internal", "", "", "", "acme/shop is internal"},
		"unknown":           {nil, "", "", "", "does not say whether the repository is public"},
		"wrong words":       {"private", "", "", "yes", "acme/shop is private"},
		"the words":         {"private", "", "", keyless.Consent, "fulcio: "},
		"public":            {"public", "", "", "", "fulcio: "},
		"by another name":   {"private", "https://FULCIO.sigstage.dev.", "", "", "acme/shop is private"},
		"public log, own f": {"private", h.Fulcio, "https://log2025-1.rekor.sigstore.dev", "", "acme/shop is private"},
		"their own":         {"private", h.Fulcio, h.Rekor, "", ""},
		"a name like it":    {"private", "https://notsigstore.dev", "", "", "fulcio: "},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(h)
			o.Fulcio, o.Rekor, o.Consent = c.fulcio, c.rekor, c.consent
			o.Token = fixed(h.Issuer.Token(map[string]any{"repository_visibility": c.visibility}))
			_, err := keyless.Open(t.Context(), o)
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			contract.Words(t, err, c.want, "")
			if refused := strings.Contains(err.Error(), keyless.Consent); refused == (c.want == "fulcio: ") {
				t.Errorf("refused: %v: %v", refused, err)
			}
		})
	}
}

// TestToken shows tokens from a file and from a program, which has no more of the environment than it is given.
func TestToken(t *testing.T) {
	if !sigserve.Alone(t) {
		return
	}
	h := sigserve.Start(t)
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte(h.Issuer.Token(nil)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SECRET", "visible")
	for name, token := range map[string]keyless.Token{
		"file":    keyless.File{Path: path},
		"command": keyless.Command{Args: []string{"sh", "-c", `test -z "$SECRET" && exec cat "$FILE"`}, Env: []string{"PATH=" + os.Getenv("PATH"), "FILE=" + path}},
	} {
		o := options(h)
		o.Token = token
		if err := twice(t, o); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRenewal shows that a certificate that ends is not used, and that another is asked for.
func TestRenewal(t *testing.T) {
	if !sigserve.Alone(t) {
		return
	}
	h := sigserve.Start(t)
	o := options(h)
	counted := &tokens{from: o.Token}
	var later atomic.Int64
	o.Token, o.Now = counted, func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	s := must[*keyless.Signer](t)(keyless.Open(t.Context(), o))
	later.Store(int64(9*time.Minute + 30*time.Second))
	_, err := attest.SealMessage(t.Context(), s, []byte("late"))
	contract.Words(t, err, "expired", "") // GitHub's tokens live for five minutes
	later.Store(0)
	if _, err := attest.SealMessage(t.Context(), s, []byte("in time")); err != nil || counted.asked.Load() != 2 {
		t.Errorf("%v; %d tokens", err, counted.asked.Load())
	}
}

// TestCancel shows that nobody waits for a server who does not want to any more.
func TestCancel(t *testing.T) {
	if !sigserve.Alone(t) {
		return
	}
	h := sigserve.Start(t)
	for name, set := range map[string]func(o *keyless.Options, silent string){
		"stamp": func(o *keyless.Options, silent string) { o.Timestamp = silent },
		"log":   func(o *keyless.Options, silent string) { o.Rekor = silent },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		o := options(h)
		set(&o, inFront(t, h.Timestamp, func(n int64, w http.ResponseWriter, r *http.Request) bool {
			cancel()
			return silent(n, w, r)
		}).URL)
		s := must[*keyless.Signer](t)(keyless.Open(t.Context(), o))
		if _, err := attest.SealMessage(ctx, s, []byte("message")); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
