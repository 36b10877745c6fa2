package kind

// What is held of branches and tags.

const rulesetsType = "list(object({bypass = list(string), enforcement = string, exclude = list(string), id = number, include = list(string), name = string, rules = list(string), source = string, target = string}))"

const rulesetsDoc = "Its rulesets with the kinds of their rules. Enforcement is active, evaluate or disabled. Bypass is who may pass by, as \"Team 7 always\"; null where the token may not see that, which takes administration: write."

var githubRules = []Kind{
	{
		Name: "github.rulesets", Title: "List the rulesets of a repository", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields:  []Field{repository},
		Outputs: []Output{{Name: "rulesets", Type: rulesetsType, Labels: untrusted, Doc: rulesetsDoc + " Those of its organization are among them."}},
		Beyond:  []string{"metadata: read"},
	},
	{
		Name: "github.organization_rulesets", Title: "List the rulesets of an organization", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields:  []Field{organization},
		Outputs: []Output{{Name: "rulesets", Type: rulesetsType, Labels: untrusted, Doc: rulesetsDoc}},
		Beyond:  []string{"organization-administration: write"},
	},
	{
		Name: "github.branch_rules", Title: "Look what holds for a branch", Effect: Observe, Idempotent: true, Connection: GitHub,
		Fields: []Field{
			repository,
			{Name: "branch", Type: "string", Required: true, Trusted: true, Doc: "The name of the branch."},
		},
		Outputs: []Output{
			{Name: "rules", Type: "list(string)", Labels: untrusted, Doc: "The kinds of rules of active rulesets that hold for it, sorted: \"deletion\", \"non_fast_forward\", \"pull_request\"."},
			{Name: "complete", Type: "bool", Doc: "Whether all was seen: false where a branch protection rule holds too and the token may not read it, which takes administration: read. Then what follows is null but where a ruleset already says yes."},
			{Name: "stays", Type: "bool", Doc: "Whether nobody may delete it."},
			{Name: "keeps_history", Type: "bool", Doc: "Whether nobody may push over its history."},
			{Name: "pull_requests", Type: "bool", Doc: "Whether changes come by pull request alone."},
			{Name: "reviews", Type: "number", Doc: "How many approving reviews a pull request needs; 0 where it needs none."},
			{Name: "dismisses_stale", Type: "bool", Doc: "Whether a new push voids the reviews before it."},
			{Name: "code_owners", Type: "bool", Doc: "Whether the owners of the changed code must be among the reviewers."},
			{Name: "last_push", Type: "bool", Doc: "Whether somebody other than who pushed last must approve."},
			{Name: "signed", Type: "bool", Doc: "Whether commits must be signed."},
			{Name: "linear", Type: "bool", Doc: "Whether merge commits are refused."},
			{Name: "checks", Type: "list(string)", Labels: untrusted, Doc: "The status checks that must pass, sorted."},
			{Name: "administrators", Type: "bool", Doc: "Whether a branch protection rule binds administrators too; null where there is none. Who may bypass a ruleset is what github.rulesets tells."},
		},
		Permissions: []string{"contents: read"},
	},
}
