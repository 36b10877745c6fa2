package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// shownSecrets (RB5010) holds that a connection can show who asks: in a way that this version knows, with a
// secret to show, and with a user where a name belongs to it. Else every run would stop at its first request.
func (c *checker) shownSecrets() {
	for _, n := range c.Project.Tree.Connections {
		of, _ := c.Text(n.Kind)
		c.authSettings(n, of)
		switch of {
		case kind.HTTP:
			c.shownSecret(n)
		case kind.SQL:
			c.shownToDatabase(n)
		}
	}
}

func (c *checker) shownSecret(n *syntax.Connection) {
	auth, ok := c.Text(n.Auth)
	if !ok || n.Auth.Given() && !authForm.MatchString(auth) {
		return // rule_address tells of it
	}
	said := func(at diag.Range, message, help string) {
		c.report(diag.New("RB5010", at, message).At("connection." + n.Name.Value).WithHelp(help))
	}
	switch secret := n.Token.Given() || n.Password.Given(); {
	case len(kind.SettingsOfAuth(auth).Needs) > 0:
		c.needsOfAuth(n, auth)
	case n.User.Given() && auth != "basic":
		said(n.User.Range, `user goes with auth = "basic" alone, so nobody would read it here.`, `Remove user, or write auth = "basic".`)
	case !n.Auth.Given() || kind.Framing(strings.TrimPrefix(auth, "header:")):
	case !kind.KnowsAuth(auth):
		said(n.Auth.Range, fmt.Sprintf("This version cannot do auth %q yet.", auth), "It knows bearer, SSWS, basic, header:NAME, path, oauth2, jwt-bearer and aws-sigv4.")
	case !secret:
		said(n.Auth.Range, fmt.Sprintf("auth %q shows a secret, and the connection has none.", auth), "Add token = secret.NAME; or remove auth where everybody may ask.")
	case auth == "basic" && !n.User.Given():
		said(n.Auth.Range, `auth "basic" shows a name with its password, and there is no user.`, "Add user.")
	}
}

// authSettings holds that a setting of one way of showing who asks stands where that way does.
func (c *checker) authSettings(n *syntax.Connection, of string) {
	auth, ok := c.Text(n.Auth)
	if !ok || n.Auth.Given() && !authForm.MatchString(auth) {
		return
	}
	reads, given := kind.SettingsOfAuth(auth), n.AuthSettings()
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if of == kind.HTTP && (slices.Contains(reads.Needs, name) || slices.Contains(reads.May, name)) {
			continue
		}
		with := `auth = "` + strings.Join(kind.AuthsWith(name), `" or "`) + `"`
		c.report(diag.New("RB5010", given[name], fmt.Sprintf("%s goes with %s on a connection of kind http, so nobody would read it here.", name, with)).
			At("connection." + n.Name.Value).WithHelp("Remove " + name + ", or write " + with + "."))
	}
}

// needsOfAuth holds that a connection says all that its way of showing who asks needs, and nothing in the place of it.
func (c *checker) needsOfAuth(n *syntax.Connection, auth string) {
	given := n.AuthSettings()
	missing := slices.DeleteFunc(slices.Clone(kind.SettingsOfAuth(auth).Needs), func(name string) bool { return given[name].File != "" })
	if len(missing) > 0 && !c.Project.Tree.Broken {
		c.report(diag.New("RB5010", n.Auth.Range, fmt.Sprintf("auth %q needs more: %s.", auth, strings.Join(missing, ", "))).
			At("connection." + n.Name.Value).WithHelp(authHelp[auth]))
	}
	for name, ref := range map[string]syntax.Ref{"token": n.Token, "password": n.Password} {
		if ref.Given() {
			c.report(diag.New("RB5010", ref.Range, fmt.Sprintf("auth %q shows no %s, so nobody would read it here.", auth, name)).
				At("connection." + n.Name.Value).WithHelp("Remove " + name + "."))
		}
	}
}

// authHelp tells how what a way of showing who asks needs is written.
var authHelp = map[string]string{
	kind.OAuth2:    `Write token_url = "https://HOST/PATH", where the service gives tokens, client_id = "ID" and client_secret = secret.NAME; the pages of the service for its API say which.`,
	kind.JWTBearer: `Write token_url = "https://HOST/PATH", where the service gives tokens, and client_key = secret.NAME: for Google, the JSON file of a service account.`,
	kind.SigV4:     `Write access_key = secret.NAME and secret_key = secret.NAME, region = "eu-west-1" and service = "iam", as AWS names them.`,
}

// shownToDatabase holds that a server of databases is told a user, with or without a password, and a file
// nothing.
func (c *checker) shownToDatabase(n *syntax.Connection) {
	address, _ := c.Text(n.URL)
	to, ok := kind.ReadDatabase(address)
	if !ok {
		return // rule_address tells of it
	}
	said := func(at diag.Range, message, help string) {
		c.report(diag.New("RB5010", at, message).At("connection." + n.Name.Value).WithHelp(help))
	}
	switch file := to.System == kind.SQLite; {
	case n.Token.Given():
		said(n.Token.Range, "A database is shown a user and a password, and no token.", "Call it password, or remove it.")
	case n.Auth.Given():
		said(n.Auth.Range, "A database and this program agree on how a password is shown.", "Remove auth.")
	case file && n.User.Given():
		said(n.User.Range, "A file asks for no user.", "Remove user.")
	case file && n.Password.Given():
		said(n.Password.Range, "A file asks for no password.", "Remove password.")
	case !file && !n.User.Given():
		said(n.Range, "A database asks who it is, and there is no user.", "Add user, and password = secret.NAME.")
	}
}
