package hub

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// areas are the tables of routes, one a file.
var areas = [][]route{
	appRoutes,
	checkRoutes,
	dispatchRoutes,
	compareRoutes,
	doorRoutes,
	environmentRoutes,
	gitRoutes,
	issueRoutes,
	peopleRoutes,
	pullRoutes,
	repositoryRoutes,
	reviewRoutes,
	ruleRoutes,
	runRoutes,
	secretRoutes,
	settingRoutes,
}

// route is one operation of the interface.
type route struct {
	operation string // as the description names it
	need      string // what a token must be allowed, as pull_requests:read; "" where any token will do
	handle    func(*call) answer
}

// call is one request to a route. The hub's state is held while it is handled.
type call struct {
	*Hub
	*http.Request
	URL    *url.URL // of the request, below the interface's own address
	route  route
	body   []byte
	token  *Token
	repo   *Repository // of the path; nil where there is none in it
	status int
}

// answer is what is said to a request.
type answer struct {
	status int
	body   any    // JSON; nil for none
	list   string // the member of the body that has pages; "." where the body is the list itself
	header http.Header
}

// fields are the members of an object in JSON.
type fields = map[string]any

func ok(body any) answer              { return answer{status: 200, body: body} }
func created(body any) answer         { return answer{status: 201, body: body} }
func empty() answer                   { return answer{status: 204} }
func notFound() answer                { return said(404, "Not Found") }
func unprocessable(why string) answer { return said(422, why) }
func said(status int, why string) answer {
	return answer{status: status, body: fields{"message": why, "documentation_url": "https://docs.github.com/rest"}}
}
func list[T any](items []T) answer { return answer{status: 200, body: anys(items), list: "."} }
func listed[T any](n string, it []T) answer {
	return answer{status: 200, body: fields{n: anys(it), "total_count": len(it)}, list: n}
}

func anys[T any](items []T) []any {
	all := make([]any, len(items))
	for i, item := range items {
		all[i] = item
	}
	return all
}

// find gives the route of a request, and sets its path's values. A route with a word where another one has a
// variable goes first.
func find(r *http.Request) (found route, ok bool) {
	best := -1
	for _, area := range areas {
		for _, route := range area {
			method, pattern, _ := strings.Cut(route.operation, " ")
			if words := match(pattern, r.URL.EscapedPath(), nil); method == r.Method && words > best {
				found, best, ok = route, words, true
			}
		}
	}
	if ok {
		_, pattern, _ := strings.Cut(found.operation, " ")
		match(pattern, r.URL.EscapedPath(), r.SetPathValue)
	}
	return found, ok
}

// deep are the patterns whose last variable has slashes in it.
var deep = []string{"/git/ref/{ref}", "/git/refs/{ref}", "/git/matching-refs/{ref}", "/contents/{path}"}

// match gives how many words of a pattern a path has, and its variables; -1 where it does not match.
func match(pattern, path string, set func(name, value string)) (words int) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if slices.ContainsFunc(deep, func(end string) bool { return strings.HasSuffix(pattern, end) }) && len(got) > len(want) {
		got = append(got[:len(want)-1], strings.Join(got[len(want)-1:], "/"))
	}
	if len(want) != len(got) {
		return -1
	}
	for i, w := range want {
		name, variable := strings.CutPrefix(w, "{")
		switch {
		case !variable && w != got[i]:
			return -1
		case !variable:
			words++
		case set != nil:
			set(strings.TrimSuffix(name, "}"), unescape(got[i]))
		}
	}
	return words
}

// api answers a request of the REST interface.
func (h *Hub) api(w http.ResponseWriter, r *http.Request, path string) {
	inner := r.Clone(r.Context())
	inner.URL.RawPath, inner.URL.Path = path, unescape(path)
	body, err := io.ReadAll(io.LimitReader(r.Body, 64<<20))
	if err != nil {
		return
	}
	found, served := find(inner)
	unlock := h.lock()
	defer func() { unlock() }()
	record := Request{Operation: found.operation, Path: path, Query: r.URL.RawQuery, Body: string(body), Token: bearer(r), Need: found.need}
	h.requests = append(h.requests, record)
	at := len(h.requests) - 1
	c := &call{Hub: h, Request: inner, URL: inner.URL, route: found, body: body}
	if fault := h.take(found.operation); fault != nil {
		unlock()
		unlock = func() {} // a fault may panic, to hang up
		w = fault(w, r, func() *rendered { defer h.lock()(); return c.serve(served) })
		unlock = h.lock()
		if w == nil {
			h.answered(at, c.status)
			return
		}
	}
	out := c.serve(served)
	h.answered(at, c.status)
	unlock()
	unlock = func() {}
	out.write(w)
}

// answered notes the status; a test may have forgotten the request meanwhile.
func (h *Hub) answered(at, status int) {
	if at < len(h.requests) {
		h.requests[at].Status = status
	}
}

func unescape(path string) string {
	if plain, err := url.PathUnescape(path); err == nil {
		return plain
	}
	return path
}

// serve makes the answer of a call.
func (c *call) serve(served bool) *rendered {
	a := c.allowed(served)
	if a.status == 0 {
		c.judgeRequest()
		a = c.route.handle(c)
		a = c.paged(a)
		c.judgeAnswer(&a)
	}
	out := c.render(a)
	c.status = out.status
	return out
}

// rendered is an answer in bytes.
type rendered struct {
	status int
	header http.Header
	body   []byte
}

func (o *rendered) write(w http.ResponseWriter) {
	for name, values := range o.header {
		w.Header()[name] = values
	}
	if o.body != nil {
		w.Header().Set("Content-Length", strconv.Itoa(len(o.body)))
	}
	w.WriteHeader(o.status)
	_, _ = w.Write(o.body) // who does not read it has hung up
}

func (c *call) render(a answer) *rendered {
	out := &rendered{status: a.status, header: http.Header{"X-Github-Request-Id": {"HUB:1"}}}
	for name, values := range a.header {
		out.header[name] = values
	}
	if raw, ok := a.body.([]byte); ok {
		out.body = raw
	} else if a.body != nil {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(a.body); err != nil {
			c.t.Errorf("hub: %s: %v", c.route.operation, err)
		}
		out.body = b.Bytes()
		out.header.Set("Content-Type", "application/json; charset=utf-8")
	}
	c.tagged(out)
	c.limited(out)
	return out
}

// decode reads the request's body.
func (c *call) decode(into any) bool {
	return len(c.body) == 0 || json.Unmarshal(c.body, into) == nil
}

func (c *call) pathNumber(name string) int64 {
	n, _ := strconv.ParseInt(c.PathValue(name), 10, 64)
	return n
}

// size is how many items a page has, and which page is asked for.
func (c *call) size() (size, page int) {
	query := c.URL.Query()
	return min(max(number(query.Get("per_page"), 30), 1), 100), number(query.Get("page"), 1)
}

// page is where the page of so many items begins and ends.
func (c *call) page(items int) (from, to int) {
	size, page := c.size()
	from = min((page-1)*size, items)
	return from, min(from+size, items)
}

// paged cuts the page that was asked for.
func (c *call) paged(a answer) answer {
	if a.list == "" {
		return a
	}
	items, whole := a.body.([]any)
	if !whole {
		items = a.body.(fields)[a.list].([]any)
	}
	query := c.URL.Query()
	size, page := c.size()
	from, to := c.page(len(items))
	last := max((len(items)+size-1)/size, 1)
	if a.header == nil {
		a.header = http.Header{}
	}
	var links []string
	link := func(rel string, page int) {
		query.Set("page", strconv.Itoa(page))
		links = append(links, fmt.Sprintf("<%s%s?%s>; rel=%q", c.API, c.URL.EscapedPath(), query.Encode(), rel))
	}
	if page > 1 {
		link("prev", page-1)
		link("first", 1)
	}
	if page < last {
		link("next", page+1)
		link("last", last)
	}
	if links != nil {
		a.header.Set("Link", strings.Join(links, ", "))
	}
	if whole {
		a.body = items[from:to]
	} else {
		a.body.(fields)[a.list] = items[from:to]
	}
	return a
}

func number(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return n
	}
	return otherwise
}
