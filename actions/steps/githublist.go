package steps

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/engine"
)

// Lists of GitHub come in pages, and may change while they are read: who leaves moves the next one to a page
// that was read before. So what has more than one page is read until two readings in a row are alike.

const (
	forgePage     = 100
	maxForgePages = 100
	maxReadings   = 4
)

// row is one entry of a list. Its number is its own, in alerts within their repository; 0 is that of what has not
// the form of an entry.
type row interface {
	key() (within string, number int64)
}

func ordered[T row](x, y T) int {
	a, n := x.key()
	b, m := y.key()
	return cmp.Or(cmp.Compare(a, b), cmp.Compare(n, m))
}

func shapeless[T row](x T) bool {
	_, number := x.key()
	return number <= 0
}

// rows reads a whole list, sorted by its numbers.
func rows[T row](a *enquiry, below string, query url.Values) ([]T, engine.Result) {
	before, pages, problem := reading[T](a, below, query)
	for range maxReadings - 1 {
		if problem.Reason != "" || pages == 1 {
			return before, problem
		}
		var now []T
		if now, pages, problem = reading[T](a, below, query); problem.Reason == "" && alike(before, now) {
			return now, problem
		}
		before = now
	}
	if problem.Reason == "" {
		problem = unknown(engine.ReasonUnread, a.host+": the list changes while it is read, again and again")
	}
	return nil, problem
}

// alike tells whether two readings have the same entries, each of them once.
func alike[T row](a, b []T) bool {
	same := func(x, y T) bool { return ordered(x, y) == 0 }
	return slices.EqualFunc(a, b, same) && len(slices.CompactFunc(slices.Clone(a), same)) == len(a)
}

func reading[T row](a *enquiry, below string, query url.Values) (list []T, pages int, problem engine.Result) {
	query = cloned(query)
	query.Set("per_page", strconv.Itoa(forgePage))
	for pages = 1; pages <= maxForgePages; pages++ {
		var page []T
		response, err := a.page(below, query, &page)
		if err != nil {
			return nil, pages, a.problem(err)
		}
		if page == nil || slices.ContainsFunc(page, shapeless) {
			return nil, pages, a.unlike()
		}
		list = append(list, page...)
		if !further(response, query) {
			slices.SortFunc(list, ordered)
			return list, pages, engine.Result{}
		}
	}
	return nil, pages, unknown(engine.ReasonTooLarge, fmt.Sprintf("%s: the list has more than %d entries", a.host, maxForgePages*forgePage))
}

func (a *enquiry) page(below string, query url.Values, into any) (*github.Response, error) {
	request, err := a.NewRequest(http.MethodGet, a.path(below)+"?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	return a.Do(a.ctx, request, into)
}

// further makes query that of the next page, if there is one. Only the place in the list is taken from the
// answer, never an address.
func further(response *github.Response, query url.Values) bool {
	switch {
	case response.NextPage > 0:
		query.Set("page", strconv.Itoa(response.NextPage))
	case response.After != "":
		query.Set("after", response.After)
	default:
		return false
	}
	return true
}

func cloned(query url.Values) url.Values {
	fresh := url.Values{}
	for name, values := range query {
		fresh[name] = slices.Clone(values)
	}
	return fresh
}
