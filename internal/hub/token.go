package hub

import (
	"crypto/rand"
	"maps"
	"net/http"
	"strings"
	"time"
)

// Token is what a request shows.
type Token struct {
	Text string

	kind    string // job, installation or person
	who     *Person
	may     map[string]string // permission → read, write or admin; "*" is all of them
	repo    *Repository       // the only one that it sees; nil for all
	expires time.Time
	limit   int
	left    int
	reset   time.Time
}

// JobToken is the token of a job, GITHUB_TOKEN, with permissions like "contents:read". It sees its own
// repository alone. Whatever it is given, it reads no teams and administers nothing.
func (h *Hub) JobToken(repo *Repository, may ...string) string {
	defer h.lock()()
	granted := permissions(may)
	for name := range granted {
		switch name {
		case "metadata", "actions", "attestations", "checks", "contents", "deployments", "issues", "pull_requests", "security_events", "statuses":
		default:
			h.t.Errorf("hub: the token of a job cannot have the permission %s", name)
		}
	}
	return h.token(&Token{kind: "job", who: h.person("github-actions[bot]"), may: granted, repo: repo, limit: 1000}).Text
}

// PersonToken is a fine-grained token of a person, with permissions like "administration:write"; "*:admin" is
// all that there is.
func (h *Hub) PersonToken(who *Person, may ...string) string {
	defer h.lock()()
	return h.token(&Token{kind: "person", who: who, may: permissions(may), limit: 5000}).Text
}

// Limit sets how many requests a token has left, until then.
func (h *Hub) Limit(token string, left int, until time.Time) {
	defer h.lock()()
	t := h.tokens[token]
	t.left, t.reset = left, until
}

func (h *Hub) token(t *Token) *Token {
	t.Text = "ghs_" + rand.Text()
	t.left, t.reset = t.limit, h.now().Add(time.Hour)
	h.tokens[t.Text] = t
	return t
}

func permissions(may []string) map[string]string {
	all := map[string]string{"metadata": "read"}
	for _, m := range may {
		name, level, _ := strings.Cut(m, ":")
		all[name] = level
	}
	return all
}

var levels = map[string]int{"read": 1, "write": 2, "admin": 3}

// allows tells whether the token has a permission, or one of several: "issues:write|pull_requests:write".
func (t *Token) allows(need string) bool {
	if one, other, several := strings.Cut(need, "|"); several {
		return t.allows(one) || t.allows(other)
	}
	name, level, _ := strings.Cut(need, ":")
	return need == "" || levels[t.may[name]] >= levels[level] || levels[t.may["*"]] >= levels[level]
}

func bearer(r *http.Request) string {
	text := r.Header.Get("Authorization")
	if _, password, ok := r.BasicAuth(); ok {
		return password
	}
	for _, scheme := range []string{"Bearer ", "token "} {
		if rest, ok := strings.CutPrefix(text, scheme); ok {
			return rest
		}
	}
	return ""
}

// allowed gives the answer to who may not; the zero answer where they may.
func (c *call) allowed(served bool) answer {
	if c.Header.Get("User-Agent") == "" {
		return said(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header")
	}
	if !served {
		c.t.Errorf("hub: nothing serves %s %s", c.Method, c.URL.Path)
		return notFound()
	}
	if c.route.need == "app" {
		return c.asApp()
	}
	c.token = c.tokens[bearer(c.Request)]
	if c.token == nil || !c.token.expires.IsZero() && !c.now().Before(c.token.expires) {
		c.token = nil
		return said(401, "Bad credentials")
	}
	if c.exhausted() {
		return said(403, "API rate limit exceeded for user ID 1.")
	}
	if owner := c.PathValue("owner"); owner != "" {
		c.repo = c.repos[strings.ToLower(owner+"/"+c.PathValue("repo"))]
		if c.repo == nil || c.repo.private && c.token.repo != nil && c.token.repo != c.repo {
			return notFound()
		}
	}
	if !c.token.allows(c.route.need) {
		return c.forbidden()
	}
	return answer{}
}

// forbidden is GitHub's no to a token that may see the repository.
func (c *call) forbidden() answer {
	message := "Resource not accessible by integration"
	if c.token.kind == "person" {
		message = "Resource not accessible by personal access token"
	}
	a := said(403, message)
	first, _, _ := strings.Cut(c.route.need, "|")
	name, level, _ := strings.Cut(first, ":")
	a.header = http.Header{"X-Accepted-Github-Permissions": {name + "=" + level}}
	return a
}

func clone(may map[string]string) map[string]string { return maps.Clone(may) }
