// Package runbooks is the library: runbooks that run as they are, with their tests, and the actions of other
// people's systems that they use, written in HCL.
//
// A runbook stands in <pillar>/<name>.runbook.hcl, its tests beside it in <name>.runbooktest.hcl, and the actions of a
// system in actions/<system>.action.hcl; access/, incident/ and audit/ hold the three scenes that go through several
// pillars. Each has a check that fails where something is wrong and is unknown where it could not look.
// Starters need nothing but a machine with a POSIX shell: `attestary init` copies them into a team's repository, beside a
// project.hcl that names the team (Project). What needs an account somewhere is adopted with `attestary add`, which
// takes what the runbook asks for out of the library's own project.hcl. From then on all of it is the team's own.
//
// This folder is itself the runbooks folder of a project: the one of this repository. There the library is a draft,
// checked and tested and not in force, and self/ holds what this repository runs. README.md lists them all.
//
// Start at Library and Project.
package runbooks

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

//go:embed README.md LIMITS.md project.hcl all:access all:actions all:applications all:audit all:data all:devices all:identity all:incident all:networks
var library embed.FS

// Library holds the files of the library, by their paths below runbooks/: runbooks, their tests, the actions
// that they use, and the project.hcl in which every connection, secret, role and value that one of them asks
// for stands as an example.
func Library() fs.FS { return library }

// starters are the runbooks that run on any machine, without an account anywhere.
var starters = []string{
	"applications/branch-protection.runbook.hcl",
	"applications/workflow-pinning.runbook.hcl",
	"data/backup-restore.runbook.hcl",
	"data/secrets-in-git.runbook.hcl",
	"devices/file-permissions.runbook.hcl",
	"identity/dormant-accounts.runbook.hcl",
	"networks/listening-sockets.runbook.hcl",
	"networks/tls-posture.runbook.hcl",
}

// Starters are the files of the library that a new project begins with, by path.
func Starters() []string { return slices.Clone(starters) }

// Project is what a new project says of itself. Its file defines all that the library asks for: the
// role operators, the connection shell, and the values of org.
type Project struct {
	Name      string   // of the project: letters, digits, _ and -
	Timezone  string   // IANA name
	Action    string   // what emitted workflows call: "./actions", or "owner/repo/actions@" and a commit
	Sign      string   // how evidence is signed: "key:PATH", "keyless"
	PublicLog string   // with "keyless": the words that allow a private repository to be named in a public log; "" for none
	Members   []string // the role operators: "login" or "login#id"
	Teams     []string // the same, as "owner/team"
}

//go:embed project.tmpl
var projectText string

var projectTemplate = template.Must(template.New("project.hcl").Funcs(template.FuncMap{"quote": quote, "quotes": quotes}).Parse(projectText))

// File is project.hcl, as the formatter would leave it.
func (p Project) File() []byte {
	var out bytes.Buffer
	if err := projectTemplate.Execute(&out, p); err != nil {
		panic(fmt.Sprintf("runbooks: the template of project.hcl: %v", err))
	}
	return out.Bytes()
}

// quote writes a text as HCL does: no part of it is taken for a template.
func quote(s string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(strconv.Quote(s))
}

func quotes(list []string) string {
	var parts []string
	for _, s := range list {
		parts = append(parts, quote(s))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
