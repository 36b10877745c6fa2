package steps

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// Pages. Where a call says how further pages are asked for, all of them are, one after the other, and their
// JSON is joined: lists are, in order; of objects each member is; of all else the last page counts. Status
// and headers are those of the last page, and there is no text.
//
// A further page is asked for at the same path, of the connection's own host or of one that it lists. There
// is an end to pages and to their bytes, and pages that lead back to one that was seen are never all: where
// an end does not come, nobody knows what is missing, and that is unknown.

const (
	maxPages = 500
	maxPaged = 16 << 20 // bytes of all pages
)

// pager asks for the pages of one call.
type pager struct {
	road   *way
	call   engine.Call
	wanted ask
	seen   map[string]bool
	pages  []expr.Value
	bytes  int
}

// pages asks for all pages of what is wanted.
func (w *web) pages(ctx context.Context, call engine.Call, wanted ask) engine.Result {
	if wanted.method != http.MethodGet {
		return unknown(engine.ReasonSetting, "only what a GET asks for has pages")
	}
	road, err := w.to(call.Connection)
	if err != nil {
		return unreachable(err)
	}
	p := &pager{road: road, call: call, wanted: wanted, seen: map[string]bool{}}
	request, problem := wanted.request(ctx, w, call)
	for request != nil {
		var result *engine.Result
		if request, result = p.turn(request); result != nil {
			return *result
		}
	}
	return problem
}

// turn asks for one page. It gives the request for the next one, or what came of all.
func (p *pager) turn(request *http.Request) (*http.Request, *engine.Result) {
	end := func(r engine.Result) (*http.Request, *engine.Result) { return nil, &r }
	p.seen[request.URL.String()] = true
	answer, problem := p.road.follow(p.call, p.wanted, request)
	if answer == nil {
		return end(problem)
	}
	outputs := answerOutputs(answer, nil)
	if result := answer.judge(p.call, outputs); result.Outcome != evidence.Passed {
		return end(result)
	}
	if wrong := p.keep(answer, outputs["json"]); wrong != "" {
		return end(p.broken(answer, wrong))
	}
	next, wrong := p.next(answer, outputs["json"])
	switch {
	case wrong != "":
		return end(p.broken(answer, wrong))
	case next == nil:
		return end(p.all(outputs))
	case len(p.pages) == maxPages || p.bytes > maxPaged:
		return end(unknown(engine.ReasonTooLarge, fmt.Sprintf("%s: there are more than %d pages, or %d bytes in them; ask for less", request.URL.Hostname(), maxPages, maxPaged)))
	case p.seen[next.String()]:
		return end(p.broken(answer, "it leads back to a page that was there before"))
	}
	return p.toPage(request, next)
}

func (p *pager) broken(a *answer, problem string) engine.Result {
	return unknown(engine.ReasonUnread, fmt.Sprintf("%s: page %d: %s", a.Request.URL.Hostname(), len(p.pages), problem))
}

// toPage is the request for a further page.
func (p *pager) toPage(before *http.Request, next *url.URL) (*http.Request, *engine.Result) {
	refuse := func(problem string) (*http.Request, *engine.Result) {
		r := denied(fmt.Sprintf("%s: page %d leads elsewhere: %s", before.URL.Hostname(), len(p.pages), problem))
		return nil, &r
	}
	switch {
	case next.User != nil || !p.road.own(next) && !p.road.lists(next):
		return refuse(fmt.Sprintf("a further page stays on the host of connection %s, or on one of its hosts", p.call.Connection.Name))
	case !kind.PlainPath(next.EscapedPath()) || next.Path != before.URL.Path:
		return refuse("a further page stays at the path of the first")
	}
	to := *next
	to.Path, to.RawPath = before.URL.Path, before.URL.RawPath // in the spelling that is allowed
	request, problem := p.road.further(p.call, p.wanted, before, &to)
	if request == nil {
		return nil, &problem
	}
	return request, nil
}

// keep adds a page to those before it.
func (p *pager) keep(a *answer, page expr.Value) (problem string) {
	p.bytes += len(a.body)
	p.pages = append(p.pages, page)
	if page.Kind() != expr.List && page.Kind() != expr.Object {
		return "it is neither a list nor an object in JSON"
	}
	return ""
}

// all is what came of all pages.
func (p *pager) all(outputs map[string]expr.Value) engine.Result {
	if len(p.pages) == 1 {
		return passed(outputs)
	}
	host := p.call.Connection.Name
	joined, ok := join(p.pages)
	switch {
	case !ok:
		return unknown(engine.ReasonUnread, fmt.Sprintf("%s: not all of its %d pages have the same form", host, len(p.pages)))
	case !joined.Whole():
		return unknown(engine.ReasonTooLarge, fmt.Sprintf("%s: its %d pages: %s", host, len(p.pages), joined.Reason()))
	}
	outputs["json"], outputs["text"] = joined, expr.Nil()
	return passed(outputs)
}

// join is what pages say together. A null adds nothing; ok is false where one has a list or an object, and
// another something else.
func join(pages []expr.Value) (joined expr.Value, ok bool) {
	pages = slices.DeleteFunc(slices.Clone(pages), expr.Value.IsNull)
	if len(pages) == 0 {
		return expr.Nil(), true
	}
	last := pages[len(pages)-1]
	for _, page := range pages {
		if of := page.Kind(); of != last.Kind() && (of == expr.List || of == expr.Object || last.Kind() == expr.List || last.Kind() == expr.Object) {
			return expr.Nil(), false
		}
	}
	switch last.Kind() {
	case expr.List:
		var items []expr.Value
		for _, page := range pages {
			items = append(items, page.Items()...)
		}
		return expr.OfList(items), true
	case expr.Object:
		return joinMembers(pages)
	}
	return last, true
}

func joinMembers(pages []expr.Value) (expr.Value, bool) {
	all, members := map[string][]expr.Value{}, map[string]expr.Value{}
	for _, page := range pages {
		for _, m := range page.Members() {
			all[m.Name] = append(all[m.Name], m.Value)
		}
	}
	for name, values := range all {
		joined, ok := join(values)
		if !ok {
			return expr.Nil(), false
		}
		members[name] = joined
	}
	return expr.OfObject(members), true
}

// next is the address of the page after an answer; nil where there is none.
func (p *pager) next(a *answer, page expr.Value) (next *url.URL, problem string) {
	how, rule, _ := strings.Cut(p.call.Paginate, ":")
	switch how {
	case "cursor":
		return nextByCursor(rule, a.Request.URL, page)
	case "pages":
		return nextByNumber(rule, a.Request.URL, page)
	case "until-empty":
		return nextUntilEmpty(rule, a.Request.URL, page)
	case "link":
		link := page.Get(rule)
		text, isText := link.AsText()
		if !isText && !link.IsNull() {
			return nil, "its " + rule + " is no address"
		}
		return nextAt(text, a.Request.URL, "its "+rule)
	}
	link, err := nextLink(a.Header.Values("Link"))
	if err != nil {
		return nil, err.Error()
	}
	return nextAt(link, a.Request.URL, "its header Link")
}

// nextAt is where a link leads from the page that has it. what names it.
func nextAt(link string, from *url.URL, what string) (next *url.URL, problem string) {
	if link == "" {
		return nil, ""
	}
	next, err := from.Parse(link)
	if err != nil {
		return nil, what + " leads to no address"
	}
	next.Fragment, next.RawFragment = "", ""
	return next, ""
}

// nextByNumber counts up a parameter of the query, from 1, as long as a page says at a path that there are more.
func nextByNumber(rule string, before *url.URL, page expr.Value) (next *url.URL, problem string) {
	parameter, path, _ := strings.Cut(rule, "=")
	number, query := 1, before.Query()
	if text := query.Get(parameter); text != "" {
		var err error
		if number, err = strconv.Atoi(text); err != nil {
			return nil, "its number is none: " + parameter
		}
	}
	of, ok := at(page, path).AsInt()
	if !ok || of < 0 {
		return nil, "it does not say how many pages there are"
	}
	if int64(number) >= of {
		return nil, ""
	}
	query.Set(parameter, strconv.Itoa(number+1))
	after := *before
	after.RawQuery = query.Encode()
	return &after, ""
}

// nextUntilEmpty counts up a parameter of the query, from 0 unless the first request says otherwise, until a page has
// nothing in its list.
func nextUntilEmpty(rule string, before *url.URL, page expr.Value) (next *url.URL, problem string) {
	parameter, path, _ := strings.Cut(rule, "=")
	number, query := 0, before.Query()
	if text := query.Get(parameter); text != "" {
		var err error
		if number, err = strconv.Atoi(text); err != nil {
			return nil, "its number is none: " + parameter
		}
	}
	list := at(page, path)
	if list.Kind() != expr.List {
		return nil, "its " + path + " is no list"
	}
	if len(list.Items()) == 0 {
		return nil, ""
	}
	query.Set(parameter, strconv.Itoa(number+1))
	after := *before
	after.RawQuery = query.Encode()
	return &after, ""
}

// at is what an answer has at a path.
func at(answer expr.Value, path string) expr.Value {
	for _, name := range strings.Split(path, ".") {
		answer = answer.Get(name)
	}
	return answer
}

// nextByCursor puts what a page says at a path into a parameter of the query. Null, "" and false say that
// there is no further page.
func nextByCursor(rule string, before *url.URL, page expr.Value) (next *url.URL, problem string) {
	parameter, path, _ := strings.Cut(rule, "=")
	cursor := at(page, path)
	text, isText := cursor.AsText()
	stop, isBool := cursor.AsBool()
	switch {
	case cursor.IsNull() || isText && text == "" || isBool && !stop:
		return nil, ""
	case cursor.Kind() == expr.Number:
		text = cursor.AsNumber().Text('f')
	case !isText:
		return nil, "its cursor is neither a text nor a number"
	}
	query := before.Query()
	query.Set(parameter, text)
	after := *before
	after.RawQuery = query.Encode()
	return &after, ""
}
