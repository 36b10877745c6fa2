package check

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // time zones are part of the program: the same on every machine

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/kind"
)

// frameworks (RB9001) holds that the project's frameworks exist.
func (c *checker) frameworks() {
	for _, e := range c.entries(c.Project.Tree.Frameworks) {
		if _, known := catalog.Lookup(e.text); !known {
			d := diag.New("RB9001", e.at, fmt.Sprintf("There is no framework %s.", e.text)).At("project")
			c.report(suggest(d, e.text, catalog.IDs(), "The frameworks are"))
		}
	}
}

// timezone (RB3014) holds that the time zone is in the IANA tables that this program carries.
func (c *checker) timezone() {
	t := c.Project.Tree.Timezone
	name, ok := c.Text(t)
	if !t.Given() || !ok {
		return
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" || name == "" {
		c.report(diag.New("RB3014", t.Range, fmt.Sprintf("There is no time zone %q.", name)).At("project").
			WithHelp(`Write its IANA name: "Europe/Paris", "America/New_York" or "UTC".`))
	}
}

// orgLiterals (RB2005) holds that org has literals only, so that a reviewer sees the values themselves.
func (c *checker) orgLiterals() {
	for _, a := range c.Project.Tree.Org {
		before := len(c.found)
		t := c.Term(a.Value)
		c.infer(t, place{address: "org." + a.Name.Value})
		if mentionsAny(t) && len(c.found) == before {
			c.report(diag.New("RB2005", t.Range(), "org has literals only, and this mentions something.").At("org." + a.Name.Value).
				WithHelp("Write the value out."))
		}
	}
}

var (
	signForm   = regexp.MustCompile(`^(keyless|key:.+|kms:.+)$`)
	memberForm = regexp.MustCompile(`^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}(\[bot\])?(#[1-9][0-9]{0,17})?$`)
	teamForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9_.-]{1,100}$`)
	sourceForm = regexp.MustCompile(`^(env:[A-Za-z_][A-Za-z0-9_]*|github:[A-Z_][A-Z0-9_]*|file:.+)$`)
	authForm   = regexp.MustCompile(`^(bearer|SSWS|basic|path|oauth2|aws-sigv4|header:[A-Za-z0-9-]+)$`)
)

// forms (RB3024) holds the texts of project.hcl that have a form of their own: who signs, who is meant,
// where a secret is found, how a connection is reached.
func (c *checker) forms() {
	p := c.Project.Tree
	if p.Store != nil {
		c.text("evidence", p.Store.Sign, "sign", signForm, `"key:PATH", "kms:URI" or "keyless"`)
	}
	for _, r := range p.Roles {
		members, teams := c.entries(r.Members), c.entries(r.Teams)
		for _, member := range members {
			c.shaped("role."+r.Name.Value, member, "a member", memberForm, `a GitHub login, with its id if known: "octocat#583231"`)
		}
		for _, team := range teams {
			c.shaped("role."+r.Name.Value, team, "a team", teamForm, `"OWNER/TEAM"`)
		}
		if len(members) == 0 && len(teams) == 0 && !p.Broken {
			c.report(diag.New("RB3024", r.Range, fmt.Sprintf("Nobody has the role %s.", r.Name.Value)).At("role." + r.Name.Value).
				WithHelp(`Add members = ["LOGIN"], or teams = ["OWNER/TEAM"].`))
		}
	}
	for _, s := range p.Secrets {
		c.secretSource(s)
	}
	for _, n := range p.Connections {
		c.connection(n)
	}
}

func (c *checker) text(address string, t syntax.Text, what string, form *regexp.Regexp, allowed string) {
	if text, ok := c.Text(t); ok && t.Given() {
		c.shaped(address, entry{text, t.Range}, what, form, allowed)
	}
}

func (c *checker) shaped(address string, e entry, what string, form *regexp.Regexp, allowed string) {
	if !form.MatchString(e.text) {
		c.report(diag.New("RB3024", e.at, fmt.Sprintf("%q cannot be %s.", e.text, what)).At(address).WithHelp("Allowed is " + allowed + "."))
	}
}

func (c *checker) secretSource(s *syntax.Secret) {
	if text, _ := c.Text(s.From); strings.HasPrefix(text, "vault:") {
		c.report(diag.New("RB1013", s.From.Range, "This version does not know vault: yet.").At("secret." + s.Name.Value).
			WithHelp("Take the secret from github:NAME, env:NAME or file:PATH."))
		return
	}
	c.text("secret."+s.Name.Value, s.From, "where a secret is found", sourceForm, "github:NAME, env:NAME or file:PATH")
}

func (c *checker) connection(n *syntax.Connection) {
	address := "connection." + n.Name.Value
	of, known := c.Text(n.Kind)
	if !known || !n.Kind.Given() {
		return
	}
	if slices.Contains([]string{"sql", "github"}, of) {
		c.report(diag.New("RB1013", n.Kind.Range, "This version does not know connections of kind "+of+" yet.").At(address).
			WithHelp("Remove it, or use a version that knows it."))
		return
	}
	c.text(address, n.Auth, "auth", authForm, "bearer, SSWS, basic, header:NAME, path, oauth2 or aws-sigv4")
	target, ok := c.Text(n.URL)
	switch {
	case of == kind.HTTP && !n.URL.Given() && !c.Project.Tree.Broken:
		c.report(diag.New("RB3024", n.Range, "A connection of kind http needs a url.").At(address).WithHelp(`Add url = "https://…".`))
	case of == kind.Shell && (n.URL.Given() || n.Token.Given() || n.Password.Given()):
		c.report(diag.New("RB3024", n.Range, "A connection of kind shell is this machine: it has no url, token or password.").At(address).WithHelp("Remove them."))
	case of == kind.HTTP && ok && n.URL.Given():
		c.url(target, n, address)
	}
}

// url holds that requests and their secrets travel encrypted, except on the machine itself.
func (c *checker) url(text string, n *syntax.Connection, address string) {
	u, err := url.Parse(text)
	if err == nil && u.Host != "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil {
		local := slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname())
		if u.Scheme == "https" || u.Scheme == "http" && local {
			return
		}
	}
	c.report(diag.New("RB3024", n.URL.Range, "This is no address that a connection may have.").At(address).
		WithHelp("Write https://HOST, and a path if all requests share one; without user, query or #. Plain http is for this machine alone."))
}

func mentionsAny(t *scope.Term) bool {
	any := false
	t.References(func(*scope.Term) { any = true })
	return any
}
