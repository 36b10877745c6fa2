package steps_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// library is a real service with pages. At /linked it tells the next one as GitHub and Okta do, at /cursor as
// Slack does, at /numbers with the number of the page.
func library(t *testing.T, pages int, spoil func(page int, w http.ResponseWriter, r *http.Request) (done bool)) (*httptest.Server, steps.Machine) {
	t.Helper()
	mux := http.NewServeMux()
	page := func(w http.ResponseWriter, r *http.Request, parameter string, answer func(page int)) {
		n := 1
		if text := r.URL.Query().Get(parameter); text != "" {
			n, _ = strconv.Atoi(strings.TrimPrefix(text, "page "))
		}
		if r.Header.Get("Authorization") != "Bearer "+canary || r.URL.Query().Get("q") != "a b" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if !spoil(n, w, r) {
			answer(n)
		}
	}
	mux.HandleFunc("/linked", func(w http.ResponseWriter, r *http.Request) {
		page(w, r, "after", func(n int) {
			w.Header().Add("Link", `<https://other.example/linked>; rel="self"`)
			if n < pages {
				w.Header().Add("Link", fmt.Sprintf(`<?q=a+b&after=%d>; rel="next"`, n+1))
			}
			fmt.Fprintf(w, `[{"id": %d}]`, n)
		})
	})
	cursor := func(next func(n int) any) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			page(w, r, "page", func(n int) {
				meta := map[string]any{"of": pages}
				if n < pages {
					meta["next"] = next(n)
				}
				_ = json.NewEncoder(w).Encode(map[string]any{"users": []int{n, n * 10}, "meta": meta, "teams": nil})
			})
		}
	}
	mux.HandleFunc("/cursor", cursor(func(n int) any { return fmt.Sprintf("page %d", n+1) }))
	mux.HandleFunc("/numbers", cursor(func(n int) any { return n + 1 }))
	mux.HandleFunc("/bad", cursor(func(int) any { return []int{1} }))
	mux.HandleFunc("/addressed", func(w http.ResponseWriter, r *http.Request) { // as Microsoft does
		page(w, r, "$skiptoken", func(n int) {
			answer := map[string]any{"value": []int{n}}
			if n < pages {
				answer["@odata.nextLink"] = fmt.Sprintf("https://%s/addressed?q=a+b&%%24skiptoken=page%%20%d", r.Host, n+1)
			}
			_ = json.NewEncoder(w).Encode(answer)
		})
	})
	server := httptest.NewTLSServer(mux)
	t.Cleanup(server.Close)
	return server, steps.Machine{Roots: poolOf(server.Certificate())}
}

func paged(t *testing.T, url, path, how string) engine.Call {
	t.Helper()
	call := request(t, url, "GET", path, given{"query": map[string]string{"q": "a b"}})
	call.Allow, call.Paginate, call.Token = []string{"GET " + path}, how, engine.Conceal(canary)
	return call
}

func plainPages(int, http.ResponseWriter, *http.Request) bool { return false }

// TestPages: all pages are asked for, with the secret and the query of the first, and joined.
func TestPages(t *testing.T) {
	t.Parallel()
	server, machine := library(t, 3, plainPages)
	for path, how := range map[string]string{"/linked": "link-header", "/cursor": "cursor:page=meta.next", "/numbers": "cursor:page=meta.next"} {
		result := runWith(t, machine, paged(t, server.URL, path, how))
		if result.Outcome != evidence.Passed {
			t.Fatalf("%s: %s %s", path, result.Reason, result.Detail)
		}
		want := `[{"object":{"id":{"number":"1"}}},{"object":{"id":{"number":"2"}}},{"object":{"id":{"number":"3"}}}]`
		if path != "/linked" {
			numbers := `[{"number":"1"},{"number":"10"},{"number":"2"},{"number":"20"},{"number":"3"},{"number":"30"}]`
			next := map[string]string{"/cursor": `"page 3"`, "/numbers": `{"number":"3"}`}[path]
			want = `{"object":{"meta":{"object":{"next":` + next + `,"of":{"number":"3"}}},"teams":null,"users":` + numbers + `}}`
		}
		got, err := result.Outputs["json"].AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
		if !result.Outputs["text"].IsNull() {
			t.Errorf("%s: several pages have a text", path)
		}
	}
	for path, how := range map[string]string{"/addressed": "link:@odata.nextLink", "/cursor": "pages:page=meta.of"} {
		result := runWith(t, machine, paged(t, server.URL, path, how))
		if n := len(result.Outputs["json"].Get("value").Items()) + len(result.Outputs["json"].Get("users").Items())/2; n != 3 {
			t.Errorf("%s by %s: %d pages of 3: %s %s", path, how, n, result.Reason, result.Detail)
		}
	}
	one, machine := library(t, 1, plainPages)
	wantOutputs(t, runWith(t, machine, paged(t, one.URL, "/linked", "link-header")), map[string]any{"text": `[{"id": 1}]`})
}

// TestPagesUntilEmpty: pages are counted from 0, or from where the first request begins, to one that has nothing.
func TestPagesUntilEmpty(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("page") {
		case "", "0":
			fmt.Fprint(w, `{"hosts": [1, 2]}`)
		case "1":
			fmt.Fprint(w, `{"hosts": [3]}`)
		default:
			fmt.Fprint(w, `{"hosts": []}`)
		}
	}))
	t.Cleanup(server.Close)
	result := runWith(t, steps.Machine{Roots: poolOf(server.Certificate())}, paged(t, server.URL, "/hosts", "until-empty:page=hosts"))
	if got, _ := result.Outputs["json"].AppendJSON(nil); string(got) != `{"object":{"hosts":[{"number":"1"},{"number":"2"},{"number":"3"}]}}` {
		t.Errorf("%s: %s %s", got, result.Outcome, result.Detail)
	}
}

// TestPagesFail: a page that cannot be had, or that leads where it must not, is never passed over.
func TestPagesFail(t *testing.T) {
	t.Parallel()
	elsewhere, asked := silentService(t)
	link := func(target string) func(int, http.ResponseWriter, *http.Request) bool {
		return func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if n == 2 {
				w.Header().Set("Link", "<"+target+`>; rel="next"`)
				fmt.Fprint(w, "[]")
			}
			return n == 2
		}
	}
	says := func(status int, text string) func(int, http.ResponseWriter, *http.Request) bool {
		return func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if n == 2 {
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(status)
				fmt.Fprint(w, text)
			}
			return n == 2
		}
	}
	for name, test := range map[string]struct {
		path, how string
		spoil     func(int, http.ResponseWriter, *http.Request) bool
		outcome   evidence.Outcome
		reason    engine.Reason
		words     string
	}{
		"another host":       {"/linked", "link-header", link(elsewhere.URL + "/linked?after=3"), "blocked", engine.ReasonDenied, "page 2 leads elsewhere: a further page stays on the host of connection service"},
		"another host, bare": {"/linked", "link-header", link("//" + elsewhere.Listener.Addr().String() + "/linked"), "blocked", engine.ReasonDenied, "stays on the host"},
		"no encryption":      {"/linked", "link-header", link("http://127.0.0.1:1/linked"), "blocked", engine.ReasonDenied, "stays on the host"},
		"a password":         {"/linked", "link-header", link("https://a:b@127.0.0.1:1/linked"), "blocked", engine.ReasonDenied, "stays on the host"},
		"another path":       {"/linked", "link-header", link("/cursor?page=1"), "blocked", engine.ReasonDenied, "stays at the path of the first"},
		"a path with dots":   {"/linked", "link-header", link("/x/%2e%2e/linked"), "blocked", engine.ReasonDenied, "stays at the path"},
		"no address":         {"/linked", "link-header", link("https://[::1"), "unknown", engine.ReasonUnread, "page 2: its header Link leads to no address"},
		"a ring":             {"/linked", "link-header", link("/linked?q=a+b"), "unknown", engine.ReasonUnread, ""},
		"itself":             {"/linked", "link-header", link("?q=a+b&after=2#x"), "unknown", engine.ReasonUnread, "leads back to a page that was there before"},
		"a broken link": {"/linked", "link-header", func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Link", `</x; rel="next"`)
			fmt.Fprint(w, "[]")
			return true
		}, "unknown", engine.ReasonUnread, "page 1: its header Link cannot be understood"},
		"throttled half way":    {"/linked", "link-header", says(429, ""), "unknown", engine.ReasonThrottled, "429"},
		"failed half way":       {"/linked", "link-header", says(500, ""), "failed", engine.ReasonStatus, "500"},
		"no JSON":               {"/linked", "link-header", says(200, "<html>"), "unknown", engine.ReasonUnread, "page 2: it is neither a list nor an object in JSON"},
		"another form":          {"/numbers", "cursor:page=meta.next", says(200, "[1]"), "unknown", engine.ReasonUnread, "the same form"},
		"another form within":   {"/numbers", "cursor:page=meta.next", says(200, `{"users": {"a": 1}}`), "unknown", engine.ReasonUnread, "the same form"},
		"a cursor that is none": {"/bad", "cursor:page=meta.next", plainPages, "unknown", engine.ReasonUnread, "page 1: its cursor is neither a text nor a number"},
		"an address in the answer of another host": {"/addressed", "link:@odata.nextLink", says(200, `{"value": [], "@odata.nextLink": "`+elsewhere.URL+`/addressed"}`), "blocked", engine.ReasonDenied, "stays on the host"},
		"an address in the answer of another path": {"/addressed", "link:@odata.nextLink", says(200, `{"value": [], "@odata.nextLink": "/cursor"}`), "blocked", engine.ReasonDenied, "stays at the path"},
		"an address that is none":                  {"/addressed", "link:@odata.nextLink", says(200, `{"value": [], "@odata.nextLink": true}`), "unknown", engine.ReasonUnread, "its @odata.nextLink is no address"},
		"nobody says how many":                     {"/numbers", "pages:page=meta.of", says(200, `{"users": [], "meta": {"of": "3"}}`), "unknown", engine.ReasonUnread, "how many pages there are"},
		"no list to be empty":                      {"/numbers", "until-empty:page=users", says(200, `{"users": 3}`), "unknown", engine.ReasonUnread, "its users is no list"},
		"a cursor in a ring":                       {"/numbers", "cursor:page=meta.next", says(200, `{"users": [], "meta": {"next": 2}}`), "unknown", engine.ReasonUnread, "back to a page"},
	} {
		server, machine := library(t, 3, test.spoil)
		result := runWith(t, machine, paged(t, server.URL, test.path, test.how))
		if result.Outcome != test.outcome || result.Reason != test.reason || !strings.Contains(result.Detail, test.words) {
			t.Errorf("%s: %s %s %q", name, result.Outcome, result.Reason, result.Detail)
		}
		if test.reason == engine.ReasonThrottled && result.Wait != 7*time.Second {
			t.Errorf("%s: it waits %v", name, result.Wait)
		}
	}
	if len(asked) > 0 {
		t.Errorf("the other host was asked: %s", <-asked)
	}
}

// TestPagesElsewhere: a further page on a host that the connection lists is asked for there, without the
// secret.
func TestPagesElsewhere(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the other host is shown the secret")
		}
		fmt.Fprint(w, `[{"id": 2}]`)
	}))
	defer elsewhere.Close()
	server, machine := library(t, 1, func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Link", "<"+elsewhere.URL+`/linked?after=2>; rel=next`)
		fmt.Fprint(w, `[{"id": 1}]`)
		return true
	})
	machine.Roots.AddCert(elsewhere.Certificate())
	call := paged(t, server.URL, "/linked", "link-header")
	call.Connection.Hosts = []string{elsewhere.Listener.Addr().String()}
	if result := runWith(t, machine, call); result.Outcome != evidence.Passed || len(result.Outputs["json"].Items()) != 2 {
		t.Errorf("%+v", result)
	}
}

// TestPagesEnd: a service whose pages never end is left after so many pages, or so many bytes.
func TestPagesEnd(t *testing.T) {
	t.Parallel()
	count := 0
	server, machine := library(t, 1<<30, func(int, http.ResponseWriter, *http.Request) bool { count++; return false })
	wants(t, runWith(t, machine, paged(t, server.URL, "/linked", "link-header")), evidence.Unknown, engine.ReasonTooLarge, "more than 500 pages")
	if count != 500 {
		t.Errorf("it was asked %d times", count)
	}
	large := []byte(`["` + strings.Repeat("x", 4<<20-1000) + `"]`)
	count = 0
	server, machine = library(t, 1<<30, func(n int, w http.ResponseWriter, _ *http.Request) bool {
		count++
		w.Header().Set("Link", fmt.Sprintf(`<?q=a+b&after=%d>; rel="next"`, n+1))
		_, _ = w.Write(large)
		return true
	})
	wants(t, runWith(t, machine, paged(t, server.URL, "/linked", "link-header")), evidence.Unknown, engine.ReasonTooLarge, "16777216 bytes")
	if count != 5 {
		t.Errorf("it was asked %d times", count)
	}
	call := paged(t, server.URL, "/linked", "link-header")
	call.Settings["method"], call.Allow = valueOf("POST"), []string{"POST /linked"}
	wants(t, runWith(t, machine, call), evidence.Unknown, engine.ReasonSetting, "only what a GET asks for has pages")
}

func TestNextLink(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		``: "",
		`<https://a.example/?p=2>; rel="next", <https://a.example/?p=9>; rel="last"`: "https://a.example/?p=2",
		`<a,b;c>;rel=next`: "a,b;c",
		`<a> ; Title="x, <y>; rel=next" ; REL = "NEXT"`: "a",
		`<a>; rel="prev next"`:                          "a",
		`<a>; rel=prev; rel=next`:                       "", // the first one counts
		`<a>; rel=next; anchor="#x"`:                    "",
		`<a>; title="a \" b"; rel=next`:                 "a",
		`<a>; rel=self, <b>; rel=next`:                  "b",
		`,, <b>; rel=next ,`:                            "b",
		`<b>;rel=next, <b>;rel=next`:                    "b",
		`<b>;rel=next;;x;y=`:                            "b",
		`<a>`:                                           "",
		`<b>;rel=next, <c>;rel=next`:                    "!",
		`b; rel=next`:                                   "!",
		`<b; rel=next`:                                  "!",
		`<b> rel=next`:                                  "!",
		`<b>; rel="next`:                                "!",
		`<>; rel=next`:                                  "!",
	} {
		got, err := steps.NextLink([]string{header})
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if got, err := steps.NextLink([]string{"<a>; rel=self", "<b>; rel=next"}); got != "b" || err != nil {
		t.Errorf("%q %v", got, err)
	}
}

// FuzzNextLink: whatever stands in the header, what is taken for the next page stood in it, between < and >.
func FuzzNextLink(f *testing.F) {
	for _, header := range []string{`<a>; rel="next"`, `<a>;rel=next, <b>; rel="last"; title="\""`, `,<`, `<a>;;=`, `<a>; rel*=utf-8''next`} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		next, err := steps.NextLink([]string{header})
		if err == nil && next != "" && !strings.Contains(header, "<"+next+">") {
			t.Errorf("%q is not in %q", next, header)
		}
	})
}

// FuzzCursor: whatever a page says, the next one is asked for at the same place, with what the first asked.
func FuzzCursor(f *testing.F) {
	for _, page := range []string{`{"meta": {"next": "a&b=c#/../"}}`, `{"meta": {"next": 1e3}}`, `{"meta": []}`, `{"meta": {"next": true}}`, `{"meta":{"next":"\u0000?"}}`} {
		f.Add([]byte(page))
	}
	before, err := url.Parse("https://a.example/users?page=1&q=a+b")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		next, problem := steps.NextByCursor("page=meta.next", before, steps.FromJSON(page))
		if next == nil || problem != "" {
			return
		}
		again, err := url.Parse(next.String())
		if err != nil || again.Host != before.Host || again.Path != before.Path || again.Fragment != "" || again.Query().Get("q") != "a b" || len(again.Query()) != 2 {
			t.Errorf("%s leads to %s (%v)", page, next, err)
		}
	})
}

// FuzzJoin: pages that are joined have all that each of them had in its lists.
func FuzzJoin(f *testing.F) {
	f.Add([]byte(`[1]`), []byte(`[2]`))
	f.Add([]byte(`{"a": [1], "b": {"c": [2]}}`), []byte(`{"a": null, "b": {"c": [3]}, "d": 1}`))
	f.Add([]byte(`[]`), []byte(`{}`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		first, second := steps.FromJSON(a), steps.FromJSON(b)
		joined, ok := steps.Join([]expr.Value{first, second})
		if ok && joined.Whole() && leaves(joined) < leaves(first) {
			t.Errorf("%s and %s lose what the first had", a, b)
		}
		if ok && joined.Whole() && leaves(joined) < leaves(second) {
			t.Errorf("%s and %s lose what the second had", a, b)
		}
	})
}

// leaves counts the items of lists, wherever they stand outside other lists.
func leaves(v expr.Value) int {
	n := len(v.Items())
	for _, m := range v.Members() {
		n += leaves(m.Value)
	}
	return n
}

// FuzzOK: a status is fine where the list has it, and nowhere else.
func FuzzOK(f *testing.F) {
	f.Add("200", 200)
	f.Add("2e2", 200)
	f.Add("200.5", 200)
	f.Add("-200", 200)
	f.Fuzz(func(t *testing.T, number string, status int) {
		v := expr.ReadNumber(number)
		n, whole := v.AsInt()
		got, told := steps.Among(expr.OfList([]expr.Value{v}), int64(status))
		if !told || got != (whole && n == int64(status)) {
			t.Errorf("%q has %d: %v", number, status, got)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Date(2026, 1, 5, 7, 0, 0, 0, time.UTC) }
	for header, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "0": 0, "-7": 0, "7.5": 0, "soon": 0, "99999999999999999999": 0, "2147483647": 2147483647 * time.Second,
		"Mon, 05 Jan 2026 07:01:00 GMT": time.Minute, "Mon, 05 Jan 2026 06:00:00 GMT": 0,
	} {
		if got := steps.RetryAfter(header, now); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}
