package kind

// Who an organization of GitHub lets in. No job's token sees that: the connection has one of its own.

var (
	ofPeople = []Label{Untrusted, Personal}

	organization = Field{Name: "organization", Type: "string", Trusted: true, Doc: "The organization, as GitHub spells it; the owner of the run's repository unless told."}
	repository   = Field{Name: "repository", Type: "string", Trusted: true, Doc: "The repository, as OWNER/NAME; the one of the run unless told."}
	team         = Field{Name: "team", Type: "string", Required: true, Trusted: true, Doc: "The team, as it stands in its address: \"site-reliability\"."}
)

var githubPeople = []Kind{
	{
		Name: "github.members", Title: "List the members of an organization", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields: []Field{organization},
		Outputs: []Output{
			{Name: "members", Type: "list(object({id = number, login = string, owner = bool}))", Labels: ofPeople, Doc: "Its members and whether they own it, by their numbers. A token that sees only those who show their membership makes this unknown."},
		},
		Beyond: []string{"members: read"},
	},
	{
		Name: "github.outside_collaborators", Title: "List who works here from outside", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields: []Field{organization},
		Outputs: []Output{
			{Name: "collaborators", Type: "list(object({id = number, login = string}))", Labels: ofPeople, Doc: "Those who may use a repository of the organization and are no members, by their numbers."},
		},
		Beyond: []string{"members: read"},
	},
	{
		Name: "github.two_factor", Title: "Look who signs in with two factors", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields: []Field{organization},
		Outputs: []Output{
			{Name: "required", Type: "bool", Doc: "Whether the organization lets in nobody without; null where the token may not see that."},
			{Name: "without", Type: "list(object({id = number, login = string, outside = bool}))", Labels: ofPeople, Doc: "Members and outside collaborators without two factors. It takes an owner's token. Unknown where the server may have left the question out of account: where it names everybody."},
		},
		Beyond: []string{"members: read"},
	},
	{
		Name: "github.teams", Title: "List the teams of an organization", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields: []Field{organization},
		Outputs: []Output{
			{Name: "teams", Type: "list(object({id = number, name = string, parent = string, secret = bool, slug = string}))", Labels: untrusted, Doc: "The teams that the token sees; parent is the slug of the team that one is part of, null for none."},
		},
		Beyond: []string{"members: read"},
	},
	{
		Name: "github.team_members", Title: "List the members of a team", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields: []Field{organization, team},
		Outputs: []Output{
			{Name: "members", Type: "list(object({id = number, login = string, maintainer = bool}))", Labels: ofPeople, Doc: "Its members, and those of the teams that are part of it, by their numbers."},
		},
		Beyond: []string{"members: read"},
	},
	{
		Name: "github.collaborators", Title: "List who may use a repository", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields: []Field{repository},
		Outputs: []Output{
			{Name: "collaborators", Type: "list(object({id = number, login = string, outside = bool, role = string}))", Labels: ofPeople, Doc: "Everybody who may use it, on whatever way, by their numbers: role is read, triage, write, maintain, admin or one of the organization's own; outside tells who is no member."},
		},
		Beyond: []string{"metadata: read"},
	},
}
