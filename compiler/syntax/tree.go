package syntax

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// Project is everything that was read: project.hcl and the runbooks beside it.
type Project struct {
	File  string     // "runbooks/project.hcl"
	Range diag.Range // of the section project
	// Broken says that project.hcl has errors, so that what it defines is not all known. References to
	// its parts must not be judged then.
	Broken bool
	// Partial says that runbooks were left out that there are.
	Partial bool

	Name       Text
	Language   Whole
	Frameworks Texts
	Timezone   Text
	Action     Text
	Drafts     Texts // folders and files below runbooks/
	Program    Text

	Upload, Download Text // the actions that jobs hand on documents by; both or neither

	Store       *Store // nil without the section evidence
	Roles       []*Role
	People      []*Person
	Reviews     []*Review
	Connections []*Connection
	Secrets     []*Secret
	Org         []Assignment // by name
	Policies    []*Policy

	// What was read besides, each by file.
	Runbooks      []*Runbook
	Systems       []*System
	Suites        []*Suite
	OwnFrameworks []*Framework

	Sources diag.Sources // every file that was read, for showing findings
}

// Store is the project's section evidence: where evidence is kept.
type Store struct {
	Range                            diag.Range
	Branch, Sign, PublicLog, Witness Text
	Over                             Text // git or api: how jobs of a forge write it
	Fulcio, Timestamp, Rekor, Root   Text // of keyless signing
	RunsOn                           Texts
}

// Role is a named set of people.
type Role struct {
	Range          diag.Range
	Name           Text
	Teams, Members Texts
}

// Person tells the e-mail of a login.
type Person struct {
	Range        diag.Range
	Login, Email Text
}

// Review says who must review a pull request whose plan has these effects.
type Review struct {
	Range   diag.Range
	Name    Text
	Effects Texts
	From    Refs
	Min     Whole
}

// Policy is a condition over every plan.
type Policy struct {
	Range              diag.Range
	Name               Text
	Condition, Message hclsyntax.Expression
}

// Connection says how a service is reached.
type Connection struct {
	Range                       diag.Range
	Name, Kind, URL, Auth, User Text
	Token, Password             Ref
	Hosts                       Texts

	// Of one way of showing who asks.
	TokenURL, ClientID, ClientAuth, Scope, Audience Text
	ClientSecret                                    Ref
	ClientKey                                       Ref
	Subject                                         Text
	AccessKey, SecretKey, SessionToken              Ref
	Region, Service                                 Text
}

// Secrets are the references to the secrets that open the connection: those that are given.
func (c *Connection) Secrets() []Ref {
	return slices.DeleteFunc([]Ref{c.Token, c.Password, c.ClientSecret, c.ClientKey, c.AccessKey, c.SecretKey, c.SessionToken}, func(r Ref) bool { return !r.Given() })
}

// AuthSettings are the settings of one way of showing who asks that are given, by name, and where.
func (c *Connection) AuthSettings() map[string]diag.Range {
	given := map[string]diag.Range{}
	for name, t := range map[string]Text{
		"token_url": c.TokenURL, "client_id": c.ClientID, "client_auth": c.ClientAuth, "scope": c.Scope, "audience": c.Audience, "subject": c.Subject, "region": c.Region, "service": c.Service,
	} {
		if t.Given() {
			given[name] = t.Range
		}
	}
	for name, r := range map[string]Ref{"client_secret": c.ClientSecret, "client_key": c.ClientKey, "access_key": c.AccessKey, "secret_key": c.SecretKey, "session_token": c.SessionToken} {
		if r.Given() {
			given[name] = r.Range
		}
	}
	return given
}

// Secret says where a secret is found.
type Secret struct {
	Range               diag.Range
	Name, From, Purpose Text
}
