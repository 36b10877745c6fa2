package kind

// What takes something away again. A person goes by number and login both: a login alone may be somebody
// else's by now. What is not there any more has been removed already, and the token proves that it sees it.

var (
	login  = Field{Name: "login", Type: "string", Required: true, Doc: "Who, by the login."}
	id     = Field{Name: "id", Type: "number", Required: true, Doc: "The same by the number, which nobody else ever gets; where they do not fit together nothing is done."}
	number = Field{Name: "id", Type: "number", Required: true, Doc: "Which one, by its number."}

	removed = []Output{{Name: "removed", Type: "bool", Doc: "Whether it was done now; not where it was so already."}}
)

var githubRemovals = []Kind{
	{
		Name: "github.remove_member", Title: "Remove somebody from an organization", Effect: Destroy, Idempotent: true, Connection: GitHub,
		Fields: []Field{organization, login, id}, Outputs: removed, Beyond: []string{"members: write"},
	},
	{
		Name: "github.remove_outside_collaborator", Title: "Remove somebody from all repositories", Effect: Destroy, Idempotent: true, Connection: GitHub,
		Fields: []Field{organization, login, id}, Outputs: removed, Beyond: []string{"members: write"},
	},
	{
		Name: "github.remove_team_member", Title: "Take somebody out of a team", Effect: Change, Idempotent: true, Connection: GitHub,
		Fields: []Field{organization, team, login, id}, Outputs: removed, Beyond: []string{"members: write"},
	},
	{
		Name: "github.add_team_member", Title: "Take somebody into a team", Effect: Grant, Idempotent: true, Connection: GitHub,
		Fields: []Field{organization, team, login, id},
		Outputs: []Output{
			{Name: "added", Type: "bool", Doc: "Whether it was done now; not where it was so already."},
			{Name: "pending", Type: "bool", Doc: "Whether the person has yet to accept."},
		},
		Beyond: []string{"members: write"},
	},
	{
		Name: "github.remove_deploy_key", Title: "Remove a deploy key", Effect: Destroy, Idempotent: true, Connection: GitHub,
		Fields: []Field{repository, number}, Outputs: removed, Beyond: []string{"administration: write"},
	},
	{
		Name: "github.remove_webhook", Title: "Remove a webhook of a repository", Effect: Destroy, Idempotent: true, Connection: GitHub,
		Fields: []Field{repository, number}, Outputs: removed, Beyond: []string{"repository-hooks: write"},
	},
	{
		Name: "github.remove_organization_webhook", Title: "Remove a webhook of an organization", Effect: Destroy, Idempotent: true, Connection: GitHub,
		Fields: []Field{organization, number}, Outputs: removed, Beyond: []string{"organization-hooks: write"},
	},
}
