package browser_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// look is how a reader has set their browser: on a phone or a desk, at day or night.
type look struct {
	width  int64
	scheme string
}

var looks = []look{{1280, "light"}, {1280, "dark"}, {400, "light"}, {400, "dark"}}

func (p *tab) as(l look) {
	p.Helper()
	p.do(chromedp.EmulateViewport(l.width, 900),
		call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}}}))
}

// picture keeps what a page looks like, for people to look at.
func picture(p *tab, name string) {
	p.Helper()
	if *shots == "" {
		return
	}
	data, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), data, 0o644); err != nil {
		p.Fatal(err)
	}
}

// Every kind of page is one that everybody can read: WCAG 2.2 AA as far as a program can tell, at each size and in
// both schemes; and nothing but tables scrolls sideways.
func TestAccessible(t *testing.T) {
	t.Parallel()
	if *axeFlag == "" {
		t.Skip("-axe says which axe-core")
	}
	axe, err := os.ReadFile(*axeFlag)
	if err != nil {
		t.Fatal(err)
	}
	p := newTab(t)
	for _, page := range pages(t) {
		p.open(asFile(*siteFlag, page))
		eval[any](p, string(axe)+"; true")
		for i, l := range looks {
			p.as(l)
			if i%3 == 0 { // each size and each scheme once
				p.violations(fmt.Sprintf("%s, %d, %s", page, l.width, l.scheme))
			}
			if wide := eval[int64](p, "document.documentElement.scrollWidth"); wide > l.width {
				t.Errorf("%s: it is %d wide on a screen of %d", page, wide, l.width)
			}
			picture(p, fmt.Sprintf("%s-%d-%s", strings.NewReplacer("/", "-", ".html", "").Replace(page), l.width, l.scheme))
		}
	}
	eval[any](p, `document.querySelector("main").insertAdjacentHTML("beforeend", "<img src='icon.svg'>"), true`)
	if wrong := p.wrong(); len(wrong) != 1 || !strings.HasPrefix(wrong[0], "image-alt") {
		t.Errorf("a picture that nobody can hear is not told: %v", wrong)
	}
}

func (p *tab) violations(where string) {
	p.Helper()
	for _, wrong := range p.wrong() {
		p.Errorf("%s: %s", where, wrong)
	}
}

// wrong is what axe finds on the page as it stands.
func (p *tab) wrong() []string {
	p.Helper()
	const run = `axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then((r) => JSON.stringify({
		passes: r.passes.length,
		wrong: r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " "))),
	}))`
	var found struct {
		Passes int
		Wrong  []string
	}
	if err := json.Unmarshal([]byte(eval[string](p, run)), &found); err != nil {
		p.Fatal(err)
	}
	if found.Passes < 10 {
		p.Errorf("only %d rules were looked at", found.Passes)
	}
	return found.Wrong
}

// focused tells where the keyboard is, and whether that can be seen.
const focused = `(() => { const e = document.activeElement, s = getComputedStyle(e);
	return [e.tagName.toLowerCase() + (e.id ? "#" + e.id : ""), e.textContent.trim(), String(s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2)]; })()`

// With a keyboard alone a reader gets from the first page to the story of a run.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.open(asFile(*siteFlag, "index.html"))
	to := func(text string) {
		t.Helper()
		for range 80 {
			p.do(chromedp.KeyEvent(kb.Tab))
			at := eval[[]string](p, focused)
			if at[2] != "true" {
				t.Errorf("nobody can see that the keyboard is at %v", at)
			}
			if at[1] == text || strings.HasSuffix(at[0], text) {
				return
			}
		}
		t.Fatalf("the keyboard does not get to %q", text)
	}
	to("Skip to the content")
	p.do(chromedp.KeyEvent(kb.Enter))
	if at := eval[[]string](p, focused); at[0] != "main#main" {
		t.Errorf("the first link leads to %v", at[0])
	}
	p.do(chromedp.Navigate(asFile(*siteFlag, "index.html")))
	to("Runs")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(`location.pathname.endsWith("/runs.html") && document.readyState === "complete"`)
	to("#q")
	p.do(chromedp.KeyEvent("failed"))
	eval[any](p, `new Promise((done) => setTimeout(done, 300, true))`) // each letter is looked for, a moment after it was typed
	p.until(`document.querySelectorAll("#results tbody tr").length > 0 && !document.querySelector("#results").hidden`)
	p.until(`[...document.querySelectorAll("#results [data-entry]")].every((s) => s.dataset.state === "verified")`)
	if newest := eval[bool](p, `document.querySelector("#newest").hidden`); !newest {
		t.Error("the newest runs stand beside what was found")
	}
	picture(p, "search")
	first := p.text("#results tbody a")
	to(first)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(`/\/runs\/\d+\.html$/.test(location.pathname) && document.readyState === "complete"`)
	if said := p.text("main"); !strings.Contains(said, "failed") {
		t.Errorf("the page of a run that failed does not say so: %.300s", said)
	}
	p.quiet(asFile(*siteFlag, "") + "/")
}

// Without scripts every page can be read, and says that nothing was checked.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.do(call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	for _, page := range pages(t) {
		p.do(chromedp.Navigate(asFile(*siteFlag, page)))
		if said := p.text("#verification"); !strings.Contains(said, "Nothing was checked") || len(p.text("main")) < 40 {
			t.Errorf("%s says %q", page, said)
		}
		if states := p.states(); states["unverified"] != eval[int](p, `document.querySelectorAll("[data-entry]").length`) {
			t.Errorf("%s: %v", page, states)
		}
	}
}

// An auditor can file a page on paper: it is black on white, even at night, and tells where links lead or hides nothing.
func TestPrints(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.as(look{1280, "dark"})
	for _, page := range pages(t) {
		p.open(asFile(*siteFlag, page))
		data, err := chromedp.Run(p.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(data, []byte("%PDF-")) || len(data) < 8000 {
			t.Errorf("%s: %d bytes are no page", page, len(data))
		}
		if *shots != "" {
			if err := os.WriteFile(filepath.Join(*shots, strings.NewReplacer("/", "-", ".html", ".pdf").Replace(page)), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}))
	if ground := eval[string](p, `getComputedStyle(document.body).backgroundColor`); ground != "rgb(255, 255, 255)" && ground != "rgba(0, 0, 0, 0)" {
		t.Errorf("paper is %s", ground)
	}
}
