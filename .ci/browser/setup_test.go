// Package browser opens a site that `attestary report` made in a real Chromium: what a reader sees, with and without
// a server, a mouse, scripts, light; and what they see once somebody has changed the evidence.
//
//	go test -C .ci/browser . -args -site FOLDER -axe axe.min.js [-shots FOLDER]
package browser_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var (
	siteFlag = flag.String("site", "", "the `folder` of a report")
	axeFlag  = flag.String("axe", "", "axe-core, the `file` axe.min.js")
	shots    = flag.String("shots", "", "where pictures of the pages go; none are made otherwise")
	browser  context.Context
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *siteFlag == "" {
		fmt.Fprintln(os.Stderr, "-site says what to open; .ci/browser/run does it all")
		os.Exit(2)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.DisableGPU,
		chromedp.NoSandbox, // it opens our own files alone; neither root nor the machines of a CI can have a sandbox
		// Names lead nowhere but to this machine, so that a page which asked for another would be seen to fail.
		chromedp.Flag("host-resolver-rules", "MAP site.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	var done context.CancelFunc
	browser, done = chromedp.NewContext(allocator)
	if err := chromedp.Do(browser); err != nil {
		fmt.Fprintln(os.Stderr, "Chromium does not start:", err)
		os.Exit(1)
	}
	code := m.Run()
	done()
	stop()
	os.Exit(code)
}

// tab is a page of the browser, and all that it asked for and complained of.
type tab struct {
	testing.TB
	ctx      context.Context
	mu       sync.Mutex
	asked    []string
	complain []string
}

func newTab(t testing.TB) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser)
	t.Cleanup(stop)
	if test, ok := t.(*testing.T); !ok {
	} else if end, ok := test.Deadline(); ok { // a page that never becomes what a test waits for is told by its own test
		ctx, stop = context.WithDeadline(ctx, end.Add(-10*time.Second))
		t.Cleanup(stop)
	}
	p := &tab{TB: t, ctx: ctx}
	p.do()
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatal(err)
	}
	p.do(call(network.Enable, network.EnableParams{}), call(log.Enable, cdp.Empty{}), call(runtime.Enable, cdp.Empty{}))
	return p
}

func (p *tab) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.asked = append(p.asked, e.Request.URL)
	case *log.EventEntryAdded:
		p.complain = append(p.complain, string(e.Entry.Source)+": "+e.Entry.Text)
	case *runtime.EventExceptionThrown:
		p.complain = append(p.complain, "script: "+e.ExceptionDetails.Text)
	}
}

// quiet holds that the page asked for nothing outside of its own folder, and that the browser refused it nothing.
func (p *tab) quiet(base string) {
	p.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, address := range p.asked {
		if !strings.HasPrefix(address, base) && !strings.HasPrefix(address, "blob:") && !strings.HasPrefix(address, "data:") {
			p.Errorf("it asked for %s", address)
		}
	}
	if len(p.asked) == 0 {
		p.Error("it asked for nothing at all: these requests were not heard")
	}
	for _, text := range p.complain {
		p.Errorf("the browser complains: %s", text)
	}
}

func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, command, params)
		return chromedp.Void{}, err
	}
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

// eval gives the value of an expression; a promise is waited for.
func eval[R any](p *tab, expression string) R {
	p.Helper()
	out, err := chromedp.Run(p.ctx, chromedp.Evaluate[R](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatalf("%s: %v", expression, err)
	}
	return out
}

// until waits for an expression to hold. How long that may take, the whole test's limit says.
func (p *tab) until(expression string) {
	p.Helper()
	for {
		holds, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](expression))
		if err == nil && holds { // an error: between two pages there is none to ask
			return
		}
		select {
		case <-p.ctx.Done():
			p.Fatalf("%s: %v", expression, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// open goes to a page and waits until it has checked all that it shows.
func (p *tab) open(address string) {
	p.Helper()
	p.do(chromedp.Navigate(address))
	p.until(`document.readyState === "complete" && document.querySelector("#verification").ariaBusy === "false" &&
		(!isSecureContext || !document.querySelector('[data-state="checking"], [data-entry][data-state="unverified"]'))`)
}

// states counts the places that show an entry, by what came of it.
func (p *tab) states() map[string]int {
	p.Helper()
	return eval[map[string]int](p, `[...document.querySelectorAll("[data-entry]")].reduce((all, s) => ({...all, [s.dataset.state]: (all[s.dataset.state] || 0) + 1}), {})`)
}

func (p *tab) text(selector string) string {
	p.Helper()
	return eval[string](p, fmt.Sprintf(`document.querySelector(%q)?.textContent ?? ""`, selector))
}

// asFile is the address of a page of a folder, without a server.
func asFile(folder, page string) string {
	path, err := filepath.Abs(filepath.Join(folder, page))
	if err != nil {
		panic(err)
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

func served(t testing.TB) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.FileServer(http.Dir(*siteFlag)))
	t.Cleanup(s.Close)
	return s
}

// pages are all at the top of the site, and of each folder the first and the first that shows an entry.
func pages(t *testing.T) (out []string) {
	t.Helper()
	had := map[string]bool{}
	err := filepath.WalkDir(*siteFlag, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".html" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(*siteFlag, path)
		kind := fmt.Sprint(filepath.Dir(name), bytes.Contains(data, []byte("data-entry=")))
		if filepath.Dir(name) == "." || !had[kind] {
			out, had[kind] = append(out, filepath.ToSlash(name)), true
		}
		return err
	})
	if err != nil || len(out) < 10 {
		t.Fatalf("the site has only these kinds of pages: %s (%v)", out, err)
	}
	return out
}
