package steps

import (
	"context"
	"net/http"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// What the fuzz tests look at.
var (
	FromJSON      = fromJSON
	ReadWorkflow  = func(data []byte) error { _, err := readWorkflow(data); return err }
	SecretsWithin = func(data []byte) int { return len(findSecrets(data)) }
)

// Admit is asked by hand: no test can make a name of this machine lead elsewhere.
func Admit(c *plan.Connection, host, address string) error {
	r, err := reachOf(c)
	if err != nil {
		return err
	}
	return r.admit(host, address)
}

// What the fuzz tests look at, of pages.
var (
	NextLink     = nextLink
	NextByCursor = nextByCursor
	Join         = join
	RetryAfter   = retryAfter
	Among        = func(list expr.Value, n int64) (is, told bool) { return settings{"ok": list}.among("ok", n) }
)

// Led is the request that comes after an answer with these headers, as a redirect and as a further page; nil
// where there is none.
func Led(call engine.Call, header http.Header) (redirected, paged *http.Request) {
	r, err := reachOf(call.Connection)
	if err != nil {
		return nil, nil
	}
	road, wanted := &way{reach: r, web: newWeb(Machine{})}, asked(call.Settings)
	before, _ := wanted.request(context.Background(), road.web, call)
	a := &answer{Response: &http.Response{StatusCode: http.StatusFound, Header: header, Request: before}}
	if target := road.led(call, a); target != nil {
		redirected, _ = road.further(call, wanted, before, target)
	}
	p := &pager{road: road, call: call, wanted: wanted, seen: map[string]bool{}}
	if next, problem := p.next(a, expr.Nil()); next != nil && problem == "" {
		paged, _ = p.toPage(before, next)
	}
	return redirected, paged
}

// Sign signs a request over a connection to AWS.
var Sign = sign
