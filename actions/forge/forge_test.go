package forge_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/internal/hub"
)

const (
	listIssues  = "GET /repos/{owner}/{repo}/issues"
	createIssue = "POST /repos/{owner}/{repo}/issues"
)

// clock is a time that passes where somebody sleeps.
type clock struct {
	at    time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{at: time.Now().Truncate(time.Second)} }

func (c *clock) now() time.Time { return c.at }

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.at, c.slept = c.at.Add(d), append(c.slept, d)
	return ctx.Err()
}

// open opens the way to a hub.
func open(t *testing.T, h *hub.Hub, token string, change ...func(*forge.Options)) *forge.Client {
	t.Helper()
	c := newClock()
	o := forge.Options{
		API: h.API, Token: forge.Token(token), Agent: "attestary/test", Transport: h.Client().Transport, Now: c.now, Sleep: c.sleep,
		Jitter: func(most time.Duration) time.Duration { return most }, Timeout: time.Minute,
	}
	for _, f := range change {
		f(&o)
	}
	client, err := forge.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

var asked = forge.Asked{What: "the issues", Needs: "issues: read"}

// issues reads all issues of acme/app.
func issues(ctx context.Context, c *forge.Client) ([]*github.Issue, error) {
	all, err := forge.Pages(1000, func(page github.ListOptions) ([]*github.Issue, *github.Response, error) {
		return c.REST.Issues.ListByRepo(ctx, "acme", "app", &github.IssueListByRepoOptions{ListOptions: page})
	})
	return all, c.Told(err, asked)
}

// TestOpen holds where a token may go.
func TestOpen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ api, token, want string }{
		"github.com":           {"https://api.github.com", "t", ""},
		"an enterprise's":      {"https://git.example.org/api/v3", "t", ""},
		"this machine":         {"http://127.0.0.1:8080", "t", ""},
		"not told":             {"", "t", "GITHUB_API_URL"},
		"not https":            {"http://git.example.org", "t", "not https"},
		"with a password":      {"https://a:b@git.example.org", "t", "not the address"},
		"with a query":         {"https://git.example.org?a=b", "t", "not the address"},
		"a file":               {"file:///etc/passwd", "t", "not the address"},
		"no token":             {"https://api.github.com", "", "no token"},
		"a token of two lines": {"https://api.github.com", "t\nX: y", "cannot be sent"},
	} {
		_, err := forge.Open(forge.Options{API: c.api, Token: forge.Token(c.token), Now: time.Now})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v %s", forge.Token("secret"), forge.Options{Token: "secret"}, forge.Options{Token: "secret"}, forge.Token("secret")); strings.Contains(text, "secret") {
		t.Errorf("a token prints: %s", text)
	}
}

// TestFaults is the table of what becomes of a request that only reads when it goes wrong.
func TestFaults(t *testing.T) {
	t.Parallel()
	later := newClock().at
	for name, c := range map[string]struct {
		faults []hub.Fault
		asked  int           // how often; -1: as often as a request comes through in time
		slept  time.Duration // in all
		kind   error
		want   string
	}{
		"nothing":                      {asked: 1},
		"500 once":                     {faults: []hub.Fault{hub.Status(500)}, asked: 2, slept: 2 * time.Second},
		"502 always":                   {faults: []hub.Fault{hub.Status(502), hub.Status(502), hub.Status(502), hub.Status(502)}, asked: 4, slept: 14 * time.Second, kind: forge.ErrBroken, want: "status 502"},
		"hung up":                      {faults: []hub.Fault{hub.Truncated()}, asked: 2, slept: 2 * time.Second},
		"hung up always":               {faults: []hub.Fault{hub.Truncated(), hub.Truncated(), hub.Truncated(), hub.Truncated()}, asked: 4, slept: 14 * time.Second, kind: forge.ErrBroken, want: "no whole answer"},
		"429 with Retry-After":         {faults: []hub.Fault{hub.TryLater(429, "7")}, asked: 2, slept: 7 * time.Second},
		"403, the secondary limit":     {faults: []hub.Fault{hub.TryLater(403, "9")}, asked: 2, slept: 9 * time.Second},
		"429 for too long":             {faults: []hub.Fault{hub.TryLater(429, "3600")}, asked: 1, kind: forge.ErrLater, want: "wants no more requests before"},
		"no request left":              {faults: []hub.Fault{hub.Exhausted(later.Add(30 * time.Second))}, asked: 2, slept: 30 * time.Second},
		"no request left for too long": {faults: []hub.Fault{hub.Exhausted(later.Add(time.Hour))}, asked: 1, kind: forge.ErrLater, want: "wants no more requests"},
		"403":                          {faults: []hub.Fault{hub.Replaced(403, `{"message":"no"}`)}, asked: 1, kind: forge.ErrUnseen, want: "the token may not; it takes the permission issues: read"},
		"404":                          {faults: []hub.Fault{hub.Replaced(404, `{"message":"no"}`)}, asked: 1, kind: forge.ErrUnseen, want: "not there, or the token may not see it"},
		"401":                          {faults: []hub.Fault{hub.Replaced(401, `{"message":"no"}`)}, asked: 1, kind: forge.ErrUnseen, want: "does not know the token"},
		"301":                          {faults: []hub.Fault{hub.Replaced(301, ``)}, asked: 1, kind: forge.ErrUnseen, want: "it has moved"},
		"422, with words":              {faults: []hub.Fault{hub.Replaced(422, `{"message":"no \u001b[31m::error::\n x"}`)}, asked: 1, kind: forge.ErrRefused, want: `it says "no [31m::error:: x"`},
		"a sign-in page once":          {faults: []hub.Fault{hub.Replaced(200, `<html>`)}, asked: 2, slept: 2 * time.Second},
		"a sign-in page always":        {faults: []hub.Fault{hub.Replaced(200, `<html>`), hub.Replaced(200, `<html>`), hub.Replaced(200, `<html>`), hub.Replaced(200, `<html>`)}, asked: 4, slept: 14 * time.Second, kind: forge.ErrUnread, want: "does not answer as GitHub"},
		"503 with Retry-After":         {faults: []hub.Fault{hub.TryLater(503, "40")}, asked: 2, slept: 40 * time.Second},
		"other JSON":                   {faults: []hub.Fault{hub.Replaced(200, `{"a":1}`)}, asked: 1, kind: forge.ErrUnread, want: "does not answer as GitHub"},
		"half of JSON once":            {faults: []hub.Fault{hub.Replaced(200, `[{"number":1`)}, asked: 2, slept: 2 * time.Second},
		"without end":                  {faults: []hub.Fault{hub.Endless()}, asked: 1, kind: forge.ErrUnread, want: "more bytes than are read"},
		"slow, always":                 {faults: []hub.Fault{hub.Slow(time.Minute), hub.Slow(time.Minute), hub.Slow(time.Minute), hub.Slow(time.Minute)}, asked: -1, slept: 14 * time.Second, kind: forge.ErrBroken, want: "in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := hub.Start(t)
			r := h.Repository("acme/app")
			r.Issue(h.Person("ada"), "t", "b")
			h.Fault(listIssues, c.faults...)
			pass := &clock{at: later}
			client := open(t, h, h.JobToken(r, "issues:read"), func(o *forge.Options) {
				o.Now, o.Sleep = pass.now, pass.sleep
				if strings.HasPrefix(name, "slow") {
					o.Timeout = 50 * time.Millisecond
				}
			})
			all, err := issues(t.Context(), client)
			if (err == nil) != (c.kind == nil) || err != nil && (!errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v, want %v: %q", err, c.kind, c.want)
			}
			if err == nil && len(all) != 1 {
				t.Errorf("there are %d issues", len(all))
			}
			if n := h.Count(listIssues); n != c.asked && c.asked >= 0 {
				t.Errorf("it was asked %d times, want %d", n, c.asked)
			}
			if slept := pass.at.Sub(later); slept != c.slept {
				t.Errorf("it slept %s, want %s", slept, c.slept)
			}
		})
	}
}

// TestGivenUp: whoever asks may stop.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	h := hub.Start(t)
	r := h.Repository("acme/app")
	ctx, cancel := context.WithCancel(t.Context())
	h.Fault(listIssues, hub.Before(cancel), hub.Slow(time.Minute))
	if _, err := issues(ctx, open(t, h, h.JobToken(r, "issues:read"))); !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
}

// TestLeft: where an answer tells that no request is left, the next one waits.
func TestLeft(t *testing.T) {
	t.Parallel()
	h := hub.Start(t)
	r := h.Repository("acme/app")
	token, pass := h.JobToken(r, "issues:read"), newClock()
	h.Clock(func() time.Time { return pass.at })
	h.Limit(token, 1, pass.at.Add(20*time.Second))
	c := open(t, h, token, func(o *forge.Options) { o.Now, o.Sleep = pass.now, pass.sleep })
	for range 2 {
		if _, _, err := c.REST.Issues.Get(t.Context(), "acme", "app", 9); status(err) != 404 {
			t.Fatal(err)
		}
	}
	if len(pass.slept) != 1 || pass.slept[0] != 20*time.Second {
		t.Errorf("it slept %v", pass.slept)
	}
}

func status(err error) int {
	var refusal *github.ErrorResponse
	if errors.As(err, &refusal) {
		return refusal.Response.StatusCode
	}
	return 0
}

// TestPages reads several pages, one that changes meanwhile, and one that has too many.
func TestPages(t *testing.T) {
	t.Parallel()
	h := hub.Start(t)
	r, ada := h.Repository("acme/app"), h.Person("ada")
	for range 250 {
		r.Issue(ada, "t", "b")
	}
	c := open(t, h, h.JobToken(r, "issues:read"))
	if all, err := issues(t.Context(), c); err != nil || len(all) != 250 {
		t.Errorf("%d issues, %v", len(all), err)
	}
	// The newest is on the first page: one that comes between the pages moves another to the next one.
	h.Fault(listIssues, nil, hub.Before(func() { r.Issue(ada, "new", "b") }))
	h.Forget()
	all, err := issues(t.Context(), c)
	seen := map[int]bool{}
	for _, i := range all {
		if seen[i.GetNumber()] {
			t.Errorf("%d is there twice", i.GetNumber())
		}
		seen[i.GetNumber()] = true
	}
	if err != nil || len(all) != 251 || all[0].GetTitle() != "new" {
		t.Errorf("%d issues, %v", len(all), err)
	}
	cheap := 0
	for _, q := range h.Requests() {
		if q.Status == 304 {
			cheap++
		}
	}
	if n := h.Count(listIssues); n != 9 || cheap < 4 {
		t.Errorf("it was asked %d times, %d of them for nothing", n, cheap)
	}
	if _, err := forge.Pages(200, func(page github.ListOptions) ([]*github.Issue, *github.Response, error) {
		return c.REST.Issues.ListByRepo(t.Context(), "acme", "app", &github.IssueListByRepoOptions{ListOptions: page})
	}); !errors.Is(err, forge.ErrUnread) || !strings.Contains(err.Error(), "more than 200") {
		t.Errorf("too many: %v", err)
	}
	h.Fault(listIssues, hub.Before(func() {}))
}

// TestWrite is the table of what becomes of a request that writes: it is done once, whatever is reported.
func TestWrite(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		faults []hub.Fault
		posts  int
		there  int
		kind   error
	}{
		"nothing":                {posts: 1, there: 1},
		"landed, reported lost":  {faults: []hub.Fault{hub.Landed(502)}, posts: 1, there: 1},
		"landed, and hung up":    {faults: []hub.Fault{hub.Lost()}, posts: 1, there: 1},
		"lost":                   {faults: []hub.Fault{hub.Status(502)}, posts: 2, there: 1},
		"lost always":            {faults: []hub.Fault{hub.Status(500), hub.Status(500), hub.Status(500), hub.Status(500)}, posts: 4, kind: forge.ErrBroken},
		"refused for now":        {faults: []hub.Fault{hub.TryLater(429, "3")}, posts: 2, there: 1},
		"refused":                {faults: []hub.Fault{hub.Replaced(422, `{}`)}, posts: 1, kind: forge.ErrRefused},
		"landed, an odd answer":  {faults: []hub.Fault{hub.Landed(200)}, posts: 1, there: 1},
		"not allowed":            {faults: []hub.Fault{hub.Replaced(403, `{}`)}, posts: 1, kind: forge.ErrUnseen},
		"lost, landed, odd, all": {faults: []hub.Fault{hub.Status(500), hub.Landed(503)}, posts: 2, there: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := hub.Start(t)
			r := h.Repository("acme/app")
			h.Fault(createIssue, c.faults...)
			client := open(t, h, h.JobToken(r, "issues:write"))
			got, err := forge.Write(t.Context(), client, func(ctx context.Context) (*github.Issue, bool, error) {
				all, err := issues(ctx, client)
				if len(all) > 0 {
					return all[0], true, err
				}
				return nil, false, err
			}, func(ctx context.Context) (*github.Issue, error) {
				made, _, err := client.REST.Issues.Create(ctx, "acme", "app", &github.IssueRequest{Title: github.String("t")})
				return made, client.Told(err, asked)
			})
			if (err == nil) != (c.kind == nil) || err != nil && !errors.Is(err, c.kind) || err == nil && got.GetNumber() != 1 {
				t.Errorf("%v, %v; want %v", got, err, c.kind)
			}
			if n := h.Count(createIssue); n != c.posts || len(r.Issues()) != c.there {
				t.Errorf("it was sent %d times and is there %d times, want %d and %d", n, len(r.Issues()), c.posts, c.there)
			}
		})
	}
}

// TestElsewhere: the token goes to its forge alone, and no redirect is followed.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	h, other := hub.Start(t), hub.Start(t)
	r := h.Repository("acme/app")
	c := open(t, h, h.JobToken(r, "issues:read"))
	request, err := c.REST.NewRequest("GET", other.API+"/user", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.REST.Do(t.Context(), request, nil); err == nil || !strings.Contains(err.Error(), "which the token is for") {
		t.Errorf("elsewhere: %v", err)
	}
	if n := other.Count(""); n != 0 {
		t.Errorf("the other one was asked %d times", n)
	}
}
