package syntax

import "github.com/attestary/attestary/schemas/kind"

// ProjectFile is what project.hcl may hold.
var ProjectFile = Section{
	Name: "project.hcl",
	Doc:  "The project: its name, its people, and what its runbooks may reach.",
	Sections: []Section{
		projectSection, storeSection, roleSection, personSection, reviewSection, connectionSection, secretSection,
		{Name: "org", Doc: "Values that every runbook may use; literals only.", Once: true, Open: true, Further: PlainName},
		policySection,
	},
}

var projectSection = Section{
	Name: "project", Doc: "Names the project.", Required: true, Once: true,
	Labels: []Label{{Name: "name", Naming: DashName}},
	Settings: []Setting{
		{Name: "language", Type: WholeType, Only: "1", Required: true, Review: true, Doc: "Version of the language; 1 is the only one."},
		{Name: "frameworks", Type: TextsType, Required: true, Review: true, Doc: "The frameworks that runbooks may claim."},
		{Name: "timezone", Type: TextType, Review: true, Doc: "IANA name of the time zone of schedules and texts; UTC without it."},
		{Name: "action", Type: TextType, Review: true, Doc: "The composite action that emitted workflows call: ./actions, or OWNER/REPO/PATH@COMMIT."},
		{Name: "upload_artifact", Type: TextType, Review: true, Doc: "Another action that keeps what a job left, as OWNER/REPO@COMMIT: upload-artifact 3 for node20, which a GitHub Enterprise Server needs; with download_artifact."},
		{Name: "download_artifact", Type: TextType, Review: true, Doc: "Another action that brings what the jobs before left, as OWNER/REPO@COMMIT: of the same version as upload_artifact."},
		{Name: "drafts", Type: TextsType, Review: true, Doc: "Folders and runbooks below runbooks/ that are checked and tested, and not in force: no workflow, no run, no claim."},
		{Name: "program", Type: TextType, Review: true, Doc: "The program that is installed on the runners, as /PATH@sha256:DIGEST; without it each job builds one."},
	},
}

var storeSection = Section{
	Name: "evidence", Doc: "Where evidence is kept and how it is signed.", Once: true,
	Settings: []Setting{
		{Name: "branch", Type: TextType, Review: true, Doc: "Branch that holds the ledger."},
		{Name: "over", Type: TextType, Review: true, Doc: "How jobs of a forge write the ledger: git, or api where their network does not let git through; git without it."},
		{Name: "sign", Type: TextType, Required: true, Review: true, Doc: "Who signs: key:PATH, kms:URI or keyless."},
		{Name: "runs_on", Type: TextsType, Review: true, Doc: "Labels of the runner that signs, which no phase may use; a machine of GitHub, new for each job, without it."},
		{Name: "public_log", Type: TextType, Review: true, Doc: "The words that allow a private repository to show in the public log."},
		{Name: "fulcio", Type: TextType, Review: true, Doc: "Address of the certificate authority of keyless signing; Sigstore's public one without it."},
		{Name: "timestamp", Type: TextType, Review: true, Doc: "Address of the timestamp authority of keyless signing; Sigstore's public one without it."},
		{Name: "rekor", Type: TextType, Review: true, Doc: "Address of a Rekor v2 log that keyless signatures are written into; none without it."},
		{Name: "trusted_root", Type: TextType, Review: true, Doc: "File with the public keys of these servers, beside project.hcl; trusted_root.json without it."},
		{Name: "witness", Type: TextType, Review: true, Doc: "Where a copy of each checkpoint is kept."},
	},
}

var roleSection = Section{
	Name: "role", Doc: "A named set of people.", Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "teams", Type: TextsType, Review: true, Doc: "GitHub teams, as OWNER/TEAM."},
		{Name: "members", Type: TextsType, Review: true, Doc: "GitHub logins, as LOGIN or LOGIN#ID; without a forge LOGIN#sha256:…, the key that the person signs with."},
	},
}

var personSection = Section{
	Name: "person", Doc: "Tells the e-mail of a GitHub login.", Labels: []Label{{Name: "login"}},
	Settings: []Setting{
		{Name: "email", Type: TextType, Required: true, Review: true, Doc: "The address that the team's systems know."},
	},
}

var reviewSection = Section{
	Name: "review", Doc: "Who must review a pull request whose plan has these effects; never its author.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "effects", Type: TextsType, OneOf: effectWords, Required: true, Review: true, Doc: "The effects that ask for it: observe, change, grant, destroy."},
		{Name: "from", Type: RefsType, Roots: []string{"role"}, Required: true, Review: true, Doc: "The roles whose people count."},
		{Name: "min", Type: WholeType, Required: true, Review: true, Doc: "How many different people."},
	},
}

var policySection = Section{
	Name: "policy", Doc: "A condition that every plan must keep.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "condition", Type: ValueType, Required: true, Doc: "True where the plan may be; it asks plan.destroys, plan.approvals and the like."},
		{Name: "message", Type: ValueType, Required: true, Doc: "What to say where it may not."},
	},
}

var connectionSection = Section{
	Name: "connection", Doc: "How a named service is reached.", Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "kind", Type: TextType, Required: true, Review: true, OneOf: []string{"http", "sql", "github", "shell"}, Doc: "What it speaks: http, sql, github or shell."},
		{Name: "url", Type: TextType, Review: true, Doc: "Address that every request begins with; http and sql need it."},
		{Name: "token", Type: RefType, Roots: []string{"secret"}, Doc: "The secret that proves who asks."},
		{Name: "auth", Type: TextType, Review: true, Doc: "How it is shown who asks: bearer, SSWS, basic, header:NAME, path, oauth2, jwt-bearer or aws-sigv4."},
		{Name: "user", Type: TextType, Doc: "User name for basic."},
		{Name: "password", Type: RefType, Roots: []string{"secret"}, Doc: "The secret that is the password for basic."},
		{Name: "token_url", Type: TextType, Review: true, Doc: "Where oauth2 and jwt-bearer ask for a token."},
		{Name: "client_id", Type: TextType, Review: true, Doc: "Who asks for it."},
		{Name: "client_secret", Type: RefType, Roots: []string{"secret"}, Doc: "The secret that proves it, shown at token_url alone."},
		{Name: "client_auth", Type: TextType, Review: true, OneOf: kind.ClientAuths, Doc: "Where client_secret is shown: basic, in a header, or body; basic without it."},
		{Name: "client_key", Type: RefType, Roots: []string{"secret"}, Doc: "The secret that is the private key of a client, or the JSON file of a service account of Google; it signs, and is never sent."},
		{Name: "subject", Type: TextType, Review: true, Doc: "In whose name the token is asked for, where that is somebody else."},
		{Name: "scope", Type: TextType, Review: true, Doc: "What the token is asked for; several scopes with spaces between."},
		{Name: "audience", Type: TextType, Review: true, Doc: "Which service the token is for, where token_url wants to be told."},
		{Name: "access_key", Type: RefType, Roots: []string{"secret"}, Doc: "The secret that is the ID of an access key of AWS."},
		{Name: "secret_key", Type: RefType, Roots: []string{"secret"}, Doc: "The secret that belongs to it; it signs, and is never sent."},
		{Name: "session_token", Type: RefType, Roots: []string{"secret"}, Doc: "The secret that belongs to a key which holds for a while."},
		{Name: "region", Type: TextType, Review: true, Doc: "The region of AWS that url is of; us-east-1 for services of all regions."},
		{Name: "service", Type: TextType, Review: true, Doc: "The service of AWS that requests are signed for: iam, guardduty."},
		{Name: "hosts", Type: TextsType, Review: true, Doc: "Hosts that redirects and further pages may lead to, and names that may be of a private network: HOST or HOST:PORT."},
	},
}

var secretSection = Section{
	Name: "secret", Doc: "Where a secret is found; its value never enters the compiler.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "from", Type: TextType, Required: true, Review: true, Doc: "github:NAME, env:NAME, file:PATH or vault:PATH#KEY."},
		{Name: "purpose", Type: TextType, Lines: true, Required: true, Review: true, Doc: "What it is for; reviewers read it."},
	},
}
