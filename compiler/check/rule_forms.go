package check

import (
	"fmt"
	"regexp"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

var (
	signForm   = regexp.MustCompile(`^(keyless|key:.+|kms:[a-z0-9][a-z0-9-]{0,63}://\S+)$`)
	callForm   = regexp.MustCompile(`^(\./actions|[A-Za-z0-9_.-]+/[A-Za-z0-9_./-]+@[0-9a-f]{40})$`)
	pinForm    = regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_./-]+@[0-9a-f]{40}$`)
	placeForm  = regexp.MustCompile(`^/[A-Za-z0-9_./-]+@sha256:[0-9a-f]{64}$`)
	publicForm = regexp.MustCompile(`^` + regexp.QuoteMeta(publicWords) + `$`)
	serverForm = regexp.MustCompile(`^(https://[^/@\s]+|http://(127\.0\.0\.1|\[::1\]|localhost)(:[0-9]{1,5})?)(/[^\s?#]*)?$`)
	besideForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$`)
	memberForm = regexp.MustCompile(`^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}(\[bot\])?(#([1-9][0-9]{0,17}|sha256:[0-9a-f]{64}))?$`)
	teamForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9_.-]{1,100}$`)
	sourceForm = regexp.MustCompile(`^(env:[A-Za-z_][A-Za-z0-9_]*|github:[A-Z_][A-Z0-9_]*|file:.+|vault:[^#\s]+#[^#\s]+)$`)
	awsForm    = regexp.MustCompile(`^[a-z][a-z0-9-]{0,62}$`)
	overForm   = regexp.MustCompile(`^(git|api)$`)
	authForm   = regexp.MustCompile(`^(bearer|SSWS|basic|path|oauth2|jwt-bearer|aws-sigv4|header:[A-Za-z0-9-]+)$`)
)

// publicWords say what a repository that is not public gives up, where a log that everybody reads has its
// signatures.
const publicWords = "names of this repository, its branches and workflows become public"

// forms (RB3024) holds the texts of project.hcl that have a form of their own: who signs, who is meant,
// where a secret is found, how a connection is reached.
func (c *checker) forms() {
	p := c.Project.Tree
	c.text("project", p.Action, "action", callForm, "./actions, or OWNER/REPO/PATH@ and the 40 digits of a commit")
	c.text("project", p.Program, "program", placeForm, "/PATH@sha256: and the 64 digits of its digest (sha256sum)")
	c.handing(p)
	if p.Store != nil {
		c.text("evidence", p.Store.Sign, "sign", signForm, `"key:PATH", "kms:NAME://KEY" or "keyless"`)
		c.text("evidence", p.Store.PublicLog, "public_log", publicForm, fmt.Sprintf("%q: whoever writes it, has read it", publicWords))
		c.text("evidence", p.Store.Over, "over", overForm, `"git" or "api"`)
		c.signerLabels(p.Store.RunsOn)
		for _, server := range []syntax.Text{p.Store.Fulcio, p.Store.Timestamp, p.Store.Rekor} {
			c.text("evidence", server, "the address of a server", serverForm, "https://HOST, with a path where it has one")
		}
		c.text("evidence", p.Store.Root, "trusted_root", besideForm, "the name of a file beside project.hcl")
	}
	for _, r := range p.Roles {
		members, teams := c.entries(r.Members), c.entries(r.Teams)
		for _, member := range members {
			c.shaped("role."+r.Name.Value, member, "a member", memberForm, `a login, with its id if known: "octocat#583231", or with the key that the person signs with: "ada#sha256:…" (attestary key show)`)
		}
		for _, team := range teams {
			c.shaped("role."+r.Name.Value, team, "a team", teamForm, `"OWNER/TEAM"`)
		}
		if len(members) == 0 && len(teams) == 0 && !p.Broken {
			c.report(diag.New("RB3024", r.Range, fmt.Sprintf("Nobody has the role %s.", r.Name.Value)).At("role." + r.Name.Value).
				WithHelp(`Add members = ["LOGIN"], or teams = ["OWNER/TEAM"].`))
		}
	}
	for _, s := range p.Secrets {
		c.text("secret."+s.Name.Value, s.From, "where a secret is found", sourceForm, "github:NAME, env:NAME, file:PATH or vault:PATH#KEY")
	}
	for _, n := range p.Connections {
		c.connection(n)
	}
}

// signerLabels holds those of the machine that signs. They stand written out: who reads the file sees where it signs.
func (c *checker) signerLabels(labels syntax.Texts) {
	if labels.Expr != nil {
		c.report(diag.New("RB3024", labels.Range, "The labels of the machine that signs are computed.").At("evidence").WithHelp(`Write them out: runs_on = ["LABEL"].`))
		return
	}
	for _, e := range c.entries(labels) {
		c.shaped("evidence", e, "a label of a machine", runnerForm, "letters, digits, _, . and -: signer")
	}
}

// handing holds the two actions by which jobs hand on documents: pinned, and both or neither, since what one version keeps
// another one does not find.
func (c *checker) handing(p *syntax.Project) {
	const allowed = "OWNER/REPO@ and the 40 digits of a commit"
	c.text("project", p.Upload, "upload_artifact", pinForm, allowed)
	c.text("project", p.Download, "download_artifact", pinForm, allowed)
	if p.Upload.Given() == p.Download.Given() {
		return
	}
	given, other := p.Upload, "download_artifact"
	if p.Download.Given() {
		given, other = p.Download, "upload_artifact"
	}
	c.report(diag.New("RB3024", given.Range, other+" is missing: what one version keeps, another does not find.").At("project").
		WithHelp("Add " + other + `, of the same version, or leave both away.`))
}

func (c *checker) text(address string, t syntax.Text, what string, form *regexp.Regexp, allowed string) {
	if text, ok := c.Text(t); ok && t.Given() {
		c.shaped(address, entry{text, t.Range}, what, form, allowed)
	}
}

func (c *checker) shaped(address string, e entry, what string, form *regexp.Regexp, allowed string) {
	if !form.MatchString(e.text) {
		c.report(diag.New("RB3024", e.at, fmt.Sprintf("%q cannot be %s.", e.text, what)).At(address).WithHelp("Allowed is " + allowed + "."))
	}
}
