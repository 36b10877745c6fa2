package browser_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// painted tells that a page stands and was drawn, and that its scripts have run.
const painted = `document.readyState === "complete" && performance.getEntriesByName("first-contentful-paint").length > 0`

// BenchmarkInteractive is how long a reader of a large site waits, with nothing kept from before. ms/interactive is from
// asking for the first page until a key that was pressed has moved the focus (1,000 is wanted), the first time in a new
// tab each; ms/verified until all that it shows is verified; ms/search from the first letter of a search until what was
// found stands there, on a site of 10,000 runs.
func BenchmarkInteractive(b *testing.B) {
	var ready, verified, searched time.Duration
	for b.Loop() {
		p := newTab(b)
		p.do(call(network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}))
		began := time.Now()
		p.do(chromedp.Navigate(asFile(*siteFlag, "index.html")))
		p.until(painted)
		p.do(chromedp.KeyEvent(kb.Tab))
		p.until(`document.activeElement.className === "skip"`)
		ready += time.Since(began)
		p.until(`document.querySelector("#verification").ariaBusy === "false" && !document.querySelector('[data-state="checking"], [data-entry][data-state="unverified"]')`)
		verified += time.Since(began)
		p.do(chromedp.Navigate(asFile(*siteFlag, "runs.html")))
		p.until(painted)
		eval[any](p, `(document.querySelector("#q").focus(), true)`)
		began = time.Now()
		p.do(chromedp.KeyEvent("t"))
		p.until(`document.querySelectorAll("#results tbody tr").length > 0`)
		searched += time.Since(began)
	}
	each := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(b.N) }
	b.ReportMetric(each(ready), "ms/interactive")
	b.ReportMetric(each(verified), "ms/verified")
	b.ReportMetric(each(searched), "ms/search")
}

// A run that has no page of its own is shown by one for all of them, which verifies it like any other.
func TestOlder(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(filepath.Join(*siteFlag, "runs", "older.html")); err != nil {
		t.Skip("this site has no older runs")
	}
	p := newTab(t)
	p.open(asFile(*siteFlag, "entries/0.html"))
	link := eval[string](p, `document.querySelector('a[href*="older.html?"]').href`)
	p.open(link)
	p.until(`document.querySelector("h1").textContent !== "An older run"`)
	p.open(link) // and once more: what was checked is what it shows
	p.until(`document.querySelectorAll('#main [data-state="verified"]').length === 2`)
	if title := eval[string](p, "document.title"); title == "An older run · acme" {
		t.Errorf("its title is %q", title)
	}
	p.until(`(document.querySelector("nav.pages a").click(), true)`)
	p.until(`document.readyState === "complete" && document.querySelector("h1").textContent !== "An older run"`)
	if p.quiet(asFile(*siteFlag, "") + "/"); eval[string](p, `location.href`) == link {
		t.Error("it does not lead to the run beside it")
	}
}
