package check

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

func (c *checker) connection(n *syntax.Connection) {
	address := "connection." + n.Name.Value
	of, known := c.Text(n.Kind)
	if !known || !n.Kind.Given() {
		return
	}
	c.text(address, n.Auth, "auth", authForm, "bearer, SSWS, basic, header:NAME, path, oauth2, jwt-bearer or aws-sigv4")
	if auth, _ := c.Text(n.Auth); strings.HasPrefix(auth, "header:") && authForm.MatchString(auth) && !kind.KnowsAuth(auth) {
		c.report(diag.New("RB3024", n.Auth.Range, "A secret cannot stand in that header: servers read from it what a request is.").At(address).
			WithHelp(`Name the header in which the service wants its key: "header:X-Api-Key".`))
	}
	c.text(address, n.Region, "a region", awsForm, "a region of AWS in its own spelling: eu-west-1")
	c.text(address, n.Service, "a service", awsForm, "the name that AWS signs for, in small letters: iam, guardduty, securityhub")
	if text, ok := c.Text(n.TokenURL); ok && n.TokenURL.Given() {
		c.url(text, n.TokenURL.Range, address)
	}
	for _, host := range c.entries(n.Hosts) {
		if _, _, ok := kind.ParseHost(host.text); !ok {
			c.report(diag.New("RB3024", host.at, fmt.Sprintf("%q is no host.", host.text)).At(address).
				WithHelp(`Write the name or the address, and a port where it is not the usual one: "files.acme.example:8443". * stands for nothing here.`))
		}
	}
	target, ok := c.Text(n.URL)
	switch {
	case (of == kind.HTTP || of == kind.SQL) && !n.URL.Given() && !c.Project.Tree.Broken:
		c.report(diag.New("RB3024", n.Range, "A connection of kind "+of+" needs a url.").At(address).WithHelp(`Add url = "` + schemes[of][0] + `://…".`))
	case of == kind.Shell && (n.URL.Given() || n.Token.Given() || n.Password.Given()):
		c.report(diag.New("RB3024", n.Range, "A connection of kind shell is this machine: it has no url, token or password.").At(address).WithHelp("Remove them."))
	case (of == kind.HTTP || of == kind.GitHub) && ok && n.URL.Given():
		c.url(target, n.URL.Range, address)
	case of == kind.SQL && ok && n.URL.Given():
		c.database(target, n, address)
	}
}

// schemes are how the address of a connection begins, by its kind.
var schemes = map[string][]string{kind.HTTP: {"https"}, kind.SQL: {kind.Postgres, kind.MySQL, kind.SQLite}}

// database holds the address of a database: which one it is, and no password in it. That rows and passwords
// travel encrypted needs no word; that they do not has one, for the machine itself.
func (c *checker) database(text string, n *syntax.Connection, address string) {
	if _, ok := kind.ReadDatabase(text); ok {
		return
	}
	c.report(diag.New("RB3024", n.URL.Range, "This is no address that a database may have.").At(address).
		WithHelp("Write postgres://HOST/NAME or mysql://HOST/NAME; the settings user and password say who asks. Or sqlite:PATH for a file below the repository. ?tls=off, for no encryption, is for this machine alone."))
}

// url holds that requests and their secrets travel encrypted, except on the machine itself.
func (c *checker) url(text string, at diag.Range, address string) {
	u, err := url.Parse(text)
	if err == nil && u.Host != "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil {
		local := slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname())
		if u.Scheme == "https" || u.Scheme == "http" && local {
			return
		}
	}
	c.report(diag.New("RB3024", at, "This is no address that a connection may have.").At(address).
		WithHelp("Write https://HOST, and a path if all requests share one; without user, query or #. Plain http is for this machine alone."))
}
