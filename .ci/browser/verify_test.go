package browser_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Opened from a disk or from a server, every page verifies what it shows, and asks nobody else for anything.
func TestVerifies(t *testing.T) {
	t.Parallel()
	server := served(t)
	for _, base := range []string{asFile(*siteFlag, "") + "/", server.URL + "/"} {
		t.Run(base[:4], func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			shown := 0
			for _, page := range pages(t) {
				p.open(base + page)
				states := p.states()
				for state, n := range states {
					if shown += n; state != "verified" {
						t.Errorf("%s: %d are %s: %s", page, n, state, p.text(`[data-state="`+state+`"]`))
					}
				}
				if said := p.text("#verification"); len(states) > 0 && !strings.Contains(said, "verified in this browser, signed by") {
					t.Errorf("%s: the page as a whole says %q", page, said)
				}
			}
			if shown < 20 {
				t.Errorf("only %d entries are shown on all pages", shown)
			}
			p.quiet(base)
		})
	}
}

// A click on "raw bundle" gives the very bytes of the ledger, whose place in the tree the page has verified.
func TestRawBundle(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.open(asFile(*siteFlag, "entries/0.html"))
	eval[any](p, `(URL.createObjectURL = (blob) => (blob.text().then((text) => (window.saved = text)), "#saved"), true)`)
	p.do(chromedp.Click(chromedp.CSS(`#e2 a[data-raw="2"]`)))
	p.until(`typeof window.saved === "string"`)
	same := eval[bool](p, `attestary.entry(2).then((e) => e.bundle === window.saved)`)
	sum := eval[string](p, `crypto.subtle.digest("SHA-256", new TextEncoder().encode(window.saved)).then((d) => "sha256:" + Array.from(new Uint8Array(d), (b) => b.toString(16).padStart(2, "0")).join(""))`)
	leaf := eval[string](p, `attestary.proof(2).then((text) => JSON.parse(text).leaf.bundle)`)
	if seal := p.text(`#e2 [data-state="verified"]`); !same || sum != leaf || seal == "" {
		t.Errorf("the same bytes: %v; digest %s, leaf %s, seal %q", same, sum, leaf, seal)
	}
}

// A page that came by plain http from elsewhere has no cryptography: it says so, and shows nothing as verified.
func TestSaysWhenItCannot(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.open(strings.Replace(served(t).URL, "127.0.0.1", "site.example", 1) + "/entries/0.html")
	if states := p.states(); states["unverified"] == 0 || len(states) != 1 {
		t.Errorf("states: %v", states)
	}
	if said := p.text("#verification"); !strings.Contains(said, "Nothing was checked") {
		t.Errorf("it says %q", said)
	}
}
