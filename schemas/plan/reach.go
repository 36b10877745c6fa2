package plan

import (
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// What a run can reach, and with which power.

// Connection says how a named service of the team's stack is reached.
type Connection struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"` // http, sql, github, shell
	URL      string `json:"url,omitempty"`
	Token    string `json:"token,omitempty"` // name of a secret
	Auth     string `json:"auth,omitempty"`
	User     string `json:"user,omitempty"`
	Password string `json:"password,omitempty"` // name of a secret

	// What stands in the place of a token where a service wants one that holds for a while: who asks for it, where,
	// and for what. The secret is shown there alone.
	TokenURL     string `json:"token_url,omitempty"`
	ClientID     string `json:"client_id,omitempty"`
	ClientSecret string `json:"client_secret,omitempty"` // name of a secret
	ClientAuth   string `json:"client_auth,omitempty"`   // basic, body
	ClientKey    string `json:"client_key,omitempty"`    // name of a secret: a private key, which signs
	Subject      string `json:"subject,omitempty"`       // in whose name
	Scope        string `json:"scope,omitempty"`
	Audience     string `json:"audience,omitempty"`

	// What requests are signed with, in place of a token.
	AccessKey    string `json:"access_key,omitempty"`    // name of a secret
	SecretKey    string `json:"secret_key,omitempty"`    // name of a secret
	SessionToken string `json:"session_token,omitempty"` // name of a secret
	Region       string `json:"region,omitempty"`
	Service      string `json:"service,omitempty"`

	// Hosts are those beside the URL's own to which a redirect or a further page may lead; they are not shown
	// the secret. A name that may lead to addresses of a private network stands here too, also that of the URL.
	Hosts []string `json:"hosts,omitempty"` // HOST or HOST:PORT, sorted
}

// Opening is one secret that a connection is opened with.
type Opening struct{ Setting, Secret string }

// Openings are the secrets that the connection is opened with.
func (c *Connection) Openings() []Opening {
	all := []Opening{{"token", c.Token}, {"password", c.Password}, {"client_secret", c.ClientSecret}, {"client_key", c.ClientKey}, {"access_key", c.AccessKey}, {"secret_key", c.SecretKey}, {"session_token", c.SessionToken}}
	return slices.DeleteFunc(all, func(o Opening) bool { return o.Secret == "" })
}

// AuthSettings are the values of the settings that belong to one way of showing who asks, by name; "" where one is
// not given.
func (c *Connection) AuthSettings() map[string]string {
	return map[string]string{
		"token_url": c.TokenURL, "client_id": c.ClientID, "client_secret": c.ClientSecret, "client_auth": c.ClientAuth, "client_key": c.ClientKey, "subject": c.Subject, "scope": c.Scope, "audience": c.Audience,
		"access_key": c.AccessKey, "secret_key": c.SecretKey, "session_token": c.SessionToken, "region": c.Region, "service": c.Service,
	}
}

// Secret says where a secret is found. Its value never comes near a plan.
type Secret struct {
	Name    string `json:"name"`
	From    string `json:"from"` // env:NAME, file:PATH, github:NAME, vault:PATH#KEY
	Purpose string `json:"purpose"`
}

// Use is the power that the runbook asks for on a connection: an allow-list.
type Use struct {
	Connection string   `json:"connection"`
	Allow      []string `json:"allow"`
}

// Action is an action written in HCL: a primitive one with its settings filled in. Its expressions may
// mention setting.NAME, and those about an answer also self, which is what the primitive gave.
type Action struct {
	Name       string      `json:"name"` // "okta.suspend_user"
	Title      string      `json:"title"`
	Effect     kind.Effect `json:"effect"`
	Idempotent bool        `json:"idempotent,omitzero"`
	Kind       string      `json:"kind"`               // of the connection it needs
	Settings   []Setting   `json:"settings,omitempty"` // by name
	Outputs    []Output    `json:"outputs,omitempty"`  // by name
	Run        Call        `json:"run"`
	Undo       *Undo       `json:"undo,omitzero"` // holds for a step that states none of its own
}

// Setting is one setting of an Action. One without a default must be given.
type Setting struct {
	Name        string       `json:"name"`
	Type        string       `json:"type"`
	Default     *expr.Value  `json:"default,omitzero"`
	Pattern     string       `json:"pattern,omitempty"` // RE2, against the whole value
	OneOf       []expr.Value `json:"one_of,omitempty"`
	Description string       `json:"description,omitempty"`
}

// Output is one value that an Action gives.
type Output struct {
	Name   string       `json:"name"`
	Type   string       `json:"type"`
	Labels []kind.Label `json:"labels,omitempty"` // sorted
	AsOf   bool         `json:"as_of,omitzero"`   // the instant that the other outputs were true
}

// Call is how an Action is done: a primitive action, and what its answer means.
type Call struct {
	Action   string                `json:"action"` // of package kind
	Settings map[string]*expr.Node `json:"settings,omitempty"`
	Paginate string                `json:"paginate,omitempty"` // link-header, link:MEMBER, cursor:PARAMETER=PATH, pages:PARAMETER=PATH, or until-empty:PARAMETER=PATH
	Done     *expr.Node            `json:"done,omitzero"`      // an answer that means "already so"
	Give     map[string]*expr.Node `json:"give,omitempty"`     // output → its value
}
