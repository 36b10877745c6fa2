package kind

// By which ways a machine comes to a repository.

const webhooksType = "list(object({active = bool, content_type = string, events = list(string), host = string, id = number, insecure = bool, last_status = number, secret = bool}))"

const webhooksDoc = "Its webhooks: host is where they lead, without the path, in which a secret may stand; insecure tells that the certificate is not checked, or that it is no https at all; secret, whether what is sent is signed; last_status is that of the newest delivery, null where that is not told."

const (
	allowedDoc  = "Which actions may run: all, local_only or selected; null where none may."
	pinnedDoc   = "Whether an action must be named by its full commit; null where the server does not tell."
	tokenDoc    = "What a job's token may do unless its workflow says otherwise: read or write."
	approvesDoc = "Whether a job's token may approve pull requests."
)

var githubDoors = []Kind{
	{
		Name: "github.deploy_keys", Title: "List the deploy keys of a repository", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields: []Field{repository},
		Outputs: []Output{
			{Name: "keys", Type: "list(object({created_at = string, fingerprint = string, id = number, last_used = string, read_only = bool, title = string}))", Labels: untrusted, Doc: "Its deploy keys; the fingerprint as ssh-keygen tells it, last_used null where it never was."},
		},
		Beyond: []string{"administration: read"},
	},
	{
		Name: "github.webhooks", Title: "List the webhooks of a repository", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields:  []Field{repository},
		Outputs: []Output{{Name: "webhooks", Type: webhooksType, Labels: untrusted, Doc: webhooksDoc}},
		Beyond:  []string{"repository-hooks: read"},
	},
	{
		Name: "github.organization_webhooks", Title: "List the webhooks of an organization", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields:  []Field{organization},
		Outputs: []Output{{Name: "webhooks", Type: webhooksType, Labels: untrusted, Doc: webhooksDoc}},
		Beyond:  []string{"organization-hooks: read"},
	},
	{
		Name: "github.actions_permissions", Title: "Look what Actions may do in a repository", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields: []Field{repository},
		Outputs: []Output{
			{Name: "enabled", Type: "bool", Doc: "Whether workflows run at all."},
			{Name: "allowed", Type: "string", Doc: allowedDoc},
			{Name: "patterns", Type: "list(string)", Labels: untrusted, Doc: "Where only selected ones may run, the patterns of those; else null. What follows too."},
			{Name: "of_github", Type: "bool", Doc: "Whether GitHub's own are among them."},
			{Name: "verified", Type: "bool", Doc: "Whether those of verified creators are among them."},
			{Name: "pinned", Type: "bool", Doc: pinnedDoc},
			{Name: "token", Type: "string", Doc: tokenDoc},
			{Name: "approves", Type: "bool", Doc: approvesDoc},
		},
		Beyond: []string{"administration: read"},
	},
	{
		Name: "github.organization_actions_permissions", Title: "Look what Actions may do in an organization", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields: []Field{organization},
		Outputs: []Output{
			{Name: "repositories", Type: "string", Doc: "In which repositories workflows run: all, none or selected."},
			{Name: "allowed", Type: "string", Doc: allowedDoc},
			{Name: "pinned", Type: "bool", Doc: pinnedDoc},
			{Name: "token", Type: "string", Doc: tokenDoc},
			{Name: "approves", Type: "bool", Doc: approvesDoc},
		},
		Beyond: []string{"organization-administration: read"},
	},
}
