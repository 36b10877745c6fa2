package plan

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/attestary/attestary/schemas/kind"
)

var sourceForm = regexp.MustCompile(`^(env:[A-Za-z_][A-Za-z0-9_]*|github:[A-Z_][A-Z0-9_]*|file:.+|vault:[^#\s]+#[^#\s]+)$`)

// checkReach holds connections, the secrets that open them, and the power that is asked for on them.
func (c *checker) checkReach() error {
	if err := named("secret", c.Secrets, func(s Secret) string { return s.Name }); err != nil {
		return err
	}
	for _, s := range c.Secrets {
		if !sourceForm.MatchString(s.From) || s.Purpose == "" {
			return fmt.Errorf("secret.%s: it wants a source env:NAME, file:PATH, github:NAME or vault:PATH#KEY, and a purpose", s.Name)
		}
	}
	if err := named("connection", c.Connections, func(c Connection) string { return c.Name }); err != nil {
		return err
	}
	for _, to := range c.Connections {
		if err := c.checkConnection(to); err != nil {
			return fmt.Errorf("connection.%s: %w", to.Name, err)
		}
	}
	if err := named("use", c.Uses, func(u Use) string { return u.Connection }); err != nil {
		return err
	}
	for _, u := range c.Uses {
		if c.Connection(u.Connection) == nil {
			return fmt.Errorf("use.%s: the plan has no such connection", u.Connection)
		}
		if err := ascending("allow", u.Allow); err != nil {
			return fmt.Errorf("use.%s: %w", u.Connection, err)
		}
	}
	return nil
}

func (c *checker) checkConnection(to Connection) error {
	if !slices.Contains(kind.Connections, to.Kind) {
		return fmt.Errorf("kind: %q is none of %q", to.Kind, kind.Connections)
	}
	for _, host := range to.Hosts {
		if _, _, ok := kind.ParseHost(host); !ok {
			return fmt.Errorf("hosts: %q is neither HOST nor HOST:PORT", host)
		}
	}
	for _, o := range to.Openings() {
		if c.Secret(o.Secret) == nil {
			return fmt.Errorf("the plan has no secret %q", o.Secret)
		}
	}
	return checkAuth(to)
}

// checkAuth holds the settings of one way of showing who asks to that way: all that it needs, and none that it does
// not read.
func checkAuth(to Connection) error {
	of := kind.SettingsOfAuth(to.Auth)
	given := to.AuthSettings()
	for _, name := range of.Needs {
		if given[name] == "" {
			return fmt.Errorf("auth %q needs %s", to.Auth, name)
		}
	}
	for name, value := range given {
		if value != "" && (to.Kind != kind.HTTP || !slices.Contains(of.Needs, name) && !slices.Contains(of.May, name)) {
			return fmt.Errorf("%s: a connection of kind %s with auth %q does not read it", name, to.Kind, to.Auth)
		}
	}
	if to.ClientAuth != "" && !slices.Contains(kind.ClientAuths, to.ClientAuth) {
		return fmt.Errorf("client_auth: %q is none of %q", to.ClientAuth, kind.ClientAuths)
	}
	return nil
}
